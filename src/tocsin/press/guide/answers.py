"""Which answers a charter gives to one concern on a day: each area has one, and areas share it as far as they can.

Two areas share an answer if the same authority leads by the same remit and the same telephone comes first. Who else
has a part in it is said with the places where it is so: if that made answers differ too, a country in which each
district has a police station would need a page for each concern and district.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from tocsin.charter.directory.calling import calls_at_any_hour
from tocsin.charter.directory.decision import Act, Call, Competent
from tocsin.charter.directory.leading import Parties, parties
from tocsin.charter.directory.model import Authority, Remit, Role
from tocsin.charter.directory.resolving import receiving_desk
from tocsin.charter.directory.routes import Routes, routes_of
from tocsin.charter.model import Charter, UrgencyRule
from tocsin.press.guide.areas import Areas

UNLED = "line"  # the answer where nobody leads: people of the line decide


@dataclass(frozen=True)
class FirstCall:
    """Whom to call before anything else while it goes on, in the named hours of its rule, or at any hour."""

    rule: UrgencyRule
    call: Call


@dataclass(frozen=True)
class Party:
    """Somebody else who has a part in it: told too, bound to pass it on (`to` whom), or not taking it.

    `areas`: where it is so, those only that lie in no other of them; none where it is so wherever the answer holds.
    """

    role: Role
    authority: Authority
    to: Authority | None
    remit: Remit
    areas: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Answer:
    """One answer, in all its `areas`. `slug` names it among those of the concern; empty where it is the only one."""

    concern: str
    slug: str
    lead: Competent | None
    desk: str
    calls: tuple[FirstCall, ...]
    areas: tuple[str, ...]
    parties: tuple[Party, ...]


class Directions:
    """What the guide says on one day: concern -> area -> answer. A line without a directory has one area, `""`."""

    def __init__(self, charter: Charter, day: date) -> None:
        self.charter, self.day = charter, day
        self.areas = Areas(charter.directory.areas)
        self._calling = {area for rule in charter.urgency for area in rule.areas}
        self._calling |= {entry.area for entry in charter.line.emergency_areas}

    @cached_property
    def answers(self) -> Mapping[str, tuple[Answer, ...]]:
        """Concern -> its answers, the one of the whole area first."""
        return {code: tuple(self._answers(code)) for code in sorted(self.charter.codes())}

    def by_area(self, concern: str) -> dict[str, Answer]:
        """Return area -> answer of a concern."""
        return {area: answer for answer in self.answers[concern] for area in answer.areas}

    def _answers(self, concern: str) -> Iterator[Answer]:
        grouped: dict[_Key, list[str]] = {}
        found: dict[str, _Found] = {}
        for area in self.areas.order:
            found[area] = self._found(concern, area, found)
            grouped.setdefault(found[area].key, []).append(area)
        taken: set[str] = set()
        for key, areas in grouped.items():
            name = key.lead.authority.id if key.lead else UNLED
            slug = f"{name}.{areas[0]}" if name in taken else name
            taken.add(name)
            yield Answer(
                concern=concern,
                slug=slug if len(grouped) > 1 else "",
                lead=key.lead,
                desk=(key.lead.remit.desk if key.lead else "") or receiving_desk(self.charter, concern),
                calls=tuple(found[areas[0]].calls),
                areas=tuple(areas),
                parties=tuple(self._parties(areas, found)),
            )

    def _found(self, concern: str, area: str, known: Mapping[str, "_Found"]) -> "_Found":
        if not area:
            return _Found(_Key(None, ()), tuple(self._calls(concern, ())), {})
        routes, parent = routes_of(self.charter.directory), self.areas.parent(area)
        if parent in known and area not in self._calling and not routes.at(area, concern):
            return known[parent]
        calls = tuple(self._calls(concern, routes.lineage[area]))
        said = parties(routes, concern, area, self.day)
        key = _Key(said.lead, tuple((id(first.rule), first.call.number) for first in calls))
        return _Found(key, calls, dict(_others(routes, self.charter, said)))

    def _calls(self, concern: str, lineage: tuple[str, ...]) -> Iterator[FirstCall]:
        for rule, call in calls_at_any_hour(self.charter, concern, lineage):
            yield FirstCall(rule, call)

    def _parties(self, areas: list[str], found: Mapping[str, "_Found"]) -> Iterator[Party]:
        where: dict[_Name, list[str]] = {}
        known: dict[_Name, Party] = {}
        for area in areas:
            known |= found[area].others
            for name in found[area].others:
                where.setdefault(name, []).append(area)
        for name, own in sorted(where.items()):
            yield replace(known[name], areas=() if len(own) == len(areas) else self.areas.topmost(own))


@dataclass(frozen=True)
class _Key:
    lead: Competent | None
    calls: tuple[tuple[int, str], ...]

    def __hash__(self) -> int:  # a remit holds sets of hundreds of areas, which would be hashed each time
        return hash((self.lead.remit.id if self.lead else "", self.calls))


_Name = tuple[str, str, str, str]  # role, authority, to whom, remit


@dataclass(frozen=True)
class _Found:
    key: _Key
    calls: tuple[FirstCall, ...]
    others: dict[_Name, Party]


def _others(routes: Routes, charter: Charter, said: Parties) -> Iterator[tuple[_Name, Party]]:
    for party in said.informed:
        yield _named(Role.INFO_ONLY, party.authority, None, party.remit)
    for transfer in said.transfers:
        yield _named(Role.MUST_TRANSFER, transfer.authority, transfer.to, transfer.remit)
    refusals = {step.remit for step in said.steps if step.act is Act.REFUSED}
    for remit in charter.directory.remits if refusals else ():
        office = routes.active.get(remit.authority)
        if remit.id in refusals and remit.role is Role.REFUSED and office:
            yield _named(Role.REFUSED, office, None, remit)


def _named(role: Role, authority: Authority, to: Authority | None, remit: Remit) -> tuple[_Name, Party]:
    return (role, authority.id, to.id if to else "", remit.id), Party(role, authority, to, remit, ())
