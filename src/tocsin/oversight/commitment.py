"""Salted commitments: a leaf binds an entry and tells nothing about it; the salt dies with the case's keys."""

from collections.abc import Mapping
from hashlib import sha256

from tocsin.envelope import canonical

SALT = 32


def commit(entry: Mapping[str, object], salt: bytes) -> bytes:
    """Return the leaf's data: SHA-256 over the salt and the canonical entry."""
    if len(salt) != SALT:
        raise ValueError("a salt has 32 bytes")
    return sha256(salt + canonical.dumps(dict(entry))).digest()
