"""Whether everything that the directory names exists, and its trees are trees; without that nothing can be resolved."""

from collections.abc import Iterator, Mapping

from tocsin.charter.directory.model import CALLS, Authority, Directory, Remit, Standing
from tocsin.charter.directory.routes import active
from tocsin.charter.faults import Fault
from tocsin.charter.model import Charter, UrgencyRule


def dangling(charter: Charter) -> Iterator[Fault]:
    """Yield a fault for every name without a thing, and every tree that is none."""
    directory = charter.directory
    if directory.exists:
        yield from _areas(directory)
        yield from _authorities(directory)
        for remit in directory.remits:
            yield from _remit(charter, remit)
        for point in directory.contacts.values():
            yield from _named(point.file, f"contact_point.{point.id}.authority", point.authority, directory.authorities)
    yield from _idle_desks(charter)
    for place, rule in enumerate(charter.urgency, 1):
        yield from _rule(directory, rule, f"urgency[{place}]")


def _named(file: str, key: str, name: str, known: Mapping[str, object]) -> Iterator[Fault]:
    if name and name not in known:
        yield Fault(file, key, f"«{name}» is not in the directory", "Correct the name, or add what it names.")


def _areas(directory: Directory) -> Iterator[Fault]:
    first, *others = sorted(area.code for area in directory.areas.values() if not area.parent) or [""]
    circled = _circles({area.code: area.parent for area in directory.areas.values()})
    for area in directory.areas.values():
        key = f"area.{area.code}.parent"
        yield from _named(area.file, key, area.parent, directory.areas)
        if area.code in circled:
            yield Fault(area.file, key, "it lies in itself", "Name the area that it lies in.")
        if area.code in others:
            hint = "Only one area has no parent: the one in which all others lie."
            yield Fault(area.file, key, f"it lies in no other area, and neither does «{first}»", hint)


def _authorities(directory: Directory) -> Iterator[Fault]:
    known = directory.authorities
    circled = _circles({authority.id: authority.parent for authority in known.values()})
    for authority in known.values():
        key = f"authority.{authority.id}.parent"
        yield from _named(authority.file, key, authority.parent, known)
        if authority.id in circled:
            yield Fault(authority.file, key, "it is above itself", "Name the office that is above it.")
        yield from _standing(known, authority)


def _standing(known: Mapping[str, Authority], authority: Authority) -> Iterator[Fault]:
    key = f"authority.{authority.id}.successor"
    if authority.successor and authority.successor not in known:
        yield from _named(authority.file, key, authority.successor, known)
    elif authority.standing is not Standing.MERGED and authority.successor:
        hint = 'Write status = "merged", or take the successor out.'
        yield Fault(authority.file, key, f"what is {authority.standing} has no successor", hint)
    elif authority.standing is Standing.MERGED and active(known, authority.id) is None:
        hint = "Name as successor the office that does its work now; the last one must be active."
        yield Fault(authority.file, key, "nobody active follows", hint)


def _circles(parents: Mapping[str, str]) -> set[str]:
    """Return one of each circle, the first by name, from which the way up comes back."""
    found = set()
    for start in parents:
        way = [start]
        while (above := parents.get(way[-1], "")) and above not in way:
            way.append(above)
        if above == start == min(way):
            found.add(start)
    return found


def _remit(charter: Charter, remit: Remit) -> Iterator[Fault]:
    directory, key = charter.directory, f"remit.{remit.id}"
    yield from _named(remit.file, f"{key}.authority", remit.authority, directory.authorities)
    yield from _named(remit.file, f"{key}.transfer_to", remit.transfer_to, directory.authorities)
    for area in sorted(remit.areas):
        yield from _named(remit.file, f"{key}.areas", area, directory.areas)
    if remit.desk and remit.desk not in charter.line.desks:
        hint = f"The line's desks are {', '.join(charter.line.desks)}."
        yield Fault(remit.file, f"{key}.desk", f"the line has no desk «{remit.desk}»", hint)
    elif remit.desk in charter.line.receiving and (
        about_us := {c.code for c in charter.concerns if c.overseer} & remit.concerns
    ):
        hint = (
            f"Give them to {charter.line.overseer}: no desk reads what is told about the line's own staff but that one."
        )
        yield Fault(remit.file, f"{key}.desk", f"this desk would read «{min(about_us)}»", hint)
    elif remit.desk and remit.concerns - charter.codes(remit.desk):
        some = min(remit.concerns - charter.codes(remit.desk))
        yield Fault(remit.file, f"{key}.desk", f"this desk takes no «{some}»", "Name the concerns that it takes.")


def _idle_desks(charter: Charter) -> Iterator[Fault]:
    named = {remit.desk for remit in charter.directory.remits}
    for desk in charter.line.further:
        if desk.id not in named:
            hint = f'Write desk = "{desk.id}" in the remits that it reads, or take the desk out.'
            yield Fault("line.toml", f"further_desk.{desk.id}", "no remit sends anything to this desk", hint)


def _rule(directory: Directory, rule: UrgencyRule, key: str) -> Iterator[Fault]:
    file = "concerns.toml"
    for area in rule.areas:
        yield from _named(file, f"{key}.areas", area, directory.areas)
    yield from _named(file, f"{key}.hours", rule.hours, directory.hours)
    yield from _named(file, f"{key}.contact", rule.contact, directory.contacts)
    point = directory.contacts.get(rule.contact)
    if point and not (point.shown and point.channel in CALLS):
        hint = "Name a telephone that is confirmed and public, or leave contact out: then it is the emergency number."
        yield Fault(file, f"{key}.contact", f"«{point.id}» cannot be called", hint)
    elif point and point.hours and point.hours is not directory.hours.get(rule.hours):
        hint = "Give the rule the same hours, and let one without hours follow it."
        yield Fault(file, f"{key}.contact", f"nobody answers at «{point.id}» at some hours of this rule", hint)
