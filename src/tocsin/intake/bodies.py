"""Read a request's body with a limit on its size and on the sender's patience with us."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.types import Receive

from tocsin.intake.refusals import cut_short, too_large, too_slow


@dataclass(frozen=True)
class Patience:
    """Seconds: the longest pause between two pieces, and the longest whole body."""

    pause: float = 20
    whole: float = 900


async def pieces(receive: Receive, *, most: int, patience: Patience) -> AsyncIterator[bytes]:
    """Yield the pieces of a body; refuse one that is too large, too slow or cut short."""
    size, more, left = 0, True, patience.whole
    clock = asyncio.get_running_loop().time
    while more:
        began = clock()
        try:
            # The time a caller spends on writing a piece is ours, not the sender's, and is not counted.
            async with asyncio.timeout(min(patience.pause, left)):
                message = await receive()
        except TimeoutError:
            raise too_slow() from None
        left -= clock() - began
        if message["type"] == "http.disconnect":
            raise cut_short()
        piece: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(piece)
        if size > most:
            raise too_large(most)
        yield piece


async def whole(receive: Receive, *, most: int, patience: Patience) -> bytes:
    """Return a whole body."""
    return b"".join([piece async for piece in pieces(receive, most=most, patience=patience)])
