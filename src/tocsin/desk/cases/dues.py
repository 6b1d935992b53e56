"""By when a case owes what: computed from the charter's clocks at every look, and stored nowhere."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tocsin.desk.cases.models import Case
from tocsin.desk.pages import charter

WARN = 0.8  # of the time gone


class Running(StrEnum):
    """How a clock stands."""

    MET = "met"
    RUNS = "runs"
    WARNS = "warns"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Due:
    """What is asked, from which day, until which day; `left` in days, below nought once the day has passed."""

    clock: str
    begins: date
    day: date
    met: date | None
    left: int
    share: float  # of the time that is gone, from 0 to 1

    @property
    def stands(self) -> Running:
        """Tell how the clock stands."""
        if self.met:
            return Running.MET
        if self.left < 0:
            return Running.OVERDUE
        return Running.WARNS if self.share >= WARN else Running.RUNS


def dues(case: Case, *, today: date) -> list[Due]:
    """Return every clock of a case: the first answer of a person, and the feedback that closes it."""
    clocks = charter().line.clocks
    return [
        _due("answer", case.received, clocks.acknowledged, case.answered, today),
        _due("feedback", case.received, clocks.feedback, case.closed, today),
    ]


def _due(clock: str, begins: date, days: int, met: date | None, today: date) -> Due:
    day = begins + timedelta(days=days)
    gone = ((met or today) - begins).days / days if days else 1.0
    return Due(clock, begins, day, met, (day - today).days, min(max(gone, 0.0), 1.0))
