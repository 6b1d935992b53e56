"""Stop and call: what stands above all else, and the rules by which a form with script shows it before it is sent."""

from datetime import time
from typing import Any

from tocsin.charter.directory.calling import emergency_number
from tocsin.charter.directory.decision import Decision
from tocsin.charter.directory.routes import lineage
from tocsin.charter.hours import MIDNIGHT, Hours
from tocsin.charter.model import Charter, UrgencyRule

Call = dict[str, str]


def shown_call(charter: Charter, language: str, decision: Decision) -> Call | None:
    """Return whom to call before all else: message, who, number, and the place's own (`else`) if nobody answers."""
    if decision.call is None:
        return None
    point = decision.call.point
    who = charter.directory.authorities[point.authority].name[language] if point else ""
    emergency = emergency_number(charter, tuple(lineage(charter.directory.areas, decision.area)))
    return {
        "message": decision.call.message[language],
        "who": who,
        "number": decision.call.number,
        "else": emergency if emergency != decision.call.number else "",
    }


def calls(charter: Charter, language: str) -> list[Call | None]:
    """Return for every rule whom to call, or None; a script puts the number of the place where the line's stands."""
    return [_call(charter, language, rule) if rule.call else None for rule in charter.urgency]


def rules(charter: Charter) -> dict[str, Any]:
    """Return the rules as a script reads them, in their order, and the emergency numbers by area (empty: anywhere).

    Holidays are not among the hours: see `readers.decide`.
    """
    numbers = {entry.area: entry.number for entry in charter.line.emergency_areas if entry.area}
    return {
        "numbers": {"": charter.line.emergency_number, **numbers},
        "rules": [_rule(charter, rule) for rule in charter.urgency],
    }


def _call(charter: Charter, language: str, rule: UrgencyRule) -> Call:
    emergency, point = charter.line.emergency_number, charter.directory.contacts.get(rule.contact)
    if point is None:
        return {"message": rule.message[language], "who": "", "number": emergency, "else": ""}
    who = charter.directory.authorities[point.authority].name[language]
    return {
        "message": rule.message[language],
        "who": who,
        "number": next(iter(point.value.values())),
        "else": emergency,
    }


def _rule(charter: Charter, rule: UrgencyRule) -> dict[str, Any]:
    everywhere = charter.directory.exists and charter.directory.root in rule.areas
    return {
        "concerns": list(rule.concerns),
        "answers": {question: list(wanted) for question, wanted in rule.answers.items()},
        "areas": [] if everywhere else list(rule.areas),
        "hours": _hours(charter.directory.hours[rule.hours]) if rule.hours else None,
        "call": rule.call,
    }


def _hours(hours: Hours) -> dict[str, Any]:
    week = {str(day): [[_clock(begin), _clock(end)] for begin, end in spans] for day, spans in hours.week.items()}
    return {"zone": hours.zone, "week": week}


def _clock(moment: time) -> str:
    return "24:00" if moment == MIDNIGHT else moment.isoformat("minutes")
