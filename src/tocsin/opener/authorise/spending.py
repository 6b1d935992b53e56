"""Budgets in a sliding window, per officer and verb: not per shift or connection, of which anybody can have many."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from tocsin.opener.authorise.recent import WINDOW, recent_entries
from tocsin.opener.authorise.rules import Budget
from tocsin.opener.errors import BudgetSpent
from tocsin.opener.ledger import Ledger

HOUR = timedelta(hours=1)


class Spending:
    """What each officer asked for in the last eight hours; read from the log at a start, which forgives nothing."""

    def __init__(self, budgets: Mapping[str, Budget], ledger: Ledger, *, now: datetime) -> None:
        self._budgets = budgets
        self._spent: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for time, entry in recent_entries(ledger, now=now):
            if entry["verb"] in budgets and "officer" in entry:  # what the opener did by itself costs nobody
                for _ in range(entry.get("asked", 1)):
                    insort(self._spent[entry["officer"], entry["verb"]], time)

    def spend(self, officer: str, verb: str, *, now: datetime, count: int = 1) -> None:
        """Take one, or so many, from a budget; `BudgetSpent` when that is not left, and then nothing is taken."""
        times, budget = self._spent[officer, verb], self._budgets[verb]
        del times[: bisect_left(times, now - WINDOW)]
        if len(times) + count > budget.shift:
            raise BudgetSpent(f"{budget.shift} of «{verb}» in eight hours")
        if len(times) - bisect_left(times, now - HOUR) + count > budget.hour:
            raise BudgetSpent(f"{budget.hour} of «{verb}» in an hour")
        at = bisect_right(times, now)
        times[at:at] = [now] * count
