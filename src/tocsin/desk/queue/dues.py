"""What a case owes next, from the charter's clocks: computed at every look, stored nowhere."""

from datetime import date, timedelta
from functools import lru_cache

from tocsin.desk.pages import charter
from tocsin.desk.queue.rules import Due, Facts

WARN = 0.8  # of the time gone


def nearest(case: Facts, today: date) -> Due | None:
    """Return what is due first of a case that is not closed, or nothing."""
    return None if case.closed else _nearest(case.received, case.answered is None, today)


@lru_cache(maxsize=4096)
def came_by(day: date, *, unanswered: bool) -> date:
    """Return the last day of arrival whose case is due by a day: who came first is due first, whatever the calendar."""
    low, high = day - timedelta(days=800), day + timedelta(days=1)
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _nearest(middle, unanswered, day).day <= day else (low, middle)
    return low


@lru_cache(maxsize=4096)  # a thousand cases have a few dozen different days
def _nearest(received: date, unanswered: bool, today: date) -> Due:  # noqa: FBT001 - a fact, not a switch
    clocks = charter().line.clocks
    clock, days = ("answer", clocks.acknowledged) if unanswered else ("feedback", clocks.feedback)
    day = received + timedelta(days=days)
    return Due(clock, day, (day - today).days, (today - received).days >= WARN * days)
