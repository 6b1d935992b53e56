"""Hours of a week: of a desk, of a telephone, of a rule; the moment and what days count are arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

Spans = tuple[tuple[time, time], ...]
Week = Mapping[int, Spans]
EVERY_DAY = "days"  # the calendar in which every day counts; it stands for itself
MIDNIGHT = time.max  # the end of a day: a span until it goes on with the next day's first


class NoCalendar(Exception):
    """A calendar is named that was not given: a fault of the charter, never a reason to count all days."""

    hint = "Run `tocsin check charter PATH`; it names the calendar."


class DaysThatCount(Protocol):
    """A calendar that knows its days."""

    def works(self, day: date) -> bool:
        """Tell whether a day counts."""


class EveryDay:
    """The calendar of who knows no holidays: every day counts."""

    def works(self, _day: date) -> bool:
        """Tell that it does."""
        return True


@dataclass(frozen=True)
class Hours:
    """Weekday (Monday = 0) -> spans of the local day, on days that count in the calendar; without spans it is never."""

    zone: str = "UTC"
    week: Week = field(default_factory=dict)
    calendar: str = EVERY_DAY

    def hold(self, now: datetime, calendars: Mapping[str, DaysThatCount]) -> bool:
        """Tell whether a moment falls into them; `NoCalendar` if they count in one that is not given."""
        here = now.astimezone(ZoneInfo(self.zone))
        if not falls_into(self.week, here):
            return False
        if self.calendar == EVERY_DAY:
            return True
        if self.calendar not in calendars:
            raise NoCalendar(f"hours count in {self.calendar}, which is not here")
        return calendars[self.calendar].works(here.date())


def falls_into(week: Week, here: datetime) -> bool:
    """Tell whether a local moment falls into a span of its weekday; the end of a span is outside, but for midnight."""
    clock = here.time()
    return any(begin <= clock and (clock < end or end == MIDNIGHT) for begin, end in week.get(here.weekday(), ()))
