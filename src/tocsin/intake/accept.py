"""Where every door ends: a sealed post is checked from outside, stored durably, and only then acknowledged."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from typing import TypeVar, TypeVarTuple

from starlette.types import Receive

from tocsin.envelope.attachment import LARGEST_SEALED_PART, PART
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.header import check_shape
from tocsin.envelope.post import Name, Post, unframe
from tocsin.exchange.attachments import AttachmentFolder, PartDiffers, Upload
from tocsin.intake.bodies import Patience, pieces
from tocsin.intake.line import Line
from tocsin.intake.refusals import damaged, no_room, part_differs, too_large
from tocsin.intake.slot import Slot, SlotFull

REMEMBERED = 20_000
_WRITE = 1024 * 1024  # pieces are gathered to this size, so that a part costs eight turns of a thread, not hundreds
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Accept:
    """Takes posts and attachment parts."""

    def __init__(self, line: Line, slot: Slot, attachments: AttachmentFolder) -> None:
        self._line = line
        self._slot = slot
        self._attachments = attachments
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="parts")

    async def post(self, desk: str, epoch: str, envelope_id: bytes, body: bytes) -> None:
        """Check and store a framed post; returning is the acknowledgement."""
        self._line.accepting(desk, epoch)
        if len(body) > 2 * self._line.keys.limits.envelope:
            raise too_large(2 * self._line.keys.limits.envelope)
        try:
            for sealed in unframe(body):
                check_shape(sealed)
        except EnvelopeError as error:
            raise damaged(str(error), error.hint) from None
        name = str(Name(desk, epoch, envelope_id, sha256(body).digest()))
        if name in self._seen:
            return
        try:
            await self._slot.put(name, body)
        except (OSError, SlotFull):
            raise no_room() from None
        self._seen[name] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    async def composed(self, post: Post) -> None:
        """Store a post that was sealed here, in memory."""
        await self.post(post.name.desk, post.name.epoch, post.name.envelope_id, post.body)

    async def sealed_part(self, attachment: bytes, number: int, sealed: bytes) -> None:
        """Store a part that was sealed here, in memory."""
        await self._receive_part(attachment, number, _once(sealed))

    async def part(self, attachment: bytes, number: int, receive: Receive, patience: Patience) -> None:
        """Store a part from a request's body as it arrives."""
        if number > self._line.keys.limits.file // PART + 1:
            raise too_large(self._line.keys.limits.file)
        incoming = pieces(receive, most=LARGEST_SEALED_PART, patience=patience)
        await self._receive_part(attachment, number, _checked(incoming))

    async def _receive_part(self, attachment: bytes, number: int, incoming: AsyncIterator[bytes]) -> None:
        upload: Upload | None = None
        try:
            upload = await self._run(self._attachments.begin)
            async for piece in incoming:
                await self._run(upload.write, piece)
            await self._run(upload.finish, self._attachments.place(attachment, number))
        except PartDiffers as error:
            raise part_differs(error.hint) from None
        except OSError:
            raise no_room() from None
        finally:
            if upload is not None:
                await asyncio.shield(self._run(upload.close))

    async def _run(self, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    async def close(self) -> None:
        """Finish what waits."""
        await self._slot.close()
        with suppress(RuntimeError):
            self._threads.shutdown()


async def _once(sealed: bytes) -> AsyncIterator[bytes]:
    yield sealed


async def _checked(incoming: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Gather pieces, and check the first of them: what is not a sealed file never reaches its name on the disk."""
    held, first = b"", True
    async for piece in incoming:
        held += piece
        if len(held) >= _WRITE:
            _check_start(held, first=first)
            yield held
            held, first = b"", False
    _check_start(held, first=first)
    yield held


def _check_start(held: bytes, *, first: bool) -> None:
    if first:
        try:
            check_shape(held)
        except EnvelopeError as error:
            raise damaged(str(error), error.hint) from None
