"""How an authority is reached by this person now, and who above it is when it cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tocsin.charter.directory.decision import Act, Reached, Step
from tocsin.charter.directory.model import Assured, Authority, ContactPoint
from tocsin.charter.directory.routes import Routes
from tocsin.charter.hours import DaysThatCount

# After so many days a contact point that nobody tried again is shown with a warning (facts: desk-route-fresh).
FRESH_DAYS = 90


@dataclass(frozen=True)
class Wish:
    """What a contact point must offer: a language, hours that hold now, a name not asked for."""

    language: str
    anonymous: bool
    now: datetime
    calendars: Mapping[str, DaysThatCount] = field(default_factory=dict)

    def reached(self, point: ContactPoint, authority: Authority) -> Reached:
        """Return the point as it is for this wish."""
        held = point.hours is None or point.hours.hold(self.now, self.calendars)
        fresh = is_fresh(point.assured, self.now.date())
        return Reached(point, authority, speaks=point.speaks(self.language), open=held, stale=not fresh)


def is_fresh(assured: Assured | None, today: date) -> bool:
    """Tell whether somebody has made sure not too long ago."""
    return assured is not None and today - assured.on <= timedelta(days=FRESH_DAYS)


def reach(routes: Routes, authority: Authority, wish: Wish) -> tuple[tuple[Reached, ...], list[Step]]:
    """Return the contact points of an authority, what fits first, and those above it as far up as one fits.

    One fits if it speaks the language and is open now. Language comes before hours: waiting is easier than not being
    understood. A point that asks for a name is never shown to who gives none.
    """
    found: list[tuple[int, Reached]] = []
    steps: list[Step] = []
    above = routes.above[authority.id]
    for height, office in enumerate(above):
        if height:
            steps.append(Step(above[height - 1].id, Act.CLIMBED, office.id))
        points = (point for point in routes.points.get(office.id, ()) if point.anonymous_ok or not wish.anonymous)
        reached = [wish.reached(point, office) for point in points]
        found += [(height, each) for each in reached]
        if any(each.speaks and each.open for each in reached):
            break
    if not found:
        steps.append(Step(authority.id, Act.NO_CONTACT))
    found.sort(key=lambda at: (not at[1].speaks, not at[1].open, at[0], at[1].point.id))
    return tuple(each for _, each in found), steps
