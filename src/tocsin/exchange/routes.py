"""Who reads what, as one small file for everybody: `/routes.json` of the site, which the line's root signs with it.

Who seals on a device of their own looks the desk up here, and asks nobody: a question would tell what is about to be
told, and from where. As in RFC 5222 an answer stands at the largest area in which it is right; what lies in that has it
too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.answers import AREA, CODE
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.keys import NAME

FORMAT = "tocsin/routes/v1"
PATH = "/routes.json"
ANYWHERE = ""
Way = Mapping[str, int]  # area -> place among the readings; `ANYWHERE` is always there


@dataclass(frozen=True)
class Reading:
    """The desk that receives; and the id of the authority that is competent, where it has no desk of the line."""

    desk: str
    competent: str = ""


@dataclass(frozen=True)
class Period:
    """From a day (UTC) on until the next period begins: concern -> way."""

    begins: date
    ways: tuple[Way, ...]
    concerns: Mapping[str, int]


@dataclass(frozen=True)
class Routes:
    """The whole table. `areas`: those that make a difference -> the nearest one above that does, else empty."""

    charter: str
    areas: Mapping[str, str]
    readings: tuple[Reading, ...]
    periods: tuple[Period, ...]

    def reading(self, concern: str, area: str, day: date) -> Reading | None:
        """Return who reads; None where the table says nothing: of the concern of another charter."""
        period = next((p for p in reversed(self.periods) if p.begins <= day), None)
        if period is None or concern not in period.concerns:
            return None
        way = period.ways[period.concerns[concern]]
        while area in self.areas and area not in way:
            area = self.areas[area]
        return self.readings[way.get(area, way[ANYWHERE])]


def write_routes(routes: Routes) -> bytes:
    """Return the file."""
    value = {
        "format": FORMAT,
        "charter": routes.charter,
        "areas": dict(routes.areas),
        "readings": [{"desk": r.desk, "competent": r.competent} for r in routes.readings],
        "periods": [
            {"begins": p.begins.isoformat(), "ways": [dict(way) for way in p.ways], "concerns": dict(p.concerns)}
            for p in routes.periods
        ],
    }
    return canonical.dumps(value)


def read_routes(data: bytes) -> Routes:
    """Read a table strictly; whatever this version would not have written raises `NotCanonical`."""
    value = canonical.loads(data)
    canonical.fields(value, {"format": str, "charter": str, "areas": dict, "readings": list, "periods": list})
    if value["format"] != FORMAT:
        raise NotCanonical("not a table of this version")
    areas, readings = value["areas"], tuple(map(_reading, value["readings"]))
    if not all(AREA.fullmatch(code) and above in ("", *areas) for code, above in areas.items()):
        raise NotCanonical("an area that no charter has")
    _check_no_circle(areas)
    periods = tuple(_period(period, areas, len(readings)) for period in value["periods"])
    if [p.begins for p in periods] != sorted({p.begins for p in periods}):
        raise NotCanonical("periods follow each other")
    return Routes(value["charter"], areas, readings, periods)


def _reading(value: Any) -> Reading:  # noqa: ANN401 - JSON, checked right here
    if not isinstance(value, dict):
        raise NotCanonical("not a reading")
    canonical.fields(value, {"desk": str, "competent": str})
    if not NAME.fullmatch(value["desk"]) or not (value["competent"] == "" or CODE.fullmatch(value["competent"])):
        raise NotCanonical("a desk or an authority that no charter has")
    return Reading(value["desk"], value["competent"])


def _period(value: Any, areas: Mapping[str, str], readings: int) -> Period:  # noqa: ANN401 - as above
    if not isinstance(value, dict):
        raise NotCanonical("not a period")
    canonical.fields(value, {"begins": str, "ways": list, "concerns": dict})
    ways = value["ways"]
    for way in ways:
        if not isinstance(way, dict) or ANYWHERE not in way or not way.keys() <= {ANYWHERE, *areas}:
            raise NotCanonical("a way that does not answer for everywhere, or for an area that is not there")
        if not all(_counts(place, readings) for place in way.values()):
            raise NotCanonical("a reading that is not there")
    for code, place in value["concerns"].items():
        if not CODE.fullmatch(code) or not _counts(place, len(ways)):
            raise NotCanonical("a concern whose way is not there")
    try:
        begins = date.fromisoformat(value["begins"])
    except ValueError:
        raise NotCanonical("not a day") from None
    if begins.isoformat() != value["begins"]:
        raise NotCanonical("not a day as it is written")
    return Period(begins, tuple(ways), value["concerns"])


def _counts(place: Any, many: int) -> bool:  # noqa: ANN401 - as above
    return type(place) is int and 0 <= place < many


def _check_no_circle(areas: Mapping[str, str]) -> None:
    for code in areas:
        seen = {code}
        while code := areas[code]:
            if code in seen:
                raise NotCanonical("areas that lie in each other")
            seen.add(code)
