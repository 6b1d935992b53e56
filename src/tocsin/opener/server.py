"""The opener's socket: one line in, one line out, one thread that works, and a timer that collects."""

import asyncio
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from tocsin.exchange import places
from tocsin.exchange.request import LARGEST
from tocsin.exchange.sockets import short_path
from tocsin.opener import reception
from tocsin.opener.authorise import Authority
from tocsin.opener.collect import collect
from tocsin.opener.errors import NotAllowed, OpenerError
from tocsin.opener.house import House
from tocsin.opener.replying import lay_replies
from tocsin.opener.verbs import carry_out, log_refusal

_PEER = struct.Struct("3i")
T = TypeVar("T")


class Server:
    """Serves one unlocked house."""

    def __init__(self, house: House, *, uids: frozenset[int]) -> None:
        self._house, self._uids = house, uids
        self._authority = Authority(house)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="opener")
        self._last_day: date | None = None
        self._last_laid = 0.0

    async def run(self, path: Path, *, every: float) -> None:
        """Serve until SIGTERM; collect every so many seconds (0: only when asked)."""
        await self._work(self._daily)
        listening = _listen(path)
        server = await asyncio.start_unix_server(self._connected, sock=listening, limit=LARGEST)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        timer = asyncio.create_task(self._timer(every))
        await stop.wait()
        timer.cancel()
        server.close()
        await self._work(self._house.close)

    async def _work(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)

    async def _timer(self, every: float) -> None:
        while True:
            try:
                await self._work(self._daily)
                if every:
                    await self._work(lambda: collect(self._house))
            except Exception as error:  # noqa: BLE001 - the next round may do better; never the text of an error
                _tell(error)
            await asyncio.sleep(every or 60)

    def _daily(self) -> None:
        now = self._house.now()
        if now.timestamp() - self._last_laid >= 60 * self._house.charter.line.replies_batch_minutes:
            lay_replies(self._house)
            self._last_laid = now.timestamp()
        if now.date() != self._last_day:
            house = self._house
            reception.ensure_keys(house.database, house.ring, house.desk, now=now, rng=house.rng)
            reception.destroy_expired(house.database, house.ring, now=now)
            reception.lay_published(house.database, places.reception(house.home, house.desk))
            house.arriving.sweep(now=now.timestamp())
            house.ring.rotate()
            self._last_day = now.date()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer: socket.socket = writer.get_extra_info("socket")
        _, uid, _ = _PEER.unpack(peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        nonce = self._authority.nonce()
        try:
            while uid in self._uids and (line := await reader.readline()):
                answer = await self._work(lambda line=line: self._answer(line, nonce))  # type: ignore[misc]
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # gone, or a line longer than any of ours
        finally:
            writer.close()

    def _answer(self, line: bytes, nonce: str) -> dict[str, Any]:
        try:
            return {"ok": True, "result": self._act(json.loads(line), nonce)}
        except OpenerError as error:
            return {"ok": False, "error": error.code, "message": str(error), "hint": error.hint}
        except Exception as error:  # noqa: BLE001 - a traceback would quote what was told
            _tell(error)
            self._house.database.main.rollback()
            self._house.ledger.forget_uncommitted()
            return {"ok": False, "error": "failed", "message": "The opener failed.", "hint": "See its own output."}

    def _act(self, message: dict[str, Any], nonce: str) -> dict[str, Any]:
        match message:
            case {"hello": True}:
                return {"nonce": nonce}
            case {"collect": True}:
                return collect(self._house)
            case {"shift": str(text), "signature": str(signature)}:
                return {"shift": self._logging("", lambda: self._authority.begin(text.encode(), signature, nonce))}
            case {"request": str(text), "signature": str(signature), "in": str(shift)}:
                request = self._logging(shift, lambda: self._authority.check(shift, text.encode(), signature))
                return carry_out(self._house, request)
        raise NotAllowed("not in the form of this version")

    def _logging(self, shift: str, check: Callable[[], T]) -> T:
        try:
            return check()
        except OpenerError as error:
            log_refusal(self._house, self._authority.officer_of(shift), error.code)
            raise


def _tell(error: Exception) -> None:
    place, last = error.__traceback__, "?"
    while place is not None:
        last = f"{Path(place.tb_frame.f_code.co_filename).stem}.{place.tb_frame.f_code.co_name}:{place.tb_lineno}"
        place = place.tb_next
    print(f"tocsin-opener: {type(error).__name__} at {last}", file=sys.stderr, flush=True)


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    os.umask(0o177)  # from its first moment nobody else may connect
    listening.bind(short_path(path))
    os.umask(0o027)
    return listening


def own_uid() -> frozenset[int]:
    """Return the users that may connect unless others are named: the one that runs the opener."""
    return frozenset({os.getuid()})
