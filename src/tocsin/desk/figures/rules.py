"""From the days of many cases to few whole numbers: pure, no database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from tocsin.charter.clocks import Facts, Kept, WorkingDays, clocks_of, kept
from tocsin.charter.model import Charter
from tocsin.exchange.figures import Figures, Share, Time, per_cent, rounded

PERIOD = timedelta(days=365)
FRESH = timedelta(days=90)  # how long a contact point counts as tried


@dataclass(frozen=True)
class Told:
    """One case: its days, how many days each hand-over took, and whether somebody decided anew whom it is for."""

    facts: Facts
    rerouted: bool | None = None  # unknown of a case from before decisions were kept
    handed: tuple[int, ...] = ()


def figures_of(
    charter: Charter, desk: str, told: Sequence[Told], *, today: date, calendars: Mapping[str, WorkingDays]
) -> Figures:
    """Return the figures of the cases of a period that ends today."""
    least = charter.line.smallest_count
    decided = [each.rerouted for each in told if each.rerouted is not None]
    return Figures(
        desk=desk,
        charter=charter.version,
        since=today - PERIOD,
        until=today,
        smallest=least,
        received=rounded(len(told)) if len(told) >= least else None,
        times=_times(told, least),
        late=_late(charter, told, least, today, calendars),
        rerouted=_share(decided, least),
        contacts=_contacts(charter, today),
    )


def _times(told: Sequence[Told], least: int) -> dict[str, Time]:
    facts = [each.facts for each in told]
    days = {
        "first-answer": _between((f.received, f.first_answered) for f in facts),
        "feedback": _between((f.received, f.fed_back) for f in facts),
        "close": _between((f.received, f.closed) for f in facts),
        "transfer": [days for each in told for days in each.handed],
    }
    return {name: Time(rounded(len(found)), median_low(found)) for name, found in days.items() if len(found) >= least}


def _between(days: Iterable[tuple[date, date | None]]) -> list[int]:
    return [(end - begin).days for begin, end in days if end is not None]


def _late(
    charter: Charter, told: Sequence[Told], least: int, today: date, calendars: Mapping[str, WorkingDays]
) -> dict[str, Share]:
    """Return, for each clock that has run out or was met, how often it ran out first: nothing closes silently."""
    found = {}
    for clock in clocks_of(charter):
        ended = [kept(clock, each.facts, today=today, calendars=calendars) for each in told]
        share = _share([each is Kept.LATE for each in ended if each is not Kept.OPEN], least)
        if share:
            found[clock.id] = share
    return found


def _share(found: Sequence[bool], least: int) -> Share | None:
    return Share(rounded(len(found)), per_cent(sum(found), len(found))) if len(found) >= least else None


def _contacts(charter: Charter, today: date) -> Share | None:
    points = [point for point in charter.directory.contacts.values() if point.status == "confirmed" and point.assured]
    fresh = sum(1 for point in points if point.assured and point.assured.on >= today - FRESH)
    return Share(len(points), per_cent(fresh, len(points))) if points else None
