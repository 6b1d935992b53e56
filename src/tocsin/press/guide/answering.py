"""One answer as a page shows it: whom to call first, who it is for, how they are reached, who else has a part in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from markupsafe import Markup

from tocsin.charter.directory.decision import Competent
from tocsin.charter.directory.model import Authority, ContactPoint, Role
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.model import Concern, Path
from tocsin.look.rendering import environment, write_day
from tocsin.look.texts import catalogue
from tocsin.press.guide.answers import Answer, Directions, FirstCall, Party
from tocsin.press.guide.channels import Channel, Reader
from tocsin.press.guide.weeks import WeekShown, week_shown

MOST_OPEN = 12  # a longer list is folded
MOST_NAMED, MOST_PLACES = 60, 3  # of others that have a part somewhere, and of the places of each: the files tell all

Shown = Mapping[str, Any]


@dataclass(frozen=True)
class Office:
    """An office and its channels, those of this day and language."""

    name: str
    channels: tuple[Channel, ...]
    written: Markup


class Answering:
    """Shows answers to a reader."""

    def __init__(self, directions: Directions, reader: Reader) -> None:
        self._directions, self._reader = directions, reader
        self._charter, self._language = reader.charter, reader.language
        self._offices: dict[tuple[str, str, bool], Office] = {}

    @cached_property
    def _concerns(self) -> Mapping[str, Concern | Path]:
        concerns: dict[str, Concern | Path] = {each.code: each for each in self._charter.concerns}
        return concerns | {each.code: each for each in self._charter.paths}

    def name(self, concern: str) -> str:
        """Return what a concern, or a way that takes a message, is called."""
        found = self._concerns[concern]
        return found.texts[self._language].name if isinstance(found, Concern) else found.name[self._language]

    def lead(self, answer: Answer) -> str:
        """Return who an answer says it is for."""
        return answer.lead.authority.name[self._language] if answer.lead else self._charter.line.run_by[self._language]

    def shown(self, answer: Answer) -> Shown:
        """Return all that the page of an answer shows."""
        ours = bool(answer.lead and answer.lead.remit.desk) or not answer.lead
        lead, above = self._lead_and_above(answer, ours=ours)
        return {
            "answer": answer,
            "name": self.name(answer.concern),
            "places": [self._area(code) for code in self._directions.areas.topmost(answer.areas) if code],
            "calls": [self._call(first) for first in answer.calls],
            "danger": self._danger(answer.concern),
            "lead": lead,
            "basis": self._basis(answer.lead),
            "until": self._until(answer.lead),
            "tell": ours and "form" not in {channel.channel for channel in lead.channels},
            "formerly": self._formerly(answer.lead),
            "ours": ours,
            "reads": self._charter.line.reads(answer.desk, self._language),
            "form": self._reader.form(answer.desk),
            "above": above,
            "told": self._parties(answer, Role.INFO_ONLY),
            "transfers": self._parties(answer, Role.MUST_TRANSFER),
            "refused": self._parties(answer, Role.REFUSED),
            "meaning": self.meaning(answer.concern),
            "law": self._charter.line.default,
        }

    def _lead_and_above(self, answer: Answer, *, ours: bool) -> tuple[Office, list[Office]]:
        if not answer.lead:
            return Office(self.lead(answer), (), Markup()), []
        routes = routes_of(self._charter.directory)
        lead, *above = routes.above[answer.lead.authority.id]
        reached = [office for office in above if office.id in routes.points]
        # Where the lead has a desk here, the line's form leads to it, whoever above it is named as its owner.
        shown = [self._office(office, answer.desk, form=not ours) for office in reached]
        return self._office(lead, answer.desk), [office for office in shown if office.channels]

    def _office(self, authority: Authority, desk: str, *, form: bool = True) -> Office:
        # The same office stands on hundreds of pages: its channels are written once for each language.
        at = (authority.id, desk, form)
        if at not in self._offices:
            every = routes_of(self._charter.directory).points.get(authority.id, ())
            points = tuple(point for point in every if form or point.channel != "form")
            channels = self._reader.channels(points, desk)
            parts = environment(self._language).get_template("guide_parts.html").module
            written = Markup(parts.channels(channels, self._charter.line.default)) if channels else Markup()  # type: ignore[attr-defined]  # noqa: S704 - a template's
            self._offices[at] = Office(authority.name[self._language], tuple(channels), written)
        return self._offices[at]

    def _area(self, code: str) -> str:
        return self._directions.areas.name(code, self._language)

    def _call(self, first: FirstCall) -> Shown:
        point = first.call.point
        return {
            "number": first.call.number,
            "scheme": "sms" if point and point.channel == "sms" else "tel",
            "office": self._office_of(point),
            "message": first.rule.message[self._language],
            "week": self._hours(first.rule.hours),
        }

    def _office_of(self, point: ContactPoint | None) -> str:
        return self._charter.directory.authorities[point.authority].name[self._language] if point else ""

    def _hours(self, name: str) -> WeekShown | None:
        reader = self._reader
        if not name:
            return None
        return week_shown(self._charter.directory.hours[name], reader.calendars, reader.today, self._language)

    def _danger(self, concern: str) -> list[str]:
        """Return the stated facts at which the concern asks for a call."""
        found = self._concerns[concern]
        raises = found.raises if isinstance(found, Concern) else ()
        return [raised.when[self._language] for raised in raises if raised.call]

    def _basis(self, lead: Competent | None) -> str:
        return lead.remit.legal_basis if lead else ""

    def _until(self, lead: Competent | None) -> str:
        ends = lead.remit.valid_to if lead else date.max
        return write_day(ends, self._language) if ends < date.max else ""

    def _formerly(self, lead: Competent | None) -> str:
        if not lead or lead.remit.authority == lead.authority.id:
            return ""
        return self._charter.directory.authorities[lead.remit.authority].name[self._language]

    def _parties(self, answer: Answer, role: Role) -> Shown:
        every = [party for party in answer.parties if party.role is role]
        everywhere = sorted(every, key=lambda party: bool(party.areas))
        return {
            "named": [self._party(party) for party in everywhere[:MOST_NAMED]],
            "more": max(0, len(every) - MOST_NAMED),
            "long": len(every) > MOST_OPEN,
        }

    def _party(self, party: Party) -> Shown:
        return {
            "name": party.authority.name[self._language],
            "to": party.to.name[self._language] if party.to else "",
            "basis": party.remit.legal_basis,
            "places": self._some([self._area(code) for code in party.areas]),
        }

    def _some(self, places: Sequence[str]) -> str:
        _ = catalogue(self._language)
        rest = len(places) - MOST_PLACES
        named = list(places[:MOST_PLACES])
        if rest > 0:
            named.append(_.ngettext("%(num)s more place", "%(num)s more places", rest) % {"num": rest})
        return "; ".join(named)

    def meaning(self, concern: str) -> Shown:
        """Return what a concern means, with what it is and what it is not."""
        found = self._concerns[concern]
        if isinstance(found, Path):
            return {"definition": found.text[self._language], "examples": (), "non_examples": ()}
        text = found.texts[self._language]
        return {"definition": text.definition, "examples": text.examples, "non_examples": text.non_examples}

    def wallet(self, offices: Iterable[Office]) -> Iterator[tuple[str, str]]:
        """Yield (kind, value) of what fits on a card in a wallet: what can be dialled or written down."""
        own = [entry.value[self._language] for entry in self._charter.line.official if entry.kind == "web"]
        yield from ((self._reader.kind("web"), value) for value in own[:1])
        for office in offices:
            yield from ((channel.kind, channel.value) for channel in office.channels if channel.value)
