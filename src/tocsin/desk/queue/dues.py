"""What a case owes next, for the queue: by the charter's clocks, and for each clock in the order of a column.

Of cases for which the same clock runs, the one whose clock began first is due first, whatever the calendar: so a clock
is read along the column that it begins with, and never before what is due is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from django.db.models import F, Q

from tocsin.charter.clocks import Facts as Days
from tocsin.charter.clocks import State, clocks_of, due_dates, end_of, most_pressing
from tocsin.charter.desk import Clock
from tocsin.desk.cases.dues import COLUMNS, calendars, facts_of
from tocsin.desk.pages import charter
from tocsin.desk.queue.rules import Due, Facts

LONGEST = timedelta(days=3650)  # no clock runs longer
FED_BACK = Q(assessed__isnull=False, last_answered__gte=F("assessed"))


@dataclass(frozen=True)
class Ticking:
    """One clock as the database sees it: for which cases it runs, along which column, and when it ends."""

    id: str
    column: str
    runs: Q
    end: Callable[[date], date]

    def began_by(self, day: date) -> date:
        """Return the last day on which a clock began that is due by a day."""
        low, high = day - LONGEST, day + timedelta(days=1)
        while (high - low).days > 1:
            middle = low + (high - low) // 2
            low, high = (middle, high) if self.end(middle) <= day else (low, middle)
        return low

    def __hash__(self) -> int:
        return hash(self.id)


def nearest(case: Facts, today: date) -> Due | None:
    """Return what is due first of a case that is not closed, or nothing."""
    return None if case.closed else _nearest(facts_of(case), today)


@cache
def ticking() -> tuple[Ticking, ...]:
    """Return every clock of the charter, and the day that an answer promised."""
    own = [Ticking(c.id, COLUMNS[c.event], _runs(c), lru_cache(4096)(_end(c))) for c in clocks_of(charter())]
    promised = Q(closed=None, promised__isnull=False, last_answered__isnull=False)
    return (*own, Ticking("next-date", "promised", promised, lambda day: day))


def _end(clock: Clock) -> Callable[[date], date]:
    return lambda start: end_of(clock, start, calendars())


def _runs(clock: Clock) -> Q:
    """Return for which cases a clock runs: it began, and nothing that meets it was done (`charter/clocks.py`)."""
    found = Q(closed=None, **{f"{COLUMNS[clock.event]}__isnull": False})
    for name in clock.met_by:
        if name == "fed_back":
            found &= Q(assessed=None) | Q(last_answered=None) | Q(last_answered__lt=F("assessed"))
        elif name != clock.event:
            found &= Q(**{COLUMNS[name]: None})
    return found


@lru_cache(maxsize=16384)  # a thousand cases have a few hundred different histories
def _nearest(facts: Days, today: date) -> Due | None:
    due = most_pressing(due_dates(charter(), facts, today=today, calendars=calendars()))
    if due is None or due.due is None:
        return None
    return Due(due.clock, due.due, (due.due - today).days, due.state == State.WARN)
