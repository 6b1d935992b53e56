"""The roster as its page shows it: a week of days in the desk's own time, with who is on duty and where nobody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from tocsin.desk.pages import language
from tocsin.desk.watch.models import Duty
from tocsin.desk.watch.rules import Hours, Span, gaps
from tocsin.look.texts import locale

WIDTH = 1440  # a day's strip is drawn in minutes


@dataclass(frozen=True)
class Bar:
    """A part of a day's strip, in minutes from midnight."""

    x: int
    width: int
    kind: str  # staffed, duty, own, gap


@dataclass(frozen=True)
class Shown:
    """A duty in the desk's own time, on the day when it begins."""

    duty: Duty
    begins: datetime
    ends: datetime
    own: bool


@dataclass(frozen=True)
class Day:
    """One day of the week."""

    day: date
    name: str
    today: bool
    bars: list[Bar]
    duties: list[Shown]
    gaps: list[Span]


def short(day: date) -> str:
    """Return a day with its weekday, as short as a row wants it, in the language of this request."""
    tag = locale(language())
    return format_date(day, "M月d日 EEE" if tag.language == "zh" else "EEE d MMM", locale=tag)


def week(monday: date, duties: Iterable[Duty], hours: Hours, *, own: str, today: date) -> list[Day]:
    """Return seven days; `own` is the name of who looks."""
    listed = list(duties)
    return [_day(monday + timedelta(days=n), listed, hours, own, today) for n in range(7)]


def of(duty: Duty, hours: Hours, *, own: bool) -> Shown:
    """Return a duty in the desk's own time."""
    return Shown(duty, _local(duty.begins, hours), _local(duty.ends, hours), own)


def _day(day: date, duties: list[Duty], hours: Hours, own: str, today: date) -> Day:
    whole = hours.day(day)
    here = [d for d in duties if d.begins < whole[1] and d.ends > whole[0]]
    staffed = hours.spans(day)
    open_ones = gaps(whole, [*staffed, *((d.begins, d.ends) for d in here)])
    bars = [_bar(whole, span, "staffed") for span in staffed]
    bars += [_bar(whole, (d.begins, d.ends), "own" if d.officer.name == own else "duty") for d in here]
    bars += [_bar(whole, span, "gap") for span in open_ones]
    begun = [d for d in here if d.begins >= whole[0]]
    local = [of(d, hours, own=d.officer.name == own) for d in begun]
    return Day(day, short(day), day == today, bars, local, [(_local(a, hours), _local(b, hours)) for a, b in open_ones])


def _bar(whole: Span, span: Span, kind: str) -> Bar:
    """Place a span on the strip; days of 23 or 25 hours are drawn as wide as others."""
    minutes = (whole[1] - whole[0]) / timedelta(minutes=1)
    begin, end = (
        min(max((moment - whole[0]) / timedelta(minutes=1), 0.0), minutes) * WIDTH / minutes for moment in span
    )
    return Bar(round(begin), max(round(end - begin), 1), kind)


def _local(moment: datetime, hours: Hours) -> datetime:
    return moment.astimezone(hours.zone)
