"""Two custodians read an identity slip. Kept apart from `slip`, which every sender carries and which cannot open."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.envelope.errors import Damaged, NotCanonical
from tocsin.envelope.padding import unpad_exact
from tocsin.envelope.slip import FORMAT, IDENTITY, KEY, LABEL, NONCE, clean_identity, xor
from tocsin.envelope.unseal import unseal


def custodian_shares(slip: bytes, name: str, seed: bytes) -> dict[str, bytes]:
    """Open one custodian's shares (other custodian's name -> 32 bytes) with that custodian's own key.

    `slip` is what stood under the outer layer.
    """
    sealed = _read(slip)["custodians"].get(name)
    if not isinstance(sealed, str):
        raise NotCanonical("no share for a custodian of this name")
    shares = canonical.loads(unseal(_base64(sealed), seed))
    return {other: canonical.unhex(share, KEY) for other, share in shares.items()}


def open_slip(slip: bytes, first: tuple[str, bytes], second: tuple[str, bytes]) -> dict[str, str]:
    """Read the identity from two custodians' shares of each other: `(name, share towards the other)`."""
    key = xor(first[1], second[1])
    sealed = _base64(_read(slip)["sealed"])
    try:
        padded = ChaCha20Poly1305(key).decrypt(sealed[:NONCE], sealed[NONCE:], LABEL)
    except InvalidTag:
        raise Damaged("these two shares do not open this slip") from None
    identity = canonical.loads(unpad_exact(padded, IDENTITY))
    if clean_identity(identity) != identity:
        raise NotCanonical("not an identity of this version")
    return identity


def read_slip(slip: bytes) -> None:
    """Check that what stood under the outer layer is a slip of this version."""
    _read(slip)


def _read(slip: bytes) -> Mapping[str, dict[str, str]]:
    value = canonical.fields(canonical.loads(slip), {"format": str, "sealed": str, "custodians": dict})
    if value["format"] != FORMAT:
        raise NotCanonical("not a slip of this version")
    return value


def _base64(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise NotCanonical("not base64") from None
