"""Where every door ends: a sealed post is checked from outside, stored durably, and only then acknowledged."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from starlette.types import Receive

from tocsin.envelope.attachment import LARGEST_SEALED_PART, PART
from tocsin.envelope.errors import Damaged, EnvelopeError
from tocsin.envelope.header import check_shape
from tocsin.envelope.padding import is_padded_size
from tocsin.envelope.post import Name, Post, unframe
from tocsin.envelope.stream import plain_size
from tocsin.exchange import places
from tocsin.exchange.attachments import AttachmentFolder, PartDiffers, Upload
from tocsin.intake.bodies import Patience, pieces
from tocsin.intake.line import Line
from tocsin.intake.refusals import damaged, no_room, part_differs, too_large
from tocsin.intake.slot import SlotFull, Slots

REMEMBERED = 20_000
_WRITE = 1024 * 1024  # pieces are gathered to this size, so that a part costs eight turns of a thread, not hundreds
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Accept:
    """Takes posts and attachment parts, each into the folders of the desk it is for."""

    def __init__(self, line: Line, slots: Slots) -> None:
        self._line = line
        self._slots = slots
        desks = line.charter.line.desks
        self._attachments = {desk: AttachmentFolder(places.attachments(line.home, desk)) for desk in desks}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="parts")

    async def post(self, desk: str, epoch: str, envelope_id: bytes, body: bytes) -> None:
        """Check and store a framed post; returning is the acknowledgement."""
        self._line.accepting(desk, epoch)
        if len(body) > 2 * self._line.keys.limits.envelope:
            raise too_large(2 * self._line.keys.limits.envelope)
        try:
            envelope, slip = unframe(body)
            header = check_shape(envelope, recipients=1)
            if not is_padded_size(plain_size(len(envelope) - header)):
                raise Damaged("the envelope is cut short")
            check_shape(slip, recipients=1)
            if len(slip) != self._line.slip_size:
                raise Damaged("the slip is cut short")
        except EnvelopeError as error:
            raise damaged(str(error), error.hint) from None
        await self.composed(Post(Name(desk, epoch, envelope_id, sha256(body).digest()), body))

    async def composed(self, post: Post) -> None:
        """Store a post that was checked, or sealed here in memory; returning is the acknowledgement."""
        name = str(post.name)
        if name in self._seen:
            return
        try:
            await self._slots.put(post)
        except (OSError, SlotFull):
            raise no_room() from None
        self._seen[name] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    async def begin_part(self, desk: str, attachment: bytes, number: int) -> "Part":
        """Begin to store a part that is sealed here, piece by piece."""
        folder = self._attachments[desk]
        part = Part(self._threads, folder, folder.place(attachment, number))
        await part.begin()
        return part

    async def part(self, desk: str, attachment: bytes, number: int, receive: Receive, patience: Patience) -> None:
        """Store a part from a request's body as it arrives."""
        if number > self._line.keys.limits.file // PART + 1:
            raise too_large(self._line.keys.limits.file)
        part = await self.begin_part(desk, attachment, number)
        try:
            async for piece in _checked(pieces(receive, most=LARGEST_SEALED_PART, patience=patience)):
                await part.write(piece)
            await part.finish()
        finally:
            await part.close()

    async def close(self) -> None:
        """Finish what waits."""
        await self._slots.close()
        with suppress(RuntimeError):
            self._threads.shutdown()


class Part:
    """One part on its way: `begin`, `write`, `finish`, and always `close`. The disk is never touched on the loop."""

    def __init__(self, threads: ThreadPoolExecutor, folder: AttachmentFolder, place: Path) -> None:
        self._threads, self._folder, self._place = threads, folder, place
        self._upload: Upload | None = None

    async def begin(self) -> None:
        """Open a temporary file."""
        self._upload = await self._run(self._folder.begin)

    async def write(self, data: bytes) -> None:
        """Take sealed bytes."""
        await self._run(self._open.write, data)

    async def finish(self) -> None:
        """Make the part durable; returning is the acknowledgement."""
        try:
            await self._run(self._open.finish, self._place)
        except PartDiffers as error:
            raise part_differs(error.hint) from None

    async def close(self) -> None:
        """Drop the temporary file, whatever happened."""
        if self._upload is not None:
            upload, self._upload = self._upload, None
            await asyncio.shield(self._run(upload.close))

    @property
    def _open(self) -> Upload:
        if self._upload is None:
            raise RuntimeError("a part is written between begin and close")
        return self._upload

    async def _run(self, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)
        except OSError:
            raise no_room() from None


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
