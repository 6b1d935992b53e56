"""A week of opening hours as people read it, as a strip, and as a script reads it without asking anybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from babel.dates import get_timezone_location

from tocsin.charter.hours import MIDNIGHT, DaysThatCount, Hours
from tocsin.look.rendering import write_day
from tocsin.look.texts import catalogue, locale

DAYS_OFF_TOLD, DAYS_OFF_KNOWN = 60, 400  # ahead of the day on which the page is built: for readers, and for the script
_HOURS_A_WEEKDAY, _WEEK = 24, 7


@dataclass(frozen=True)
class Row:
    """Days that follow each other with the same hours: their names, spans as texts, and as (begin, length) in hours."""

    days: str
    spans: tuple[str, ...]
    bars: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WeekShown:
    """`coded`: minutes of the week, Monday first, such as `480-960 1920-2400`; `off`: days on which it is closed."""

    rows: tuple[Row, ...]
    place: str
    zone: str
    coded: str
    off: tuple[str, ...]
    off_told: tuple[str, ...]


def week_shown(hours: Hours, calendars: Mapping[str, DaysThatCount], today: date, language: str) -> WeekShown:
    """Return the week of some hours, as told on a day."""
    off = [day for day in _ahead(today, DAYS_OFF_KNOWN) if _closed(hours, calendars, day)]
    soon = [write_day(day, language) for day in off if day <= today + timedelta(days=DAYS_OFF_TOLD)]
    return WeekShown(
        rows=tuple(_rows(hours, language)),
        place=_zone(hours.zone, language),
        zone=hours.zone,
        coded=" ".join(_coded(hours)),
        off=tuple(day.isoformat() for day in off),
        off_told=tuple(soon),
    )


def _ahead(today: date, days: int) -> Iterator[date]:
    return (today + timedelta(days=n) for n in range(days))


def _closed(hours: Hours, calendars: Mapping[str, DaysThatCount], day: date) -> bool:
    """Tell whether a day that has hours in its week is one on which they do not hold."""
    return bool(hours.week.get(day.weekday())) and not calendars[hours.calendar].works(day)


def _rows(hours: Hours, language: str) -> Iterator[Row]:
    begin = 0
    for day in range(1, _WEEK + 1):
        if day == _WEEK or hours.week.get(day, ()) != hours.week.get(begin, ()):
            spans = hours.week.get(begin, ())
            bars = tuple((f"{_hour(b):g}", f"{_hour(e) - _hour(b):g}") for b, e in spans)
            yield Row(_names(begin, day - 1, language), tuple(_span(span) for span in spans), bars)
            begin = day


def _zone(zone: str, language: str) -> str:
    # Babel calls what belongs to no country "Unknown Region".
    return zone if "/" not in zone else get_timezone_location(zone, locale=locale(language))


def _names(first: int, last: int, language: str) -> str:
    names = locale(language).days["format"]["abbreviated"]
    if first == last:
        return str(names[first])
    _ = catalogue(language).gettext
    return _("%(first)s to %(last)s") % {"first": names[first], "last": names[last]}


def _span(span: tuple[time, time]) -> str:
    return "–".join("24:00" if clock == MIDNIGHT else f"{clock:%H:%M}" for clock in span)


def _hour(clock: time) -> float:
    return _HOURS_A_WEEKDAY if clock == MIDNIGHT else clock.hour + clock.minute / 60


def _coded(hours: Hours) -> Iterator[str]:
    for day, spans in sorted(hours.week.items()):
        yield from (f"{_minute(day, begin)}-{_minute(day, end)}" for begin, end in spans)


def _minute(day: int, clock: time) -> int:
    return round(60 * (_HOURS_A_WEEKDAY * day + _hour(clock)))
