"""What each door gives away: so much at once, so much a second, and a price that rises with what goes beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.gate.work import LARGEST_MOST

DOORS = ("sealed", "form", "parts")
MOST_RATE = 1e6


@dataclass(frozen=True)
class Budget:
    """What a door lets in without work: `burst` at once, and `rate` a second afterwards."""

    burst: int
    rate: float

    @classmethod
    def read(cls, text: str) -> tuple[str, "Budget"]:
        """Read DOOR=BURST:RATE; raise `ValueError` for anything else, and for what no machine can take."""
        door, _, amounts = text.partition("=")
        burst, _, rate = amounts.partition(":")
        budget = cls(int(burst), float(rate))
        if door not in DOORS or budget.burst < 0 or not 0 < budget.rate < MOST_RATE:
            raise ValueError(text)
        return door, budget


# An ordinary surge, and an import of thousands, must never meet the price; each of them is 200 seconds of its rate.
ORDINARY = {"sealed": Budget(20_000, 100), "form": Budget(4_000, 20), "parts": Budget(2_000, 10)}


@dataclass(frozen=True)
class Tariff:
    """Budgets by door, and what is asked for beyond them: at a budget's edge, and at a debt as deep as its burst.

    A try is 500 iterations of PBKDF2. A cheap phone is taken to make a thousand a second, and needs half of them on
    average, so that working and waiting take it equally long.
    """

    budgets: Mapping[str, Budget] = field(default_factory=lambda: ORDINARY)
    tries: tuple[int, int] = (20_000, 120_000)
    seconds: tuple[int, int] = (10, 60)


def read_ends(text: str) -> tuple[int, int]:
    """Read LEAST:MOST of a price; raise `ValueError` for anything else."""
    low, _, high = text.partition(":")
    if not 1 <= int(low) <= int(high) <= LARGEST_MOST:
        raise ValueError(text)
    return int(low), int(high)


def between(ends: tuple[int, int], pressure: float) -> int:
    """Return the price at a pressure from 0 to 1."""
    low, high = ends
    return round(low + (high - low) * pressure)


class Bucket:
    """One door's budget as it stands: above zero it gives, below zero it owes. Times are seconds of any one clock."""

    def __init__(self, budget: Budget, *, now: float) -> None:
        self._budget, self._level, self._at = budget, float(budget.burst), now

    def take(self, now: float) -> bool:
        """Let one in for nothing, if there is one left."""
        self._fill(now)
        if self._level < 1:
            return False
        self._level -= 1
        return True

    def charge(self, now: float) -> None:
        """Note one that paid. Only these make a debt: who merely asks for the price cannot raise it for others."""
        self._fill(now)
        # The debt ends where the price does; so the door is open again one burst's time after a flood.
        self._level = max(self._level - 1, -self._depth)

    def pressure(self, now: float) -> float:
        """Return the debt from 0 (none) to 1 (a whole burst)."""
        self._fill(now)
        return max(0.0, -self._level) / self._depth

    def pause(self, now: float) -> float:
        """Return the seconds after which one comes in for nothing, if nobody else comes."""
        self._fill(now)
        return max(0.0, 1 - self._level) / self._budget.rate

    @property
    def _depth(self) -> float:
        return max(1.0, float(self._budget.burst))

    def _fill(self, now: float) -> None:
        # A clock that was set back gives nothing, and takes nothing.
        self._level = min(self._level + max(0.0, now - self._at) * self._budget.rate, float(self._budget.burst))
        self._at = now
