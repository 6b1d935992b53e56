"""`[[calendar]]` and `[[clock]]` of `desk.toml`, read and checked; whether a country is known, `calendars` says."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from tocsin.charter.clocks import EVENTS, FACTS, PROMISES
from tocsin.charter.desk import Calendar, Clock
from tocsin.charter.table import Table

DESK_FILE = "desk.toml"
_ID = r"[a-z][a-z0-9-]{0,47}"
_LIMIT = re.compile(r"P([1-9]\d{0,3})([DWM])")
_ROLES = r"officer|supervisor|custodian|board member|overseer"
_AT_ONCE = (1, "D")  # 24 hours are the longest that the facts call immediate
_MARKS = r"confirmed|secondary|proposal|invented"
_LEAP = 2028  # a leap year: 29 February may be a day off, and comes back when it comes back


def read_calendars(top: Table) -> tuple[Calendar, ...]:
    """Read all calendars of the charter."""
    found = tuple(_calendar(table) for table in top.tables("calendar", optional=True))
    _once(top, "calendar", [calendar.id for calendar in found])
    return found


def read_clocks(top: Table, calendars: Mapping[str, str], languages: Sequence[str]) -> tuple[Clock, ...]:
    """Read all clocks; `calendars` is id -> kind."""
    found = tuple(
        _clock(table, {"days": "days", **calendars}, languages) for table in top.tables("clock", optional=True)
    )
    _once(top, "clock", [clock.id for clock in found])
    return found


def _once(top: Table, key: str, ids: list[str]) -> None:
    for name in sorted({x for x in ids if ids.count(x) > 1}):
        top.fault(key, f"the id «{name}» stands there twice", "Give each an id of its own.")


def _calendar(table: Table) -> Calendar:
    kind = table.text("kind", "days|working")
    country = table.text("country", r"[A-Z]{2}|", default="")
    # A country has its own weekend, which an own list must name: Friday and Saturday are as likely as the other two.
    weekend = () if country or kind == "days" else tuple(table.number_list("weekend", 0, 6))
    calendar = Calendar(
        id=table.text("id", _ID),
        kind=kind,
        version=table.text("version"),
        country=country,
        subdivision=table.text("subdivision", r"[A-Z0-9-]{0,8}", default=""),
        weekend=weekend,
        yearly=frozenset(_yearly(table)),
        days_off=frozenset(_days(table, "days_off")),
        make_up=frozenset(_days(table, "make_up")),
    )
    if calendar.id == "days":
        table.fault("id", "«days» is every day, and stands for itself", "Give this calendar another id.")
    if len(set(weekend)) > 6:  # noqa: PLR2004 - a week has seven days
        table.fault("weekend", "no day of the week is left to work", "Name the days of rest only.")
    if calendar.days_off & calendar.make_up:
        table.fault("make_up", "a day cannot be both off and made up", "Take it out of one of the lists.")
    table.finish()
    return calendar


def _days(table: Table, key: str) -> list[date]:
    found = []
    for text in table.texts(key) if table.has(key) else ():
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            table.fault(key, f"«{text}» is not a day", 'Write it as "2026-10-10".')
    return found


def _yearly(table: Table) -> list[tuple[int, int]]:
    found = []
    for text in table.texts("yearly") if table.has("yearly") else ():
        try:
            day = date.fromisoformat(f"{_LEAP}-{text}")
            found.append((day.month, day.day))
        except ValueError:
            table.fault("yearly", f"«{text}» is not a day of the year", 'Write month and day: "12-25".')
    return found


def _clock(table: Table, calendars: Mapping[str, str], languages: Sequence[str]) -> Clock:
    calendar = table.text("calendar", default="days")
    clock = Clock(
        id=table.text("id", _ID),
        event=table.text("event", "|".join(EVENTS)),
        met_by=_known(table, "met_by", FACTS),
        limit=_limit(table, calendars.get(calendar, "")),
        calendar=calendar,
        bound=table.text("bound", _ROLES),
        warn_at=table.share("warn_at", default=0.8),
        said=table.text("said", "immediate|promptly", default=""),
        name=table.translated("name", languages),
        on_expiry=table.translated("on_expiry", languages),
        source=table.text("source"),
        mark=table.text("mark", _MARKS),
    )
    if calendar not in calendars:
        table.fault(
            "calendar", f"there is no calendar «{calendar}»", "Add it as [[calendar]]; nothing stands in for it."
        )
    if clock.said == "immediate" and (clock.limit, clock.calendar) != (_AT_ONCE, "days"):
        table.fault("limit", "what the law wants immediately is given more than a day", 'Write limit = "P1D".')
    if clock.id in PROMISES:
        hint = "Set it in line.toml, [clocks] and [retention]: it is promised there."
        table.fault("id", f"the clock «{clock.id}» runs already", hint)
    table.finish()
    return clock


def _known(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = table.texts(key)
    for text in found:
        if text not in known:
            table.fault(key, f"«{text}» is not known here", f"Choose from {', '.join(known)}.")
    return found


def _limit(table: Table, kind: str) -> tuple[int, str]:
    if kind == "working":
        return table.number("limit", 1, 400), "working"
    matched = _LIMIT.fullmatch(table.text("limit"))
    if matched is None:
        table.fault("limit", "the limit is not a time in days, weeks or months", "Write P7D, P2W or P3M.")
        return 1, "D"
    return int(matched[1]), matched[2]
