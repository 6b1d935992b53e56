"""Exports under way: sealed part by part as they are asked for, so that nothing waits on a disk or in memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.envelope.recipients import Recipient
from tocsin.envelope.seal import Sealer
from tocsin.opener.errors import NoSuchExport

PART = 720 * 1024  # bytes of a part: below a megabyte as base64, so that a line of the socket holds it
IDLE = timedelta(minutes=10)
MOST = 16  # exports under way; another one ends that which was idle longest
Rng = Callable[[int], bytes]


def sealed_parts(pieces: Iterable[bytes], recipient: Recipient, *, rng: Rng) -> Iterator[bytes]:
    """Seal pieces as one age file, and cut it into parts."""
    sealer = Sealer([recipient], rng=rng)
    held = sealer.begin()
    for piece in pieces:
        held += sealer.update(piece)
        while len(held) > PART:
            yield held[:PART]
            held = held[PART:]
    yield held + sealer.finish()


class Export:
    """One export under way; `next` part, or the last one again for an answer that was lost."""

    def __init__(self, officer: str, case: str, parts: Iterator[bytes], *, now: datetime) -> None:
        self.officer, self.case, self.asked = officer, case, now
        self._parts = parts
        self._number, self._content = -1, b""
        self._after: bytes | None = next(parts)

    def part(self, number: int) -> tuple[bytes, bool]:
        """Return a part, and whether it is the last."""
        if number == self._number + 1 and self._after is not None:
            self._number, self._content, self._after = self._number + 1, self._after, next(self._parts, None)
        elif number != self._number:
            raise NoSuchExport("parts are asked for in order")
        return self._content, self._after is None


@dataclass
class Exports:
    """The exports of one opener; a restart ends them all."""

    under_way: dict[str, Export]

    def begin(self, name: str, export: Export, *, now: datetime) -> None:
        """Keep an export."""
        for other in [n for n, e in self.under_way.items() if now - e.asked > IDLE]:
            del self.under_way[other]
        while len(self.under_way) >= MOST:
            del self.under_way[min(self.under_way, key=lambda n: self.under_way[n].asked)]
        self.under_way[name] = export

    def find(self, name: object, officer: str, case: str, *, now: datetime) -> Export:
        """Return an officer's own export of a case."""
        export = self.under_way.get(name) if isinstance(name, str) else None
        if export is None or (export.officer, export.case) != (officer, case) or now - export.asked > IDLE:
            raise NoSuchExport("no such export is under way")
        export.asked = now
        return export
