"""What a bundle says of itself: line, number, times, what it follows on, and every file by its digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tocsin.bundle.errors import BadManifest
from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.keys import read_time, write_time

FORMAT = "tocsin/bundle/v1"
LABEL = FORMAT.encode() + b"\0"
LARGEST_SEQ = 2**53 - 1  # what a browser still counts exactly
_SHAPE = {"format": str, "line": str, "seq": int, "created": str, "not_after": str, "previous": str, "files": dict}


@dataclass(frozen=True)
class File:
    """One file: SHA-256 in hexadecimal, size in bytes, content type."""

    sha256: str
    size: int
    type: str

    @classmethod
    def of(cls, data: bytes, kind: str) -> "File":
        """Return what a manifest says of these bytes."""
        return cls(sha256(data).hexdigest(), len(data), kind)


@dataclass(frozen=True)
class Manifest:
    """A bundle's manifest; `previous` is the digest of the manifest before, or empty for the first one."""

    line: bytes
    seq: int
    created: datetime
    not_after: datetime
    previous: str
    files: Mapping[str, File]

    @property
    def digest(self) -> str:
        """The bundle's own name: SHA-256 of the manifest's bytes, in hexadecimal."""
        return sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Write the canonical bytes that are signed."""
        return canonical.dumps(
            {
                "format": FORMAT,
                "line": self.line.hex(),
                "seq": self.seq,
                "created": write_time(self.created),
                "not_after": write_time(self.not_after),
                "previous": self.previous,
                "files": {path: vars(file) for path, file in self.files.items()},
            }
        )

    @classmethod
    def read(cls, data: bytes) -> "Manifest":
        """Read a manifest strictly; what this version would not write raises `BadManifest`. Paths are checked later."""
        try:
            value = canonical.fields(canonical.loads(data), _SHAPE)
            return _read(value)
        except (NotCanonical, ValueError) as error:
            raise BadManifest(f"not a manifest of this version ({error})") from None


def _read(value: dict[str, Any]) -> Manifest:
    if value["format"] != FORMAT or not 1 <= value["seq"] <= LARGEST_SEQ:
        raise NotCanonical("another format, or no number")
    if bool(value["previous"]) != (value["seq"] > 1):
        raise NotCanonical("the first bundle follows on none, and every other on one")
    if value["previous"]:
        canonical.unhex(value["previous"], 32)
    created, not_after = read_time(value["created"]), read_time(value["not_after"])
    if not created < not_after:
        raise NotCanonical("over before it began")
    files = {path: _read_file(entry) for path, entry in value["files"].items()}
    line = canonical.unhex(value["line"], 16)
    return Manifest(line, value["seq"], created, not_after, value["previous"], files)


def _read_file(entry: object) -> File:
    if not isinstance(entry, dict):
        raise NotCanonical("a file is not described")
    value = canonical.fields(entry, {"sha256": str, "size": int, "type": str})
    canonical.unhex(value["sha256"], 32)
    if value["size"] < 0:
        raise NotCanonical("a size below nothing")
    return File(**value)
