"""Solve what a line asks for in a flood, on every processor of this machine."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

from tocsin.envelope.errors import NotCanonical
from tocsin.gate.work import Challenge, write_proof


def solve(challenge: object) -> str:
    """Return the header's value for a challenge; raise `NotCanonical` for one that is none, or has no answer."""
    wanted, done = Challenge.read(challenge), Event()
    lanes = os.cpu_count() or 1

    def lane(start: int) -> Iterator[tuple[int, bytes]]:
        for counter in count(start, lanes):
            if done.is_set() or counter > wanted.most:
                return
            key = wanted.derive(counter)  # the library lets go of the interpreter meanwhile
            if key.startswith(wanted.prefix):
                done.set()
                yield counter, key

    with ThreadPoolExecutor(lanes) as pool:
        found = [pair for pairs in pool.map(lambda start: list(lane(start)), range(lanes)) for pair in pairs]
    if not found:
        raise NotCanonical("a challenge that has no answer")
    return write_proof(challenge, *found[0])
