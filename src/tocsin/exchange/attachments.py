"""The folder of sealed attachment parts: put by intake, taken by the opener."""

import os
import time
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from tocsin.exchange.durable import sync_folder, write_all

ORPHAN_SECONDS = 24 * 3600
ID = 16


class PartDiffers(Exception):
    """Another content lies under this number already."""

    hint = "The file changed since its upload began. Start it anew with a fresh id."


class AttachmentFolder:
    """Parts under `<id>.<number>`; a name that begins with a dot is an upload that has not ended."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def place(self, attachment: bytes, number: int) -> Path:
        """Return where a part lies."""
        if len(attachment) != ID or number < 0:
            raise ValueError("an attachment's id has sixteen bytes, and parts are counted from 0")
        return self._path / f"{attachment.hex()}.{number}"

    def begin(self) -> "Upload":
        """Begin to receive a part."""
        return Upload(self._path)

    def sweep(self, *, now: float) -> int:
        """Remove what no report claimed within 24 hours of its last change; return how many files."""
        swept = 0
        for path in self._old(now):
            path.unlink(missing_ok=True)
            swept += 1
        return swept

    def _old(self, now: float) -> Iterator[Path]:
        for path in list(self._path.iterdir()):
            try:
                if path.is_file() and now - path.stat().st_mtime > ORPHAN_SECONDS:
                    yield path
            except FileNotFoundError:
                continue  # another process was first


class Upload:
    """One part on its way to the disk. Blocking: call it from a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._temporary = folder / f".{os.urandom(12).hex()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._descriptor = os.open(self._temporary, flags, 0o640)
        self._digest = sha256()

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        write_all(self._descriptor, data)
        self._digest.update(data)

    def finish(self, place: Path) -> None:
        """Make the part durable under its name; the same part again is stored once, another is `PartDiffers`."""
        os.fdatasync(self._descriptor)
        try:
            os.link(self._temporary, place)
        except FileExistsError:
            with place.open("rb") as lying:
                if file_digest(lying, "sha256").digest() != self._digest.digest():
                    raise PartDiffers from None
            os.utime(place, (time.time(), time.time()))  # asked for again: not an orphan yet
        sync_folder(self._folder)

    def close(self) -> None:
        """Drop the temporary name, whatever happened."""
        os.close(self._descriptor)
        self._temporary.unlink(missing_ok=True)
