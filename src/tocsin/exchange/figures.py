"""`tocsin/figures/v1`: what a desk publishes of its own work, in canonical JSON. The newsroom reads it, anybody may.

Whole numbers, rounded, and none of fewer cases than the charter lets out: a file that says more than that does not
read. There is no case in it, no officer, no day but those of the period.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical

FORMAT = "tocsin/figures/v1"
STEP = 5  # counts are multiples of it, and so are percentages
LEAST = 10  # the floor: of fewer cases nothing is ever told
TIMES = ("first-answer", "feedback", "close", "transfer")
_ALL = 100


@dataclass(frozen=True)
class Time:
    """Days, of half of the cases at most; `cases` rounded down."""

    cases: int
    median: int


@dataclass(frozen=True)
class Share:
    """A part of the cases in per cent; `cases` rounded down."""

    cases: int
    percent: int


@dataclass(frozen=True)
class Figures:
    """A desk's figures of the days `since` to `until`. What too few cases stand behind is missing.

    `times` by name (`TIMES`) in days; `late` by the id of a clock; `rerouted`: decided anew whom they are for;
    `contacts`: of all confirmed contact points how many were tried in the last 90 days, which are no cases.
    """

    desk: str
    charter: str
    since: date
    until: date
    smallest: int
    received: int | None = None
    times: Mapping[str, Time] = field(default_factory=dict)
    late: Mapping[str, Share] = field(default_factory=dict)
    rerouted: Share | None = None
    contacts: Share | None = None

    def to_bytes(self) -> bytes:
        """Return the file."""
        told = {name: value for name, value in asdict(self).items() if value is not None}
        told |= {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return canonical.dumps({"format": FORMAT, **told})

    @classmethod
    def read(cls, data: bytes) -> "Figures":
        """Read what `to_bytes` wrote; `NotCanonical` for anything else, and for what is told of too few cases."""
        value = canonical.loads(data)
        needed = {"format": str, "desk": str, "charter": str, "since": str, "until": str, "smallest": int}
        needed |= {"times": dict, "late": dict}
        optional = {"received": int, "rerouted": dict, "contacts": dict}
        canonical.fields(value, needed | {name: kind for name, kind in optional.items() if name in value})
        if value.pop("format") != FORMAT or value["smallest"] < LEAST:
            raise NotCanonical("not figures of this version")
        least: int = value["smallest"]
        since, until = _day(value["since"]), _day(value["until"])
        if since > until or not set(value["times"]) <= set(TIMES):
            raise NotCanonical("a period that ends before it begins, or a time that nobody measures")
        read = {"times": {name: _time(told, least) for name, told in value["times"].items()}}
        late = {name: _share(told, least) for name, told in value["late"].items()}
        more: dict[str, Any] = {"received": _count(value["received"], least)} if "received" in value else {}
        more |= {"rerouted": _share(value["rerouted"], least)} if "rerouted" in value else {}
        more |= {"contacts": _share(value["contacts"], 0, step=1)} if "contacts" in value else {}
        plain = {name: value[name] for name in ("desk", "charter", "smallest")}
        return cls(**plain, since=since, until=until, times=read["times"], late=late, **more)


def rounded(count: int, step: int = STEP) -> int:
    """Return a count as it is told: rounded down, so that nobody who comes or goes is seen by it."""
    return count - count % step


def per_cent(part: int, whole: int) -> int:
    """Return a share as it is told: to the nearest step."""
    return round(_ALL * part / whole / STEP) * STEP


def _time(told: object, least: int) -> Time:
    value = canonical.fields(_object(told), {"cases": int, "median": int})
    if value["median"] < 0:
        raise NotCanonical("days that are fewer than none")
    return Time(_count(value["cases"], least), value["median"])


def _share(told: object, least: int, *, step: int = STEP) -> Share:
    value = canonical.fields(_object(told), {"cases": int, "percent": int})
    if not 0 <= value["percent"] <= _ALL or value["percent"] % STEP:
        raise NotCanonical("not a rounded percentage")
    return Share(_count(value["cases"], least, step=step), value["percent"])


def _count(count: int, least: int, *, step: int = STEP) -> int:
    if count < rounded(least, step) or count % step:
        raise NotCanonical("a count that is too small to tell, or not rounded")
    return count


def _object(told: object) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise NotCanonical("not an object")
    return told


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotCanonical("not a day") from None
