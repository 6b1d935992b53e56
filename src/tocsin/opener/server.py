"""The opener's socket: one line in, one line out, one thread that works, and a timer that collects."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from tocsin.envelope.keys import write_time
from tocsin.exchange import places
from tocsin.exchange.request import LARGEST
from tocsin.opener import reception
from tocsin.opener.authorise.fresh import check_fresh
from tocsin.opener.authorise.proposals import expire
from tocsin.opener.authorise.refusals import Refusals
from tocsin.opener.authorise.shifts import Authority
from tocsin.opener.collect import collect
from tocsin.opener.errors import NoSuchCase, NotAllowed, OpenerError
from tocsin.opener.feed import events
from tocsin.opener.house import House
from tocsin.opener.peers import listen, peer_uid
from tocsin.opener.replying import lay_replies
from tocsin.opener.verbs import carry_out

MOST_CONNECTIONS = 64  # of one user, so that a desk which forgets to close them leaves room for others
T = TypeVar("T")


class Server:
    """Serves one unlocked house."""

    def __init__(self, house: House, *, uids: frozenset[int]) -> None:
        self._house, self._uids = house, uids
        self._authority, self._refusals = Authority(house), Refusals(house)
        self._connections: Counter[int] = Counter()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="opener")
        self._last_day: date | None = None
        self._last_laid = 0.0

    async def run(self, path: Path, *, every: float, group: int | None = None) -> None:
        """Serve until SIGTERM; collect every so many seconds (0: only when asked)."""
        await self._work(self._daily)
        listening = listen(path, group=group)
        server = await asyncio.start_unix_server(self._connected, sock=listening, limit=LARGEST)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        timer = asyncio.create_task(self._timer(every))
        await stop.wait()
        timer.cancel()
        server.close()
        await self._work(lambda: self._refusals.settle(ending=True))
        await self._work(self._house.close)

    async def _work(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)

    async def _timer(self, every: float) -> None:
        while True:
            try:
                await self._work(self._daily)
                if every:
                    await self._work(self._collect)
            except Exception as error:  # noqa: BLE001 - the next round may do better; never the text of an error
                _tell(error)
            await asyncio.sleep(every or 60)

    def _collect(self) -> dict[str, Any]:
        found = collect(self._house)
        places.collected(self._house.home, self._house.desk).touch()  # for the operator, who cannot ask
        return found

    def _daily(self) -> None:
        now = self._house.now()
        expire(self._house)
        self._refusals.settle()
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
        uid = peer_uid(writer)
        self._connections[uid] += 1
        try:
            if uid in self._uids and self._connections[uid] <= MOST_CONNECTIONS:
                await self._converse(Caller(uid), reader, writer)
        except (ConnectionError, ValueError):
            pass  # gone, or a line longer than any of ours
        finally:
            self._connections[uid] -= 1
            writer.close()

    async def _converse(self, caller: "Caller", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            answer = await self._work(lambda line=line: self._answer(line, caller))  # type: ignore[misc]
            writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            await writer.drain()

    def _answer(self, line: bytes, caller: "Caller") -> dict[str, Any]:
        caller.shift = ""
        try:
            return {"ok": True, "result": self._act(_read(line), caller)}
        except OpenerError as error:
            return self._refuse(error, caller)
        except Exception as error:  # noqa: BLE001 - a traceback would quote what was told
            return self._fail(error)

    def _act(self, message: object, caller: "Caller") -> dict[str, Any]:
        match message:
            case {"hello": True}:
                return {
                    "nonce": self._authority.nonce(caller.uid),
                    "line": self._house.line.hex(),
                    "desk": self._house.desk,
                    "time": write_time(self._house.now()),
                }
            case {"collect": True}:
                return self._collect()
            case {"feed": asked}:
                return events(self._house, asked)
            case {"shift": str(text), "signature": str() | dict() as signature}:
                return {"shift": self._authority.begin(text.encode(), signature)}
            case {"request": str(text), "signature": str(signature), "in": str(shift), **more}:
                caller.shift = shift
                request = self._authority.check(shift, text.encode(), signature)
                fresh = check_fresh(self._house, request, text.encode(), more.get("assertion"))
                return carry_out(self._house, request, fresh)
        raise NotAllowed("not in the form of this version")

    def _refuse(self, error: OpenerError, caller: "Caller") -> dict[str, Any]:
        """Log a refusal, then answer it; what the log says of a case, the answer does not."""
        noted, case = (error.logged or error.code, error.about) if isinstance(error, NoSuchCase) else (error.code, "")
        try:
            self._refusals.note(self._authority.officer_of(caller.shift), noted, case=case)
        except Exception as failure:  # noqa: BLE001 - as above
            return self._fail(failure)
        told = {"ok": False, "error": error.code, "message": str(error), "hint": error.hint}
        return told | ({"why": error.why} if error.why else {})

    def _fail(self, error: Exception) -> dict[str, Any]:
        _tell(error)
        self._house.database.main.rollback()
        self._house.ledger.forget_uncommitted()
        return {"ok": False, "error": "failed", "message": "The opener failed.", "hint": "See its own output."}


@dataclass
class Caller:
    """One connection: whose it is, and in which shift it asks now."""

    uid: int
    shift: str = ""


def _read(line: bytes) -> object:
    try:
        message = json.loads(line)
        json.dumps(message, ensure_ascii=False).encode()  # a lone surrogate is refused here, once for all
    except (ValueError, RecursionError):
        raise NotAllowed("not in the form of this version") from None
    return message


def _tell(error: Exception) -> None:
    place, last = error.__traceback__, "?"
    while place is not None:
        last = f"{Path(place.tb_frame.f_code.co_filename).stem}.{place.tb_frame.f_code.co_name}:{place.tb_lineno}"
        place = place.tb_next
    print(f"tocsin-opener: {type(error).__name__} at {last}", file=sys.stderr, flush=True)


def own_uid() -> frozenset[int]:
    """Return the users that may connect unless others are named: the one that runs the opener."""
    return frozenset({os.getuid()})
