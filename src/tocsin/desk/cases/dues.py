"""By when a case owes what: computed from the charter's clocks at every look, and stored nowhere.

The one place of the desk that does: case page, queue and handover show the same day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from tocsin.charter.calendars import Days, counting
from tocsin.charter.clocks import HANDED, Due, Facts, State, due_dates
from tocsin.desk.pages import charter

# Which column is which day of the charter's clocks. The receipt itself acknowledges, the moment something is stored.
COLUMNS = {
    "received": "received",
    "acknowledged": "received",
    "first_answered": "answered",
    "last_answered": "last_answered",
    "assessed": "assessed",
    "last_reviewed": "last_reviewed",
    "promised": "promised",
    "closed": "closed",
    **{fact: fact for fact in HANDED},
}


@dataclass(frozen=True)
class Running:
    """A clock that began, as the page draws it: `share` of the time that is gone, from 0 to 1."""

    due: Due
    share: float


def facts_of(case: object) -> Facts:
    """Return the days of a case as the charter's clocks read them: of its row, or of what the queue reads of one."""
    return Facts(**{fact: getattr(case, column) for fact, column in COLUMNS.items()})


def dues(case: object, *, today: date) -> list[Due]:
    """Return where every clock of a case stands."""
    return due_dates(charter(), facts_of(case), today=today, calendars=calendars())


def running(case: object, *, today: date) -> list[Running]:
    """Return the clocks that began, with what of their time is gone."""
    return [Running(due, _share(due, today)) for due in dues(case, today=today) if due.state != State.NOT_STARTED]


def latest(dues: Iterable[Due]) -> Due | None:
    """Return what is late for longest, if anything is."""
    late = [due for due in dues if due.state == State.OVERDUE]
    return min(late, key=lambda due: due.days_left or 0, default=None)


@cache
def calendars() -> dict[str, Days]:
    """Return the charter's calendars, made once: a country's holidays cost some milliseconds a year."""
    return dict(counting(charter()))


def _share(due: Due, today: date) -> float:
    if due.event_day is None or due.due is None:
        return 0.0
    days = (due.due - due.event_day).days
    return min(max((today - due.event_day).days / days, 0.0), 1.0) if days > 0 else 1.0
