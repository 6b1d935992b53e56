"""What the charter says about desk hours and the alarm, as the watch reads it."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tocsin.charter.calendars import counting
from tocsin.charter.model import Charter
from tocsin.desk.watch.rules import Hours, Patience


@dataclass(frozen=True)
class Terms:
    """`protection`: a request for protection wakes somebody like an immediate report does."""

    hours: Hours = field(default_factory=Hours)
    patience: Patience = field(default_factory=Patience)
    protection: bool = True


@cache
def terms_of(charter: Charter) -> Terms:
    """Return the charter's terms."""
    hours, alarm = charter.desk.hours, charter.desk.alarm
    return Terms(
        Hours(ZoneInfo(hours.zone), hours.week, counting(charter)[hours.calendar].works),
        Patience(timedelta(minutes=alarm.unseen), timedelta(minutes=alarm.escalate)),
        protection=alarm.protection,
    )
