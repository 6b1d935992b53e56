"""The slot: where posts go in. One writer, one flush for all who wait, and an acknowledgement only after it."""

import asyncio
import fcntl
import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from tocsin.envelope.post import Post
from tocsin.exchange import places
from tocsin.exchange.durable import sync_filesystem, write_all
from tocsin.exchange.segment import SUFFIX, encode_record

ROTATE_BYTES = 64 * 1024 * 1024
ROTATE_SECONDS = 60
MOST_WAITING = 96 * 1024 * 1024


class Disk(Protocol):
    """What the slot asks of a disk; tests hand in one that fails."""

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of the data."""

    def flush(self, descriptor: int) -> None:
        """Make what was written durable."""

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut the file back."""


class RealDisk:
    """The operating system's."""

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of the data."""
        write_all(descriptor, data)

    def flush(self, descriptor: int) -> None:
        """Flush data and size; the file's name is durable since it was opened."""
        os.fdatasync(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut the file back, so that a torn record does not stand before whole ones."""
        os.ftruncate(descriptor, size)


class Segment:
    """One open segment with its lock."""

    def __init__(self, folder: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_APPEND
        self.descriptor = os.open(folder / f"{os.urandom(16).hex()}{SUFFIX}", flags, 0o640)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)
        sync_filesystem(self.descriptor)
        self.size = 0
        self.opened = time.monotonic()

    @property
    def is_full(self) -> bool:
        """Tell whether it is time for the next one, so that the opener can take this one away."""
        return self.size > ROTATE_BYTES or time.monotonic() - self.opened > ROTATE_SECONDS

    def close(self) -> None:
        """Release the lock: nothing more will be written."""
        os.close(self.descriptor)


class SlotFull(Exception):
    """Too much waits for the disk already."""


class Slot:
    """Puts posts into the slot: `put` returns when the post is durable, or raises `OSError`."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._folder = folder
        self._disk = disk or RealDisk()
        self._segment: Segment | None = None
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._held = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="slot")
        self._writing: asyncio.Task[None] | None = None

    async def put(self, name: str, body: bytes) -> None:
        """Store a post durably; everyone who comes while a flush runs shares the next one."""
        if self._held + len(body) > MOST_WAITING:
            raise SlotFull
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((encode_record(name, body), done))
        self._held += len(body)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        try:
            await asyncio.shield(done)
        finally:
            self._held -= len(body)

    async def close(self) -> None:
        """Write what waits, and release the segment."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()
        if self._segment is not None:
            self._segment.close()

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await loop.run_in_executor(self._thread, self._commit, b"".join(record for record, _ in batch))
            except OSError as error:
                for _, done in batch:
                    done.set_exception(error)
                    done.exception()  # its waiter may have gone away
            else:
                for _, done in batch:
                    done.set_result(None)
        self._writing = None

    def _commit(self, data: bytes) -> None:
        segment = self._open()
        try:
            self._disk.write(segment.descriptor, data)
        except OSError:
            self._cut_back(segment)
            raise
        try:
            self._disk.flush(segment.descriptor)
        except OSError:
            # After a failed flush the kernel may call the pages clean: this file is never trusted again.
            self._abandon()
            raise
        segment.size += len(data)

    def _open(self) -> Segment:
        if self._segment is not None and self._segment.is_full:
            self._abandon()
        if self._segment is None:
            self._segment = Segment(self._folder)
        return self._segment

    def _cut_back(self, segment: Segment) -> None:
        try:
            self._disk.truncate(segment.descriptor, segment.size)
        except OSError:
            self._abandon()

    def _abandon(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None


class Slots:
    """One slot for each desk of a line: a post lies where the opener of its desk alone collects."""

    def __init__(self, home: Path, desks: Iterable[str], disk: Disk | None = None) -> None:
        self._slots = {desk: Slot(places.slot(home, desk), disk) for desk in desks}

    async def put(self, post: Post) -> None:
        """Store a post durably in its desk's slot."""
        await self._slots[post.name.desk].put(str(post.name), post.body)

    async def close(self) -> None:
        """Write what waits, in every slot."""
        for slot in self._slots.values():
            await slot.close()
