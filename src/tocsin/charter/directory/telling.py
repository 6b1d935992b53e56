"""Which areas a form asks for: those alone in which something is different, and who reads what is told from there.

Whoever tells says no more about where they are than it takes: an area of which nothing depends is not asked for.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tocsin.charter.directory.calling import emergency_number
from tocsin.charter.directory.decision import Competent
from tocsin.charter.directory.leading import parties, turning_days
from tocsin.charter.directory.model import Role
from tocsin.charter.directory.resolving import receiving_desk
from tocsin.charter.directory.routes import Routes, routes_of
from tocsin.charter.model import Charter

# A list is asked for as long as somebody reads it. In a longer one stand only the areas with a desk or a number of
# their own: which of its offices a country has pass something on is seen by the desk that receives it.
LONGEST = 120
Led = tuple[str, Competent | None]


@dataclass(frozen=True)
class Reader:
    """A desk of the line; and the authority that is competent where it is none of ours, and is handed the report."""

    desk: str
    competent: str = ""


@lru_cache(maxsize=8)
def telling_areas(charter: Charter) -> Mapping[str, str]:
    """Return every area that is asked for -> the nearest one above that is, else empty; as the charter orders them.

    On some day, for some concern, another desk reads there than in the area above, another office leads, or another
    number is to be called. None is asked for where one answer is right everywhere.
    """
    directory = charter.directory
    if not directory.exists:
        return {}
    routes = routes_of(directory)
    below = [code for code, area in directory.areas.items() if area.parent]
    called = {*_called_in(charter)}
    own = {code for code in below if code in called and _calls_differ(charter, routes, code)}
    led: set[str] = set()
    for code in below:
        for here, above in _leads(routes, code):
            if _office(here) != _office(above):
                led.add(code)
            if _reader(charter, routes, *here).desk != _reader(charter, routes, *above).desk:
                own.add(code)
    telling = own | led if len(own | led) <= LONGEST else own
    return {code: _nearest(routes.lineage[code][1:], telling) for code in below if code in telling}


def reader_of(charter: Charter, concern: str, area: str, day: date) -> Reader:
    """Return who reads it, as `resolve` decides for who gives no name; an area that is not known is all of it."""
    if not charter.directory.exists:
        return Reader(charter.line.desk)
    routes = routes_of(charter.directory)
    at = area if area in routes.lineage else routes.root
    return _reader(charter, routes, concern, parties(routes, concern, at, day).lead)


def _reader(charter: Charter, routes: Routes, concern: str, lead: Competent | None) -> Reader:
    if lead is None or not _reached(routes, lead.authority.id):
        return Reader(receiving_desk(charter, concern))
    if lead.remit.desk:
        return Reader(lead.remit.desk)
    return Reader(receiving_desk(charter, concern), lead.authority.id)


def _office(led: Led) -> str:
    return led[1].authority.id if led[1] else ""


def _nearest(lineage: tuple[str, ...], telling: Collection[str]) -> str:
    return next((above for above in lineage if above in telling), "")


def _reached(routes: Routes, authority: str) -> bool:
    points = (point for office in routes.above[authority] for point in routes.points.get(office.id, ()))
    return any(point.anonymous_ok for point in points)


def _leads(routes: Routes, area: str) -> Iterator[tuple[Led, Led]]:
    """Yield who leads in an area and who in the one above, of each concern on each day on which that may change."""
    above = routes.lineage[area][1]
    for code, remits in routes.places().get(area, {}).items():
        if any(remit.role in (Role.LEAD, Role.REFUSED) for remit in remits):
            for day in turning_days([r for here in routes.lineage[area] for r in routes.at(here, code)]):
                yield (code, parties(routes, code, area, day).lead), (code, parties(routes, code, above, day).lead)


def _called_in(charter: Charter) -> Iterator[str]:
    """Yield the areas for which another number may be right."""
    yield from (area for rule in charter.urgency for area in rule.areas)
    yield from (entry.area for entry in charter.line.emergency_areas if entry.area)


def _calls_differ(charter: Charter, routes: Routes, area: str) -> bool:
    lineage = routes.lineage[area]
    return any(_calls(charter, code, lineage) != _calls(charter, code, lineage[1:]) for code in charter.codes())


def _calls(charter: Charter, code: str, lineage: tuple[str, ...]) -> tuple[list[int], str]:
    """Return the rules that may say whom to call about a concern there, and the number of those without one."""
    fitting = [
        (place, rule)
        for place, rule in enumerate(charter.urgency)
        if rule.call
        and (not rule.concerns or code in rule.concerns)
        and (not rule.areas or set(rule.areas) & set(lineage))
    ]
    place_decides = any(not rule.contact for _, rule in fitting)
    return [place for place, _ in fitting], emergency_number(charter, lineage) if place_decides else ""
