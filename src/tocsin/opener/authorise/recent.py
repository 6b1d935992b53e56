"""What the log tells of the last eight hours: so an opener that starts anew knows what was spent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tocsin.opener.errors import KeyDestroyed
from tocsin.opener.ledger import Ledger

WINDOW = timedelta(hours=8)  # the longest shift
_CLOCKS_DIFFER = timedelta(minutes=2)  # an entry holds the request's own time, which may be a minute off


def recent_entries(ledger: Ledger, *, now: datetime) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Yield time and entry, newest first; what was about an erased case is gone."""
    for seq in range(ledger.head()[0] - 1, -1, -1):
        try:
            entry = ledger.entry(seq)
        except KeyDestroyed:
            continue
        time = datetime.fromisoformat(entry["time"])
        if time < now - WINDOW - _CLOCKS_DIFFER:
            return
        yield time, entry
