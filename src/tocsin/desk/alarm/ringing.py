"""When the alarm sends what to whom: a bell is rung once for each officer, tried again with growing pauses.

The web process is believed in nothing but the names: how often somebody may be woken is counted here.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tocsin.desk.alarm.addresses import Addresses
from tocsin.desk.alarm.bell import Bell, Rung

PAUSES = (10.0, 30.0, 90.0, 180.0, 300.0)  # seconds between tries; then this officer counts as not reached
HOUR = 3600.0

Send = Callable[[str, str], bool]


@dataclass
class Ringing:
    """Turns bells into messages. `last` is the bell that was answered before the process began."""

    addresses: Addresses
    send: Send
    last: Rung = field(default_factory=Rung)
    _begun: deque[float] = field(default_factory=deque)
    _waiting: tuple[str, ...] = ()
    _tries: int = 0
    _next: float = 0.0

    def step(self, bell: Bell, now: float) -> Rung | None:
        """Do what is due; `now` in seconds of any steady clock. Return what changed in the answer, or nothing."""
        if not bell.name:
            self._waiting = ()
            return None
        if bell.name != self.last.name:
            return self._begin(bell, now)
        if not self._waiting or now < self._next:
            return None
        return self._try(now)

    def _begin(self, bell: Bell, now: float) -> Rung | None:
        while self._begun and self._begun[0] <= now - HOUR:
            self._begun.popleft()
        if len(self._begun) >= self.addresses.at_most_an_hour:
            return None  # it is rung when the hour allows, if it still hangs there then
        self._begun.append(now)
        self._waiting = tuple(name for name in bell.officers if self.addresses.of(name))
        nowhere = tuple(name for name in bell.officers if name not in self._waiting)
        self._tries, self.last = 0, Rung(bell.name, failed=nowhere)
        return self._try(now)

    def _try(self, now: float) -> Rung:
        reached = tuple(name for name in self._waiting if self._reach(name))
        left = tuple(name for name in self._waiting if name not in reached)
        given_up = left if self._tries == len(PAUSES) else ()
        self.last = Rung(self.last.name, self.last.told + reached, self.last.failed + given_up)
        self._waiting = () if given_up else left
        if self._waiting:
            self._next = now + PAUSES[self._tries]
            self._tries += 1
        return self.last

    def _reach(self, officer: str) -> bool:
        # Every address is tried, also when the first one took it: a telephone may lie in another room.
        taken = [self.send(url, self.addresses.text) for url in self.addresses.of(officer)]
        return any(taken)
