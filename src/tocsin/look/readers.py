"""Who reads what is told, in words and as a table: said before it is sealed, for nobody else opens it afterwards."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tocsin.charter.directory.decision import Decision, Question, Rule
from tocsin.charter.directory.leading import turning_days
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.directory.telling import Reader, reader_of, telling_areas
from tocsin.charter.hours import EveryDay
from tocsin.charter.model import Charter
from tocsin.exchange.routes import ANYWHERE, Period, Reading, Routes

_CHOICES = ("ongoing", "may_ask")


def decide(charter: Charter, fields: Mapping[str, str], language: str, *, now: datetime) -> Decision:
    """Return whom a form is for, as its fields say it. No holiday is known here: whoever is shut then does not answer.

    So a number to call is never shown alone: the emergency number stands below it.
    """
    answers = {question: fields.get(question, "") for question in _CHOICES}
    question = Question(fields.get("concern", ""), fields.get("area", ""), language, answers=answers)
    every_day = {calendar.id: EveryDay() for calendar in charter.desk.calendars}
    return resolve(charter, question, now=now, calendars=every_day)


def reader_in(decision: Decision) -> Reader:
    """Return who reads, and who is competent where that is an authority without a desk of ours."""
    lead = decision.lead
    handed_on = lead is not None and decision.rule is not Rule.TRIAGE and not lead.remit.desk
    return Reader(decision.desk, lead.authority.id if lead and handed_on else "")


def said(charter: Charter, language: str, reader: Reader) -> dict[str, Any]:
    """Return who reads, in words: `who`, `competent` where another is, and whether it is the overseer's desk."""
    competent = charter.directory.authorities[reader.competent].name[language] if reader.competent else ""
    overseer = reader.desk == charter.line.overseer
    return {"who": charter.line.reads(reader.desk, language), "competent": competent, "overseer": overseer}


def area_choices(charter: Charter, language: str) -> list[tuple[str, str]]:
    """Return (code, name) of the areas that are asked for; one that lies in another says so."""
    areas = telling_areas(charter)
    return [(code, " - ".join(reversed([*_names(charter, language, code, areas)]))) for code in areas]


def area_name(charter: Charter, language: str, code: str) -> str:
    """Return an area's name, or its code where this charter does not have it any more."""
    area = charter.directory.areas.get(code)
    return (area.name.get(language) or area.name[charter.line.default]) if area else code


def _names(charter: Charter, language: str, code: str, areas: Mapping[str, str]) -> Iterator[str]:
    while code:
        yield area_name(charter, language, code)
        code = areas[code]


@lru_cache(maxsize=8)
def routes_table(charter: Charter) -> Routes:
    """Return who reads what, by concern and area, from each day on which that changes. The first reading is triage."""
    areas, readings = telling_areas(charter), {Reading(charter.line.desk): 0}

    def place(reader: Reader) -> int:
        return readings.setdefault(Reading(reader.desk, reader.competent), len(readings))

    periods: list[Period] = []
    # From the first day of all on: a device whose clock is wrong finds the overseer's desk all the same.
    for day in (date.min, *turning_days(charter.directory.remits)):
        ways: dict[tuple[tuple[str, int], ...], int] = {}
        concerns = {}
        for code in sorted(charter.codes()):
            found = {area: place(reader_of(charter, code, area, day)) for area in (ANYWHERE, *areas)}
            own = tuple((a, p) for a, p in found.items() if a == ANYWHERE or found[areas[a]] != p)
            concerns[code] = ways.setdefault(own, len(ways))
        period = Period(day, tuple(dict(way) for way in ways), concerns)
        if not periods or (periods[-1].ways, periods[-1].concerns) != (period.ways, period.concerns):
            periods.append(period)
    return Routes(charter.version, areas, tuple(readings), tuple(periods))
