"""The doors of one process: within its budget each is open; beyond it a request shows work done, or time waited.

Work and waiting are prices, never refusals: who has paid is always let in, however deep the debt. No address, no cookie
and no account decides anything here; the key is made when the process starts, and dies with it.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tocsin.gate.budget import Bucket, Tariff, between
from tocsin.gate.waiting import Token, Used
from tocsin.gate.work import BadProof, Examiner

VALID = 600  # seconds after which work, or a wait that ended, is worth nothing: nobody hoards it for another day
Clock = Callable[[], float]


def steady_clock() -> Clock:
    """Return seconds since 1970 that never jump, whatever is done to the machine's clock."""
    began = time.time() - time.monotonic()
    return lambda: began + time.monotonic()


@dataclass(frozen=True)
class Work:
    """What a client must do first: `why` its proof was none, a challenge, and the seconds after which it need not."""

    why: str
    challenge: dict[str, Any]
    pause: int


@dataclass(frozen=True)
class Wait:
    """How many seconds a page must wait yet, and the token that says so."""

    seconds: int
    token: str


class Doors:
    """Budgets, key and memory of one process."""

    def __init__(self, tariff: Tariff, *, clock: Clock, rng: Callable[[int], bytes]) -> None:
        self._buckets = {door: Bucket(budget, now=clock()) for door, budget in tariff.budgets.items()}
        self._tariff, self._clock, self._rng = tariff, clock, rng
        self._key = rng(32)
        self._examiner, self._used = Examiner(self._key), Used(self._key)

    def work(self, door: str, target: bytes, proof: str | None) -> Work | None:
        """Let a request for one report or file in by its work or by the budget (None), or say what to do first."""
        bucket, now, why = self._buckets[door], self._clock(), ""
        if proof is not None:
            try:
                if self._used.use(self._examiner.examine(proof, door, now=now), target):
                    bucket.charge(now)
                    return None
                why = "The work was used already."
            except BadProof as bad:
                why = bad.why
        if bucket.take(now):
            return None
        most = between(self._tariff.tries, bucket.pressure(now))
        challenge = self._examiner.challenge(door, most, expires=now + VALID, rng=self._rng)
        return Work(why, challenge, math.ceil(bucket.pause(now)))

    def wait(self, door: str, target: bytes, text: str) -> Wait | None:
        """Let a page pass by a token of its report that waited its time, or by the budget (None), or say how long."""
        bucket, now = self._buckets[door], self._clock()
        token = Token.read(text, self._key, door, target)
        if token and token.ready <= now:
            if now <= token.ready + VALID and self._used.use(token.mark.encode(), target):
                bucket.charge(now)
                return None
            token = None
        if bucket.take(now):
            return None
        if token is None:
            seconds = between(self._tariff.seconds, bucket.pressure(now))
            token = Token(math.ceil(now + seconds), self._rng(8).hex())
        return Wait(max(1, math.ceil(token.ready - now)), token.write(self._key, door, target))
