"""Who sits at which desk: `NAME`, or `NAME@DESK` at another than the line's own; nobody at two."""

from collections.abc import Iterable, Iterator, Sequence

from tocsin.charter.model import Line
from tocsin.operator.desks import NoSuchDesk

Seat = tuple[str, str]  # name, role


class NamedTwice(Exception):
    """One person would be two."""

    hint = "Name everybody once, at one desk: a supervisor may do what an officer may. Two of one name get two names."


class OfficerOfTwo(Exception):
    """Somebody would sit at two desks: kept from a case at the one, they would still read it at the other."""

    hint = "Name other people there; what concerns both desks, one refers to the other. Two of one name get two names."


class OfficerOfBoth(Exception):
    """Somebody would sit at a desk and hear what is told about it."""

    hint = "Name people for --overseer who work at no other desk, and answer to somebody else."


def seats(
    line: Line,
    *,
    officers: Sequence[str],
    supervisors: Sequence[str],
    overseers: Sequence[str],
    overseer_supervisors: Sequence[str],
) -> dict[str, list[Seat]]:
    """Return desk -> whom to enrol there, in order: supervisors last, since from the second on officers are theirs."""
    found: dict[str, list[Seat]] = {desk: [] for desk in line.desks}
    for role, names in (("officer", officers), ("supervisor", supervisors)):
        for name, desk in _placed(line, names):
            found[desk].append((name, role))
    for role, names in (("officer", overseers), ("supervisor", overseer_supervisors)):
        found[line.overseer] += [(name, role) for name in names]
    _check(line, found)
    return found


def _placed(line: Line, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in names:
        name, found, desk = text.partition("@")
        if found and desk not in line.receiving:
            more = "; who hears about their staff is named with --overseer" if desk == line.overseer else ""
            raise NoSuchDesk(f"{text}: no desk «{desk}» receives{more}", line.receiving)
        yield name, desk if found else line.desk


def _check(line: Line, found: dict[str, list[Seat]]) -> None:
    at: dict[str, str] = {}
    for desk, people in found.items():
        for name, _ in people:
            before = at.setdefault(name, desk)
            if before != desk and desk == line.overseer:
                raise OfficerOfBoth(f"{name} would be an officer of both desks, {before} and {desk}")
            if before != desk:
                raise OfficerOfTwo(f"{name} would be an officer of two desks, {before} and {desk}")
        twice = sorted({name for name, _ in people if [n for n, _ in people].count(name) > 1})
        if twice:
            raise NamedTwice(f"{', '.join(twice)} is named twice at the desk {desk}")
