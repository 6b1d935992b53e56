"""The figures in words; a number that is not told stands there as one that is not."""

from datetime import date
from typing import Any

from tocsin.desk.cases import words as cases
from tocsin.desk.figures.queries import figures, last_published
from tocsin.desk.pages import charter
from tocsin.desk.pages import gettext as _
from tocsin.exchange.figures import TIMES


def page(*, today: date) -> dict[str, Any]:
    """Return what the page shows."""
    found = figures(today=today)
    names = cases.clocks()
    return {
        "figures": found,
        "times": [(_times()[name], found.times.get(name)) for name in TIMES],
        "late": [(names.get(clock, clock), share) for clock, share in found.late.items()],
        "smallest": charter().line.smallest_count,
        "last": last_published(),
        "error": None,
    }


def _times() -> dict[str, str]:
    return {
        "first-answer": _("until a person answered first"),
        "feedback": _("until the reporter heard what came of it"),
        "close": _("until it was closed"),
        "transfer": _("until it was handed on"),
    }
