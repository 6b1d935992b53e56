"""That whoever leads is reached: in every language of the line, at every hour, by who gives no name."""

from collections.abc import Container, Iterable, Iterator
from datetime import time
from itertools import chain

from tocsin.charter.directory.model import ContactPoint, Role
from tocsin.charter.directory.routes import Routes
from tocsin.charter.faults import Fault
from tocsin.charter.hours import EVERY_DAY, MIDNIGHT, Hours
from tocsin.charter.model import Charter

_WEEK = range(7)


def unreached(charter: Charter, routes: Routes) -> Iterator[Fault]:
    """Yield a fault for every lead and language with an hour at which nobody, it or above it, can be told anything.

    Only points that ask for no name count: the floor lets anybody report without one.
    """
    leads = {remit.authority for remit in charter.directory.remits if remit.role is Role.LEAD}
    offices = sorted({lead.id for name in leads if (lead := routes.active[name])})
    every_day = {EVERY_DAY, *(c.id for c in charter.desk.calendars if c.kind == EVERY_DAY)}
    for office in offices:
        points = [p for above in routes.above[office] for p in routes.points.get(above.id, ()) if p.anonymous_ok]
        lacking = [tag for tag in charter.line.languages if not _always(points, tag, every_day)]
        if lacking:
            hint = "Add a confirmed public contact point that asks for no name and takes what comes at any hour."
            message = f"at some hour nobody is reached in {', '.join(lacking)} without a name"
            yield Fault("contacts.toml", f"authority.{office}", message, hint)


def _always(points: Iterable[ContactPoint], language: str, every_day: Container[str]) -> bool:
    spoken = [point for point in points if point.speaks(language)]
    if any(point.hours is None for point in spoken):
        return True
    # Hours complete each other in one zone only, and not where a holiday may fall on any day.
    sure = [point.hours for point in spoken if point.hours and point.hours.calendar in every_day]
    return any(_fill_the_week([h for h in sure if h.zone == zone]) for zone in {h.zone for h in sure})


def _fill_the_week(hours: Iterable[Hours]) -> bool:
    hours = list(hours)
    return all(_fill_the_day(chain.from_iterable(h.week.get(day, ()) for h in hours)) for day in _WEEK)


def _fill_the_day(spans: Iterable[tuple[time, time]]) -> bool:
    until = time.min
    for begin, end in sorted(spans):
        if begin > until:
            return False
        until = max(until, end)
    return until == MIDNIGHT
