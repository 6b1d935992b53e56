"""Seal a file as it arrives: part by part, with 64 KiB of it in memory and nothing of it in clear on a disk."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Protocol

from tocsin.envelope.attachment import PART, Manifest, manifest_payload
from tocsin.envelope.recipients import Recipient
from tocsin.envelope.report import AttachmentRef
from tocsin.envelope.seal import Rng, Sealer, seal


class NotTaken(Exception):
    """Something of a file or a form cannot be taken; a door's own refusals are of this kind."""


class TooLarge(NotTaken):
    """More bytes than the line takes."""


class Part(Protocol):
    """One sealed part on its way to a disk: `write`, `finish` (durable when it returns), and always `close`."""

    async def write(self, data: bytes) -> None:
        """Take sealed bytes."""

    async def finish(self) -> None:
        """Make the part durable."""

    async def close(self) -> None:
        """Drop what is temporary, whatever happened."""


Begin = Callable[[bytes, int], Awaitable[Part]]  # an attachment's id (16 bytes), a part's number -> where it goes


class FileSealer:
    """Seals one file: `write` as often as wanted, `finish`, and always `close`."""

    def __init__(self, begin: Begin, recipient: Recipient, *, rng: Rng, name: str, kind: str) -> None:
        self._recipients, self._begin, self._rng = [recipient], begin, rng
        self._name, self._kind = name, kind
        self._id, self._parts, self._digest, self.size = rng(16), list[bytes](), sha256(), 0
        self._part: Part | None = None
        self._in_part = 0

    async def write(self, data: bytes) -> None:
        """Take the next plaintext."""
        self._digest.update(data)
        self.size += len(data)
        while data:
            if self._part is None or self._in_part == PART:
                await self._end_part()
                await self._begin_part()
            piece, data = data[: PART - self._in_part], data[PART - self._in_part :]
            self._in_part += len(piece)
            await self._put(self._sealer.update(piece))

    async def finish(self) -> AttachmentRef:
        """Store the last part and the manifest; return what the addition binds."""
        if self._part is None:
            await self._begin_part()
        await self._end_part()
        parts = tuple(self._parts)
        manifest = Manifest(self._name, self._kind, self.size, self._digest.digest(), parts)
        self._part = await self._begin(self._id, len(parts))
        self._sealed_digest = sha256()
        await self._put(seal(manifest_payload(manifest), self._recipients, rng=self._rng))
        await self._store()
        return AttachmentRef(self._id, len(parts), self._sealed_digest.digest())

    async def close(self) -> None:
        """Drop what is not finished."""
        if self._part is not None:
            await self._part.close()

    async def _begin_part(self) -> None:
        self._sealer, self._sealed_digest, self._in_part = Sealer(self._recipients, rng=self._rng), sha256(), 0
        self._part = await self._begin(self._id, len(self._parts))
        await self._put(self._sealer.begin())

    async def _end_part(self) -> None:
        if self._part is not None:
            await self._put(self._sealer.finish())
            await self._store()
            self._parts.append(self._sealed_digest.digest())

    async def _put(self, sealed: bytes) -> None:
        if sealed and self._part is not None:
            self._sealed_digest.update(sealed)
            await self._part.write(sealed)

    async def _store(self) -> None:
        if self._part is not None:
            await self._part.finish()
            await self._part.close()
            self._part = None
