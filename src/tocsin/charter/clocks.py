"""By when what is due: computed from the charter and the days of a case, never stored, for a law may change a clock.

A start is the day a report was received, and it stays that report's own: cases that are linked keep theirs, so nothing
becomes due later because it was found to belong to something else.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from typing import Protocol

from tocsin.charter.desk import Clock
from tocsin.charter.hours import NoCalendar
from tocsin.charter.model import Charter

# Of what other offices have a part in: the day on which a decision found it, that it was passed on, and taken on there.
HANDED = ("to_transfer", "transferred", "transfer_acknowledged", "to_refer", "referred", "accepted")
_OWN = ("received", "acknowledged", "first_answered", "last_answered", "assessed", "last_reviewed", "closed")
EVENTS = (*_OWN, *HANDED)
FACTS = (*EVENTS, "fed_back")
PROMISES = ("acknowledgement", "feedback", "review", "next-date")
_MONTHS = 12


class WorkingDays(Protocol):
    """A calendar that can count."""

    def after(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after a day."""


class State(StrEnum):
    """Where a clock stands."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    WARN = "warn"
    OVERDUE = "overdue"
    MET = "met"


class Kept(StrEnum):
    """What became of a clock, however long ago."""

    OPEN = "open"  # it has not begun, or runs and is in time
    KEPT = "kept"
    LATE = "late"  # it was met late, or is not met and has run out


@dataclass(frozen=True)
class Facts:
    """The days of one report's case, as the desk knows them; `acknowledged` is the automatic one.

    `promised` is the next date that the last answer named. To transfer is what the law has passed on, to refer what
    another office leads; a day of several offices is the last one's, and none before that.
    """

    received: date
    acknowledged: date | None = None
    first_answered: date | None = None
    last_answered: date | None = None
    assessed: date | None = None
    last_reviewed: date | None = None
    closed: date | None = None
    promised: date | None = None
    to_transfer: date | None = None
    transferred: date | None = None
    transfer_acknowledged: date | None = None
    to_refer: date | None = None
    referred: date | None = None
    accepted: date | None = None

    @property
    def fed_back(self) -> date | None:
        """Return the day of an answer after assessment: what was said before it cannot have been what came of it."""
        if self.assessed and self.last_answered and self.last_answered >= self.assessed:
            return self.last_answered
        return None


@dataclass(frozen=True)
class Due:
    """One clock of one case: `days_left` is negative when overdue; without a start there is no day."""

    clock: str
    event_day: date | None
    due: date | None
    state: State
    days_left: int | None


def clocks_of(charter: Charter) -> tuple[Clock, ...]:
    """Return every clock that runs by itself: the line's promises, then the charter's own."""
    line = charter.line
    promises = (
        # A receipt tells that it was stored; what a person owes is a person's answer (facts: EU 2019/1937 art. 9).
        Clock("acknowledgement", "received", ("first_answered", "closed"), (line.clocks.acknowledged, "D")),
        Clock("feedback", "received", ("fed_back", "closed"), (line.clocks.feedback, "D")),
        Clock("review", "received", ("assessed", "closed"), (line.retention["unassessed"], "D"), bound="supervisor"),
    )
    return (*promises, *charter.desk.clocks)


def due_dates(
    charter: Charter, facts: Facts, *, today: date, calendars: Mapping[str, WorkingDays] | None = None
) -> list[Due]:
    """Return where every clock of a case stands; `NoCalendar` if one counts in a calendar that is not given."""
    dues = [_due(clock, facts, today, calendars or {}) for clock in clocks_of(charter)]
    return [*dues, _next_date(facts, today)]


def kept(clock: Clock, facts: Facts, *, today: date, calendars: Mapping[str, WorkingDays]) -> Kept:
    """Return what became of a clock in one case, for figures: a clock that ran out is counted, also once it was met."""
    start: date | None = getattr(facts, clock.event)
    if start is None:
        return Kept.OPEN
    days = [day for name in clock.met_by if name != clock.event and (day := getattr(facts, name))]
    late = (min(days) if days else today) > end_of(clock, start, calendars)
    return Kept.LATE if late else Kept.KEPT if days else Kept.OPEN


def most_pressing(dues: Iterable[Due]) -> Due | None:
    """Return the open clock that ends first, of one report or of all that are linked."""
    ended = (State.NOT_STARTED, State.MET)
    return min((due for due in dues if due.state not in ended), key=lambda due: due.due or date.max, default=None)


def _due(clock: Clock, facts: Facts, today: date, calendars: Mapping[str, WorkingDays]) -> Due:
    start: date | None = getattr(facts, clock.event)
    if start is None:
        return Due(clock.id, None, None, State.NOT_STARTED, None)
    due = end_of(clock, start, calendars)
    # A review that is due again starts from the last one; that one cannot be what meets it.
    met = any(name != clock.event and getattr(facts, name) for name in clock.met_by)
    return _stands(clock.id, start, due, today, met=met, warn_at=clock.warn_at)


def _next_date(facts: Facts, today: date) -> Due:
    if facts.promised is None or facts.last_answered is None:
        return Due("next-date", facts.last_answered, None, State.NOT_STARTED, None)
    start, due = facts.last_answered, max(facts.promised, facts.last_answered)
    return _stands("next-date", start, due, today, met=facts.closed is not None, warn_at=0.8)


def _stands(clock: str, start: date, due: date, today: date, *, met: bool, warn_at: float) -> Due:
    left = (due - today).days
    warn_from = start + timedelta(days=ceil((due - start).days * warn_at))
    if met:
        state = State.MET
    elif left < 0:
        state = State.OVERDUE
    else:
        state = State.WARN if today >= warn_from else State.RUNNING
    return Due(clock, start, due, state, left)


def end_of(clock: Clock, start: date, calendars: Mapping[str, WorkingDays]) -> date:
    """Return the day on which a clock that began on `start` is due: never an earlier one for a later start."""
    number, unit = clock.limit
    if unit == "working":
        if clock.calendar not in calendars:
            raise NoCalendar(f"the clock {clock.id} counts in {clock.calendar}, which is not here")
        return calendars[clock.calendar].after(start, number)
    if unit == "M":
        return _months_after(start, number)
    return start + timedelta(days=number * (7 if unit == "W" else 1))


def _months_after(day: date, count: int) -> date:
    """Return the same day of a later month, or its last (Regulation (EEC, Euratom) 1182/71 art. 3(2)(c))."""
    years, month = divmod(day.month - 1 + count, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
