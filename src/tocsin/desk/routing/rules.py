"""Who has a part in a report, and which of them are not of this line: pure, no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.model import Role
from tocsin.charter.directory.resolving import competent
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.model import Charter

RULE, PERSON = "rule", "person"


class Reason(StrEnum):
    """Why an officer decides anew. A code, since words about a report are the opener's to keep."""

    OTHER_CONCERN = "other-concern"
    OTHER_PLACE = "other-place"
    NOT_THEIRS = "not-theirs"
    RULE_WRONG = "rule-wrong"


class NobodySuch(Exception):
    """The charter knows no such concern, area or office."""


@dataclass(frozen=True)
class Part:
    """An office and the part it has: it leads, is told too, or must be told by law."""

    authority: str
    role: Role


@dataclass(frozen=True)
class Found:
    """A decision in codes: what the feed tells of one, and what a person's choice comes to."""

    charter: str
    concern: str
    rule: str
    desk: str
    lead: str
    informed: tuple[str, ...]
    transfers: tuple[tuple[str, str], ...]
    remits: tuple[str, ...]


def ours(charter: Charter) -> frozenset[str]:
    """Return the offices that a desk of the line reads for."""
    directory = charter.directory
    if not directory.exists:
        return frozenset()
    active = routes_of(directory).active
    return frozenset(now.id for remit in directory.remits if remit.desk and (now := active.get(remit.authority)))


def others(charter: Charter, lead: str, informed: Iterable[str], transfers: Iterable[Sequence[str]]) -> list[Part]:
    """Return the offices outside the line that have a part, each once, with the part that weighs most.

    What the law has somebody else transfer is theirs to do; what it has an office of ours transfer is done here.
    """
    own = ours(charter)
    parts = [Part(lead, Role.LEAD)] if lead else []
    parts += [Part(to, Role.MUST_TRANSFER) for by, to in transfers if by in own]
    parts += [Part(authority, Role.INFO_ONLY) for authority in informed]
    first: dict[str, Part] = {}
    for part in parts:
        first.setdefault(part.authority, part)
    return [part for part in first.values() if part.authority not in own]


def decide(charter: Charter, *, concern: str, area: str, lead: str, day: date) -> Found:
    """Return what an officer's choice comes to: by the charter's remits, with another office to lead if one is named.

    Raises `NobodySuch`.
    """
    directory = charter.directory
    if concern not in charter.codes() or (area and area not in directory.areas):
        raise NobodySuch(concern, area)
    if lead and (directory.authorities.get(lead) is None or routes_of(directory).active[lead] is None):
        raise NobodySuch(lead)
    found = competent(charter, Question(concern, area), day=day)
    by_remit = found.lead.authority.id if found.lead else ""
    chosen = routes_of(directory).active[lead] if lead else None
    first = chosen.id if chosen else by_remit
    return Found(
        charter=found.charter,
        concern=concern,
        rule=found.rule.code,
        desk=found.desk if first == by_remit else _desk_of(charter, first),
        lead=first,
        informed=tuple(party.authority.id for party in found.informed if party.authority.id != first),
        transfers=tuple((transfer.authority.id, transfer.to.id) for transfer in found.transfers),
        remits=found.remits if first == by_remit else found.remits[bool(by_remit) :],
    )


def _desk_of(charter: Charter, authority: str) -> str:
    own = (remit.desk for remit in charter.directory.remits if remit.desk and remit.authority == authority)
    return next(own, charter.line.desk)
