"""Files that are there after a power cut, or not at all. Acknowledge after these return, never before."""

import contextlib
import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_filesystem(descriptor: int) -> None:
    """Make everything durable on the file system of an open file.

    For a name in a folder that its writer may not read (the slot): such a folder cannot be opened to be synced.
    """
    if _libc.syncfs(descriptor) != 0:
        raise OSError(ctypes.get_errno(), "syncfs failed")


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the data; a short write goes on where it stopped."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def write_new(path: Path, data: bytes, *, mode: int = 0o640) -> None:
    """Put a whole file in its place at once and durably, replacing one of that name."""
    with temporary(path.parent, mode=mode) as (descriptor, temporary_path):
        write_all(descriptor, data)
        os.fdatasync(descriptor)
        temporary_path.replace(path)
    sync_folder(path.parent)


@contextlib.contextmanager
def temporary(folder: Path, *, mode: int = 0o640) -> Iterator[tuple[int, Path]]:
    """Open a new file with a random name beginning with a dot; it is gone afterwards unless it was renamed."""
    path = folder / f".{os.urandom(12).hex()}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        os.fchmod(descriptor, mode)  # exactly, whatever the process masks: who reads it may be another user
        yield descriptor, path
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)
