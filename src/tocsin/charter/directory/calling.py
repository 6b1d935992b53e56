"""How soon, and stop and call: whether what was said so far puts a telephone before any form, and which one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tocsin.charter.directory.decision import Call, Question
from tocsin.charter.hours import DaysThatCount
from tocsin.charter.model import Charter, UrgencyRule
from tocsin.charter.urgency import Here, Urgency, first_fitting, fitting, suggest


def how_soon(
    charter: Charter,
    question: Question,
    lineage: Sequence[str],
    *,
    now: datetime,
    calendars: Mapping[str, DaysThatCount],
) -> tuple[Urgency, Call | None]:
    """Return how soon, and whom to call first in an area (nearest first) at a moment; None if the form may go on."""
    named = {rule.hours for rule in charter.urgency if rule.hours}
    held = frozenset(name for name in named if charter.directory.hours[name].hold(now, calendars))
    answers, here = {**question.answers, "concern": question.concern}, Here(frozenset(lineage), held)
    rule = first_fitting(charter, answers, here)
    return suggest(charter, answers, here), _call(charter, rule, lineage) if rule and rule.call else None


def calls_at_any_hour(charter: Charter, concern: str, lineage: Sequence[str]) -> Iterator[tuple[UrgencyRule, Call]]:
    """Yield whom to call in an area while a concern goes on; the first whose rule's hours hold counts."""
    here = Here(frozenset(lineage), frozenset(charter.directory.hours))
    for rule in fitting(charter, {"concern": concern, "ongoing": "yes"}, here):
        if rule.call:
            yield rule, _call(charter, rule, lineage)
        if not rule.hours:
            return


def _call(charter: Charter, rule: UrgencyRule, lineage: Sequence[str]) -> Call:
    if rule.contact:
        point = charter.directory.contacts[rule.contact]
        return Call(next(iter(point.value.values())), rule.message, point)
    return Call(emergency_number(charter, lineage), rule.message)


def emergency_number(charter: Charter, lineage: Sequence[str]) -> str:
    """Return the emergency number that is right in the nearest area that has one of its own, else the line's."""
    own = {entry.area: entry.number for entry in charter.line.emergency_areas if entry.area}
    return next((own[area] for area in lineage if area in own), charter.line.emergency_number)
