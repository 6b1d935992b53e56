"""A tar archive as a stream (POSIX ustar), and the digest of everything that went through it."""

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tocsin.envelope import canonical

MANIFEST = "manifest.json"
_BLOCK = 512


@dataclass(frozen=True, repr=False)
class File:
    """A file of the archive: its name, its size in bytes, and pieces that make up exactly that size."""

    name: str
    size: int
    pieces: Iterable[bytes]

    @classmethod
    def of(cls, name: str, data: bytes) -> "File":
        """Return a file whose content is at hand."""
        return cls(name, len(data), (data,))

    @classmethod
    def json(cls, name: str, value: dict[str, Any]) -> "File":
        """Return a file of canonical JSON."""
        return cls.of(name, canonical.dumps(value))


def tar(files: Iterable[File], *, time: int) -> Iterator[bytes]:
    """Write the archive; its last file names the size and SHA-256 of all others. `time` is in seconds, for each."""
    told = []
    for file in files:
        digest, written = sha256(), 0
        yield _header(file.name, file.size, time)
        for piece in file.pieces:
            digest.update(piece)
            written += len(piece)
            yield piece
        if written != file.size:
            raise ValueError("a file of another size than its header says")
        yield bytes(-written % _BLOCK)
        told.append({"file": file.name, "size": file.size, "sha256": digest.hexdigest()})
    manifest = canonical.dumps({"format": "tocsin/manifest/v1", "files": told})
    yield _header(MANIFEST, len(manifest), time) + manifest + bytes(-len(manifest) % _BLOCK) + bytes(2 * _BLOCK)


def _header(name: str, size: int, time: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, time, 0o600
    return info.tobuf(tarfile.USTAR_FORMAT)
