"""Nonces for shifts: a browser needs seconds to sign one, and its desk may ask over another connection meanwhile."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

GOOD_FOR = timedelta(minutes=5)
MOST = 10_000  # a flood pushes the oldest out: whoever signs faster than it comes is not kept out


class Nonces:
    """Gives nonces out, and takes each back once."""

    def __init__(self, rng: Callable[[int], bytes]) -> None:
        self._rng = rng
        self._given: OrderedDict[str, datetime] = OrderedDict()

    def give(self, *, now: datetime) -> str:
        """Return a fresh nonce of 32 bytes in hexadecimal."""
        nonce = self._rng(32).hex()
        self._given[nonce] = now
        while len(self._given) > MOST:
            self._given.popitem(last=False)
        return nonce

    def take(self, nonce: str, *, now: datetime) -> bool:
        """Tell whether a nonce was given within the last minutes; it is good no second time, whatever follows."""
        given = self._given.pop(nonce, None)
        return given is not None and now - given <= GOOD_FOR
