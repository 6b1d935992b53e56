"""Hours of a week as a charter writes them: `zone`, `calendar`, and spans for the weekdays that have any."""

import re
from collections.abc import Container
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tocsin.charter.hours import EVERY_DAY, MIDNIGHT, Hours, Spans
from tocsin.charter.table import Table

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


def read_hours(table: Table, calendars: Container[str]) -> Hours:
    """Read one table of hours; a day that is not named has none."""
    zone = table.text("zone", default="UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        table.fault("zone", f"there is no time zone «{zone}»", "Name it as the IANA does, such as Asia/Shanghai.")
    calendar = table.text("calendar", default=EVERY_DAY)
    if calendar != EVERY_DAY and calendar not in calendars:
        table.fault(
            "calendar", f"there is no calendar «{calendar}»", "Add it as [[calendar]]; nothing stands in for it."
        )
    given = table.keys()
    week = {i: _spans(table, day) for i, day in enumerate(WEEK) if day in given}
    table.finish()
    return Hours(zone, week, calendar)


def _spans(table: Table, day: str) -> Spans:
    found, last = [], time.min
    for text in table.texts(day):
        span = _span(text)
        if span is None or not last <= span[0] < span[1]:
            table.fault(day, f"«{text}» is no span of the day after the one before", 'Write ["08:00-12:00"].')
            continue
        found.append(span)
        last = span[1]
    return tuple(found)


def _span(text: str) -> tuple[time, time] | None:
    matched = _SPAN.fullmatch(text)
    if matched is None:
        return None
    until = time(int(matched[3]), int(matched[4])) if matched[3] else MIDNIGHT
    return time(int(matched[1]), int(matched[2])), until
