"""Starts the locked process, feeds it a file part by part, and takes nothing from it but a strictly read picture.

Two at once and two that wait, of the web process's eight threads: a report with thirty photographs leaves the other
officers theirs. This process never imports a decoder, and a test looks.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache

from tocsin.desk.files.png import NotOurPng, check
from tocsin.desk.files.rules import LOCKED, End

PROGRAM = ("-I", "-B", "-m", "tocsin.desk.files.picture")  # no environment, no folder of the caller's, no byte code
SECONDS = 60  # by the clock, with all parts asked for meanwhile; its computing is limited by the kernel
PATIENCE = 10  # seconds that a third one waits before it is told to come again
_AT_ONCE = threading.BoundedSemaphore(2)
_ROOM = threading.BoundedSemaphore(4)


class NotShown(Exception):
    """The picture was not drawn; `code` is stable, the sentence for people stands in `files/list.html`."""

    code = "not-shown"
    hint = "Save the original, and open it on a machine that is not this one."


class NotAPicture(NotShown):
    """No kind of picture that is drawn here, whatever its name says."""

    code = "not-a-picture"


class TooLarge(NotShown):
    """More bytes or pixels than are taken in."""

    code = "too-large"


class Damaged(NotShown):
    """Begins like a picture, and cannot be read to its end."""

    code = "damaged"


class TookTooLong(NotShown):
    """Ended by the clock, or by the kernel's count of its computing."""

    code = "took-too-long"


class TriedMore(NotShown):
    """The file made the decoder do what no picture needs, or write what is no picture: perhaps an attack."""

    code = "tried-more"


class NotLockedIn(NotShown):
    """This machine cannot lock the decoder in; so nothing is decoded."""

    code = "not-locked-in"


class Busy(NotShown):
    """Others' pictures are being drawn."""

    code = "busy"
    hint = "Try again in a moment."


@dataclass(frozen=True, repr=False)
class Picture:
    """Plain pixels as PNG; `several` if the file holds more than the one picture shown."""

    png: bytes
    several: bool


_REFUSED: dict[int, type[NotShown]] = {
    End.NOT_A_PICTURE: NotAPicture,
    End.TOO_LARGE: TooLarge,
    End.DAMAGED: Damaged,
    End.NOT_LOCKED: NotLockedIn,
    -signal.SIGSYS: TriedMore,
    -signal.SIGXCPU: TookTooLong,
    -signal.SIGKILL: TookTooLong,
}


def draw(parts: Iterable[bytes], *, edge: int, program: tuple[str, ...] = PROGRAM) -> Picture:
    """Return a file's picture, of at most `edge` pixels a side; `NotShown` says why not. Parts are taken in turn."""
    if not held():
        raise NotLockedIn
    with _place(), _started(*program, str(edge)) as process:
        _feed(process, parts)
        assert process.stdout is not None  # noqa: S101 - for the type
        most = _longest(edge)
        png = process.stdout.read(most + 1)
        if len(png) > most:
            raise TriedMore
        end = process.wait()
    if end not in (End.SHOWN, End.FIRST_OF_SEVERAL):
        raise _REFUSED.get(end, Damaged)
    try:
        check(png, edge=edge)
    except NotOurPng:
        raise TriedMore from None
    return Picture(png, several=end == End.FIRST_OF_SEVERAL)


def _longest(edge: int) -> int:
    """Return how many bytes a PNG of ours has at most: noise does not deflate, and grows by less than this."""
    return edge * (3 * edge + 1) * 33 // 32 + 4096


@cache
def held() -> bool:
    """Try once whether a locked process can open a folder; only the kernel's end of it counts, and only after the lock.

    A service manager's own list of calls may end it before, which proves nothing.
    """
    with _started(*PROGRAM, "try") as process:
        told, _ = process.communicate()
        return told == LOCKED and process.returncode == -signal.SIGSYS


def missing_walls() -> list[str]:
    """Return the second walls that this kernel does not give, in words."""
    with _started(*PROGRAM, "walls") as process:
        told, _ = process.communicate()
    return [line for line in told.decode().splitlines() if line]


def _feed(process: subprocess.Popen[bytes], parts: Iterable[bytes]) -> None:
    assert process.stdin is not None  # noqa: S101 - for the type
    with suppress(BrokenPipeError):  # it ended early: how it ended says why
        for part in parts:
            process.stdin.write(part)
        process.stdin.close()


@contextmanager
def _place() -> Iterator[None]:
    if not _ROOM.acquire(blocking=False):
        raise Busy
    try:
        if not _AT_ONCE.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            _AT_ONCE.release()
    finally:
        _ROOM.release()


@contextmanager
def _started(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    clock = threading.Timer(SECONDS, process.kill)
    clock.start()
    try:
        yield process
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            with suppress(BrokenPipeError):
                pipe.close()
