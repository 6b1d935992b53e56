"""Hybrid age recipients: MLKEM768-X25519, so that what is recorded today stays sealed against tomorrow's machines.

Source: C2SP age specification, section "The hybrid recipient type"; key derivation as in X-Wing
(draft-connolly-cfrg-xwing-kem). Primitives are those of the `cryptography` library.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from tocsin.envelope import bech32
from tocsin.envelope.errors import BadHeader

STANZA_TYPE = "mlkem768x25519"
INFO = b"age-encryption.org/mlkem768x25519"
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
ENCAPSULATED = 1120
SEED = 32
_MLKEM_PUBLIC = 1184
_PUBLIC = _MLKEM_PUBLIC + 32
_MLKEM_SEED = 64
_PREFIX = "age1pq"
_IDENTITY_PREFIX = "age-secret-key-pq-"


@dataclass(frozen=True)
class Recipient:
    """Someone to seal to: 1,216 bytes of public key, written `age1pq1...`."""

    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Recipient":
        """Read `age1pq1...`; anything else raises `BadHeader`."""
        prefix, data = bech32.decode(text)
        if prefix != _PREFIX or len(data) != _PUBLIC or not text.islower():
            raise BadHeader("not a hybrid age recipient")
        recipient = cls(data)
        _ = recipient.key  # an ML-KEM key that is not reduced modulo q is refused here, not at sealing
        return recipient

    def __str__(self) -> str:
        return self.text

    @cached_property
    def text(self) -> str:
        """The bech32 text; kept, since the checksum over 1,216 bytes costs a millisecond in Python."""
        return bech32.encode(_PREFIX, self.public)

    @cached_property
    def key(self) -> MLKEM768X25519PublicKey:
        """The library's public key."""
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_PUBLIC]),
                X25519PublicKey.from_public_bytes(self.public[_MLKEM_PUBLIC:]),
            )
        except ValueError as error:
            raise BadHeader("not a valid ML-KEM-768 key") from error

    def wrap(self, file_key: bytes) -> tuple[bytes, bytes]:
        """Wrap a file key: (encapsulated key, 1,120 bytes; sealed file key, 32 bytes)."""
        sealed = SUITE.encrypt(file_key, self.key, INFO)
        return sealed[:ENCAPSULATED], sealed[ENCAPSULATED:]


def private_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Expand a 32-byte seed into its ML-KEM-768 and X25519 private keys."""
    if len(seed) != SEED:
        raise BadHeader("a hybrid identity has a seed of 32 bytes")
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )


def private_key(seed: bytes) -> MLKEM768X25519PrivateKey:
    """Return the library's private key of a seed."""
    return MLKEM768X25519PrivateKey(*private_parts(seed))


def recipient_of_seed(seed: bytes) -> Recipient:
    """Return whom to seal to so that the holder of `seed` can open."""
    mlkem, x25519 = private_parts(seed)
    return Recipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())


def identity_text(seed: bytes) -> str:
    """Write a seed as `AGE-SECRET-KEY-PQ-1...`, readable by any age tool from 1.3 on."""
    return bech32.encode(_IDENTITY_PREFIX, seed).upper()


def seed_of_identity(text: str) -> bytes:
    """Read `AGE-SECRET-KEY-PQ-1...` back into its 32-byte seed."""
    prefix, seed = bech32.decode(text)
    if prefix != _IDENTITY_PREFIX or len(seed) != SEED or not text.isupper():
        raise BadHeader("not a hybrid age identity")
    return seed
