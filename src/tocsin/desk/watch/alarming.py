"""Lays the bell while an immediate report is unseen, and takes it away when somebody has looked."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tocsin.desk.alarm.bell import Bell, Rung, bell_file, lay, look, rung_file
from tocsin.desk.watch.models import Ring
from tocsin.desk.watch.queries import order_of_waking, unseen
from tocsin.desk.watch.rules import Chain, ring_is_due, whom
from tocsin.desk.watch.terms import Terms

MUTE = timedelta(minutes=5)  # an alarm that does not answer for so long is told as not there


@dataclass
class Alarming:
    """One for the web process. `names` gives random bytes."""

    home: Path
    desk: str
    terms: Terms
    names: Callable[[int], bytes] = os.urandom
    _chain: Chain | None = None
    _bell: Bell = field(default_factory=Bell)
    _heard: frozenset[tuple[str, str]] = frozenset()

    def step(self, now: datetime) -> None:
        """Do what is due; a flood of reports is one matter, and rings as one."""
        cases = list(unseen(protection=self.terms.protection))
        if not cases:
            self._end(now)
            return
        self._chain = self._chain or Chain(now)
        answer = self._listen(now)
        order = order_of_waking(cases, now)
        staffed = self.terms.hours.staffed(now)
        failed = bool(self._bell.name) and set(self._bell.officers) <= set(answer.failed)
        if ring_is_due(
            self._chain, now=now, staffed=staffed, failed=failed, people=len(order), patience=self.terms.patience
        ):
            self._ring(self._chain, whom(order, self._chain.rung), now)

    def _ring(self, chain: Chain, officer: str, now: datetime) -> None:
        self._chain, self._heard = chain.after_ring(now), frozenset()
        if not officer:
            self._bell = Bell()
            if not chain.rung:
                self._note("nobody", "", now)
            return
        self._bell = Bell(self.names(16).hex(), (officer,))
        lay(bell_file(self.home, self.desk), self._bell.to_bytes())
        self._note("rang", officer, now)

    def _listen(self, now: datetime) -> Rung:
        answer = look(rung_file(self.home, self.desk), Rung)
        if not self._bell.name or answer.name != self._bell.name:
            if self._bell.name and self._chain and self._chain.last and now >= self._chain.last + MUTE:
                self._hear("mute", self._bell.officers, now)
            return Rung()
        self._hear("told", answer.told, now)
        self._hear("not reached", answer.failed, now)
        return answer

    def _hear(self, act: str, officers: tuple[str, ...], now: datetime) -> None:
        for officer in officers:
            if (act, officer) not in self._heard:
                self._heard |= {(act, officer)}
                self._note(act, officer, now)

    def _end(self, now: datetime) -> None:
        if self._chain is None and look(bell_file(self.home, self.desk), Bell) == Bell():
            return
        lay(bell_file(self.home, self.desk), Bell().to_bytes())
        if self._chain is not None and self._chain.rung:
            self._note("over", "", now)
        self._chain, self._bell = None, Bell()

    def _note(self, act: str, officer: str, now: datetime) -> None:
        Ring.objects.create(day=now.astimezone(self.terms.hours.zone).date(), act=act, officer=officer)
