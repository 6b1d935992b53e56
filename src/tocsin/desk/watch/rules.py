"""When somebody is woken, when the desk is staffed, where a roster has gaps: pure, the moment is an argument."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tocsin.charter.hours import MIDNIGHT, falls_into

LONGEST_PAUSE = timedelta(hours=1)

Span = tuple[datetime, datetime]  # from, until; UTC, the end not included


def always(_day: date) -> bool:
    """Count every day as a day of work."""
    return True


@dataclass(frozen=True)
class Hours:
    """When somebody sits at the desk: per weekday (Monday is 0) spans of the local day; `works` tells days of work."""

    zone: tzinfo = UTC
    week: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    works: Callable[[date], bool] = always

    def staffed(self, now: datetime) -> bool:
        """Tell whether the desk is staffed at a moment."""
        here = now.astimezone(self.zone)
        return self.works(here.date()) and falls_into(self.week, here)

    def spans(self, day: date) -> list[Span]:
        """Return the staffed spans of a local day."""
        if not self.works(day):
            return []
        return [(self._at(day, begin), self._at(day, end)) for begin, end in self.week.get(day.weekday(), ())]

    def day(self, day: date) -> Span:
        """Return a local day from midnight to midnight: 23 or 25 hours when the clocks change."""
        return self._at(day, time()), self._at(day + timedelta(days=1), time())

    def _at(self, day: date, clock: time) -> datetime:
        if clock == MIDNIGHT:
            day, clock = day + timedelta(days=1), time()
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Patience:
    """How long an immediate report may be unseen in staffed hours, and how long a ring before the next one is woken."""

    unseen: timedelta = timedelta(minutes=15)
    escalate: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Chain:
    """Rings about what nobody has looked at: since when it is known, how many rang, when the last one did.

    It lives in the memory of the web process: a database that knew these moments would know at which hour somebody
    reported, and the day is all it may know.
    """

    since: datetime
    rung: int = 0
    last: datetime | None = None

    def after_ring(self, now: datetime) -> "Chain":
        """Return the chain with one ring more."""
        return replace(self, rung=self.rung + 1, last=now)


def ring_is_due(chain: Chain, *, now: datetime, staffed: bool, failed: bool, people: int, patience: Patience) -> bool:
    """Tell whether to wake the next one now; `failed`: the last one could not be reached.

    Out of hours the first ring is at once. When all `people` were woken in vain it begins anew, each time after a
    pause twice as long: somebody must look, and nobody sleeps beside a bell that never rests.
    """
    if chain.last is None:
        return not staffed or now >= chain.since + patience.unseen
    rounds = chain.rung // max(people, 1)
    if failed and chain.rung % max(people, 1):
        return True
    pause: timedelta = min(patience.escalate * 2 ** min(rounds, 16), max(LONGEST_PAUSE, patience.escalate))
    return now >= chain.last + pause


def whom(order: Sequence[str], rung: int) -> str:
    """Return who is woken next, or nobody's name when there is nobody."""
    return order[rung % len(order)] if order else ""


def gaps(day: Span, covered: Iterable[Span]) -> list[Span]:
    """Return the parts of a span that none of the others covers, in order."""
    begin, end = day
    found: list[Span] = []
    for start, stop in sorted(covered):
        if start > begin:
            found.append((begin, min(start, end)))
        begin = max(begin, stop)
        if begin >= end:
            break
    if begin < end:
        found.append((begin, end))
    return [(a, b) for a, b in found if a < b]


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


GROUPS = ("immediate", "day", "days", "unread", "work", "reporter")


def group_of(*, urgency: str, days_left: int | None, unread: bool, state: str) -> str:
    """Return under which heading a case is handed over: the first that applies, so that each stands there once.

    `day`: late, or due within 24 hours; `days`: within 72. Due dates are days, so these are tomorrow and in three days.
    """
    if urgency == "Immediate":
        return "immediate"
    if days_left is not None and days_left <= 3:  # noqa: PLR2004 - the promise of the line above
        return "day" if days_left <= 1 else "days"
    if unread:
        return "unread"
    return "reporter" if state == "waiting" else "work"
