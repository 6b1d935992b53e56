"""Working days of a country, or of a list of one's own: the one module that loads the library of the world's holidays.

A country that makes up days off (China works some Saturdays and Sundays for them, by a notice of the State Council each
autumn) is right for years the library knows; `days_off` and `make_up` of the charter say the rest, and win.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from holidays import country_holidays

from tocsin.charter.clock_toml import DESK_FILE
from tocsin.charter.desk import Calendar
from tocsin.charter.faults import Fault
from tocsin.charter.model import Charter

_BEFORE = 15  # years back: long enough that a library of years ago warns still
_LONGEST_REST = 366  # days; a calendar without a working day in a year is not meant


class NoWorkingDay(Exception):
    """A year has no working day in this calendar."""

    hint = "Take days out of the calendar's days_off or yearly."


class Days:
    """A calendar that counts; it counts every day if its kind is `days`."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        subdivision = calendar.subdivision or None
        self._country = country_holidays(calendar.country, subdiv=subdivision) if calendar.country else None

    def works(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        own = self._calendar
        if own.kind == "days" or day in own.make_up:
            return True
        if day in own.days_off or (day.month, day.day) in own.yearly:
            return False
        if self._country is not None:
            return bool(self._country.is_working_day(day))
        return day.weekday() not in own.weekend

    def after(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after a day, which itself is not counted."""
        for _ in range(count):
            day = self._next(day)
        return day

    def makes_up(self, year: int) -> bool:
        """Tell whether a working day of this year is known that makes up for a day off."""
        if any(day.year == year for day in self._calendar.make_up):
            return True
        if self._country is None:
            return False
        known = country_holidays(self._calendar.country, subdiv=self._calendar.subdivision or None, years=year)
        return any(day.year == year for day in known.weekend_workdays)  # the library lists other years' too

    def _next(self, day: date) -> date:
        for ahead in range(1, _LONGEST_REST + 1):
            if self.works(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise NoWorkingDay(f"{self._calendar.id} has no working day in the year after {day}")


def counting(charter: Charter) -> Mapping[str, Days]:
    """Return every calendar of a charter by its id, and `days` for every day."""
    every = Calendar("days", "days", charter.version)
    return {calendar.id: Days(calendar) for calendar in (every, *charter.desk.calendars)}


def unknown_countries(charter: Charter) -> list[Fault]:
    """Return a fault for every calendar of a country or subdivision that the library does not know."""
    faults = []
    for place, calendar in enumerate(charter.desk.calendars, 1):
        try:
            Days(calendar)
        except NotImplementedError as error:
            hint = "Write the code as ISO 3166 does, or an own list: weekend, yearly, days_off."
            faults.append(Fault(DESK_FILE, f"calendar[{place}].country", str(error), hint))
    return faults


def not_announced(charter: Charter, *, today: date) -> list[tuple[str, int]]:
    """Return calendars with a year, this one or the next, whose make-up days nobody knows although there may be some.

    Countries announce them late in the year before; until somebody writes them down, clocks over it are too long.
    """
    found = []
    for calendar in charter.desk.calendars:
        days = Days(calendar)
        if calendar.country and any(days.makes_up(today.year - n) for n in range(1, _BEFORE + 1)):
            found += [(calendar.id, year) for year in (today.year, today.year + 1) if not days.makes_up(year)]
    return found
