"""Attachments: parts of 8 MiB, each a sealed file of its own, and a manifest that binds them, uploaded last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from tocsin.envelope import canonical
from tocsin.envelope.answers import clean_text
from tocsin.envelope.errors import Damaged, NotCanonical
from tocsin.envelope.padding import pad, unpad

FORMAT = "tocsin/attachment/v1"
PART = 8 * 1024 * 1024
LARGEST_SEALED_PART = PART + 128 * 1024  # tags of 129 chunks, and a header for many desks
LONGEST_NAME = 1_000


@dataclass(frozen=True, repr=False)
class Manifest:
    """What an attachment is: shown to the desk, never to the line's public side."""

    name: str
    type: str
    size: int
    sha256: bytes
    parts: tuple[bytes, ...]


def manifest_payload(manifest: Manifest) -> bytes:
    """Return the padded plaintext of a manifest. A name longer than 1,000 characters is cut, never refused."""
    value = {
        "format": FORMAT,
        "name": clean_text(manifest.name)[:LONGEST_NAME],
        "type": clean_text(manifest.type)[:LONGEST_NAME],
        "size": manifest.size,
        "sha256": manifest.sha256.hex(),
        "parts": [p.hex() for p in manifest.parts],
    }
    return pad(canonical.dumps(value))


def read_manifest(plaintext: bytes) -> Manifest:
    """Read a manifest; anything this version would not have written raises `NotCanonical`."""
    shape = {"format": str, "name": str, "type": str, "size": int, "sha256": str, "parts": list}
    value = canonical.fields(canonical.loads(unpad(plaintext)), shape)
    parts = tuple(canonical.unhex(p, 32) for p in value["parts"])
    names = (value["name"], value["type"])
    if value["format"] != FORMAT or any(clean_text(n)[:LONGEST_NAME] != n for n in names):
        raise NotCanonical("not a manifest of this version")
    if value["size"] < 0 or len(parts) != max(1, -(-value["size"] // PART)):
        raise NotCanonical("size and number of parts do not agree")
    return Manifest(value["name"], value["type"], value["size"], canonical.unhex(value["sha256"], 32), parts)


def read_parts(file: BinaryIO) -> Iterator[bytes]:
    """Cut an open file into its parts; an empty file has one empty part."""
    first = True
    while (part := file.read(PART)) or first:
        yield part
        first = False


def check_whole(manifest: Manifest, sealed_parts: Sequence[bytes], plain: Iterable[bytes]) -> None:
    """Raise `Damaged` unless sealed parts (by digest) and plaintext are those of the manifest."""
    if tuple(sealed_parts) != manifest.parts:
        raise Damaged("a part is not the one that the manifest names")
    digest, size = sha256(), 0
    for piece in plain:
        digest.update(piece)
        size += len(piece)
    if size != manifest.size or digest.digest() != manifest.sha256:
        raise Damaged("the file is not the one that the manifest names")
