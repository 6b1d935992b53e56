"""The slot's segments: many posts in one file, so that one flush serves all who wait.

A file for each report would be limited by the disk's flushes (some 500 a second); see
docs/decisions/0003-segments-in-the-slot.md. A record is

    "TSR1" || u16 name length || u32 body length || u32 CRC-32 of what stands before and of the name || name || body

The name holds the body's SHA-256 (`envelope.post.Name`); whoever collects hashes the body again. A writer holds an
exclusive lock on its segment as long as it may still write; a reader that gets the lock knows that the end is the end.
"""

import fcntl
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".seg"
_MAGIC = b"TSR1"
_HEAD = struct.Struct(">4sHII")
_LONGEST_NAME = 512
_LONGEST_BODY = 64 * 1024 * 1024


@dataclass(frozen=True, repr=False)
class Record:
    """One post as it lies in a segment; `end` is the offset behind it."""

    name: str
    body: bytes
    end: int


def encode_record(name: str, body: bytes) -> bytes:
    """Return the bytes of one record."""
    text = name.encode()
    check = zlib.crc32(_HEAD.pack(_MAGIC, len(text), len(body), 0) + text)
    return _HEAD.pack(_MAGIC, len(text), len(body), check) + text + body


def read_records(path: Path, offset: int = 0) -> Iterator[Record]:
    """Yield the whole records from `offset` on; stop before one that is torn."""
    with path.open("rb") as file:
        file.seek(offset)
        while record := _next(file.read(_HEAD.size), file):
            yield record


def _next(head: bytes, file: BinaryIO) -> Record | None:
    if len(head) < _HEAD.size:
        return None
    magic, name_length, body_length, check = _HEAD.unpack(head)
    if magic != _MAGIC or name_length > _LONGEST_NAME or body_length > _LONGEST_BODY:
        return None
    name = file.read(name_length)
    if zlib.crc32(_HEAD.pack(magic, name_length, body_length, 0) + name) != check:
        return None
    body = file.read(body_length)
    if len(name) < name_length or len(body) < body_length:
        return None
    return Record(name.decode(errors="replace"), body, file.tell())


def segments(slot: Path) -> list[Path]:
    """Return the slot's segments; only whoever may list the slot can ask."""
    return sorted(slot.glob(f"*{SUFFIX}"))


def is_finished(path: Path) -> bool:
    """Tell whether no writer holds the segment any more."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
