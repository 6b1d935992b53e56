"""What was asked for and refused is in the log, and a flood of refusals does not fill the disk: the rest is counted."""

from collections import Counter, defaultdict, deque
from datetime import datetime, timedelta

from tocsin.opener.entries import write_entry
from tocsin.opener.house import House

PER_HOUR = 60  # entries for each officer, and for all that comes from nobody's shift
_HOUR = timedelta(hours=1)


class Refusals:
    """Writes refusals; beyond so many an hour it counts them, and writes the sums an hour later."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._written: dict[str, deque[datetime]] = defaultdict(deque)
        self._counted: Counter[tuple[str, str]] = Counter()
        self._since = house.now()

    def note(self, officer: str, why: str, *, case: str = "") -> None:
        """Write or count one; durable when it returns, if it was written."""
        if self._has_room(officer):
            more = {"case": case} if case else {}
            self._write({"officer": officer, "why": why, **more}, case=case)
            return
        if not self._counted:
            self._write({"officer": officer, "why": "flood"})
            self._since = self._house.now()
        self._counted[officer, why] += 1

    def settle(self, *, ending: bool = False) -> None:
        """Write the sums of what was only counted, once an hour has passed or the opener ends."""
        now = self._house.now()
        if not self._counted or not (ending or now >= self._since + _HOUR):
            return
        for (officer, why), count in self._counted.items():
            self._write({"officer": officer, "why": why, "count": count})
        self._counted.clear()

    def _has_room(self, officer: str) -> bool:
        now, times = self._house.now(), self._written[officer]
        while times and times[0] <= now - _HOUR:
            times.popleft()
        if len(times) >= PER_HOUR:
            return False
        times.append(now)
        return True

    def _write(self, more: dict[str, object], *, case: str = "") -> None:
        write_entry(self._house, {"verb": "refused", "time": self._house.now().isoformat(), **more}, case=case)
