"""An opener that waits for its passphrase: it answers `locked`, and the public side goes on without it.

The passphrase comes over a socket inside the opener's own folder, from its own user or from root: never on a command
line, in the environment or in a file. A wrong one is answered and may be typed again; each try costs a second.
"""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from tocsin.opener.errors import OpenerError
from tocsin.opener.house import House
from tocsin.opener.ledger import LogRewritten
from tocsin.opener.peers import peer_uid

LONGEST = 4096  # bytes of a passphrase
LOCKED = {
    "ok": False,
    "error": "locked",
    "message": "The opener is locked. Reports wait sealed in the slot, and nothing is lost.",
    "hint": "Whoever holds its passphrase types it on the machine: tocsin unlock DIR --desk DESK",
}
Unlock = Callable[[bytes], House]


class Locked:
    """One locked opener: `wait` returns the unlocked house, or None when it was told to stop."""

    def __init__(self, unlock: Unlock, *, uids: frozenset[int]) -> None:
        self._unlock, self._uids = unlock, uids
        self._turn = asyncio.Lock()
        self._ended = asyncio.Event()
        self._house: House | None = None

    async def wait(self, *, desk: socket.socket, own: socket.socket) -> House | None:
        """Answer at the desk's socket, and take a passphrase at the opener's own; both are closed afterwards."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ended.set)
        servers = [
            await asyncio.start_unix_server(self._refuse, sock=desk),
            await asyncio.start_unix_server(self._take, sock=own, limit=LONGEST),
        ]
        await self._ended.wait()
        for server in servers:
            server.close()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)  # from here on it ends as an opener does that has just begun
        return self._house

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while peer_uid(writer) in self._uids and await reader.readline():
                await _answer(writer, LOCKED)
                if self._ended.is_set():
                    break
        except (ConnectionError, ValueError):
            pass  # gone, or a line longer than any of ours
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if peer_uid(writer) in {0, os.getuid()}:
                passphrase = (await reader.read(LONGEST)).strip()
                async with self._turn:
                    await _answer(writer, await asyncio.to_thread(self._try, passphrase))
        except ConnectionError:
            pass
        finally:
            writer.close()
        if self._house is not None:
            self._ended.set()

    def _try(self, passphrase: bytes) -> dict[str, Any]:
        if self._house is not None:
            return {"ok": True}
        try:
            self._house = self._unlock(passphrase)
        except (OpenerError, LogRewritten) as error:
            code = getattr(error, "code", "log-rewritten")
            return {"ok": False, "error": code, "message": str(error), "hint": error.hint}
        return {"ok": True}


async def _answer(writer: asyncio.StreamWriter, answer: dict[str, Any]) -> None:
    writer.write(json.dumps(answer).encode() + b"\n")
    await writer.drain()
