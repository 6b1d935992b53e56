"""The identity slip: always there, always of one size, so that nobody sees who gave a name; readable by any two.

K is split by exclusive or for every pair of custodians: one share is uniformly random, so one custodian learns
nothing by information theory, not by a promise. Pairs instead of Shamir's scheme: no field arithmetic of our own.
"""

import base64
from collections.abc import Mapping, Sequence

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.envelope.answers import clean_text
from tocsin.envelope.errors import BadReport, Fault
from tocsin.envelope.keys import Custodian
from tocsin.envelope.padding import pad_to
from tocsin.envelope.recipients import Recipient
from tocsin.envelope.seal import Rng, seal

FORMAT = "tocsin/slip/v1"
LABEL = FORMAT.encode()
IDENTITY = 4096
FIELDS = ("name", "contact", "note")
KEY = 32
NONCE = 12
_ROOM = IDENTITY - 4


def clean_identity(raw: Mapping[str, object] | None) -> dict[str, str]:
    """Return the identity in its one spelling, `{}` for an anonymous reporter; `BadReport` names the faults."""
    faults: list[Fault] = []
    identity: dict[str, str] = {}
    for key, value in (raw or {}).items():
        if key not in FIELDS:
            faults.append(Fault(f"identity.{key}", "unknown", "An identity has name, contact and note."))
        elif not isinstance(value, str):
            faults.append(Fault(f"identity.{key}", "type", "This field is text."))
        elif value.strip():
            identity[key] = clean_text(value)
    if not faults and len(canonical.dumps(identity)) > _ROOM:
        faults.append(
            Fault("identity", "too-long", f"Name, contact and note hold {_ROOM} bytes together; shorten one.")
        )
    if faults:
        raise BadReport(faults)
    return identity


def seal_slip(
    identity: Mapping[str, str],
    *,
    custodians: Sequence[Custodian],
    recipients: Sequence[Recipient],
    rng: Rng,
) -> bytes:
    """Seal an identity (`{}` when anonymous) for any two of the custodians, under an outer layer to the desk."""
    key, nonce = rng(KEY), rng(NONCE)
    inner = ChaCha20Poly1305(key).encrypt(nonce, pad_to(canonical.dumps(dict(identity)), IDENTITY), LABEL)
    shares: dict[str, dict[str, str]] = {c.name: {} for c in custodians}
    for i, first in enumerate(custodians):
        for second in custodians[i + 1 :]:
            share = rng(KEY)
            shares[first.name][second.name] = share.hex()
            shares[second.name][first.name] = xor(key, share).hex()
    sealed_shares = {
        c.name: base64.b64encode(seal(canonical.dumps(shares[c.name]), [c.recipient], rng=rng)).decode()
        for c in custodians
    }
    slip = {
        "format": FORMAT,
        "sealed": base64.b64encode(nonce + inner).decode(),
        "custodians": sealed_shares,
    }
    return seal(canonical.dumps(slip), recipients, rng=rng)


def xor(left: bytes, right: bytes) -> bytes:
    """Return the exclusive or of two strings of equal length."""
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
