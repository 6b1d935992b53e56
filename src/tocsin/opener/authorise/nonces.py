"""Nonces for shifts: a browser needs seconds to sign one, and its desk may ask over another connection meanwhile."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

GOOD_FOR = timedelta(minutes=5)
MOST = 10_000  # for each user that may connect: a flood by one pushes out that one's oldest, and nobody else's


class Nonces:
    """Gives nonces out, and takes each back once."""

    def __init__(self, rng: Callable[[int], bytes]) -> None:
        self._rng = rng
        self._given: dict[int, OrderedDict[str, datetime]] = defaultdict(OrderedDict)

    def give(self, *, now: datetime, uid: int = 0) -> str:
        """Return a fresh nonce of 32 bytes in hexadecimal."""
        nonce, given = self._rng(32).hex(), self._given[uid]
        given[nonce] = now
        while len(given) > MOST:
            given.popitem(last=False)
        return nonce

    def take(self, nonce: str, *, now: datetime) -> bool:
        """Tell whether a nonce was given within the last minutes; it is good no second time, whatever follows."""
        found = [time for given in self._given.values() if (time := given.pop(nonce, None)) is not None]
        return bool(found) and now - found[0] <= GOOD_FOR
