"""How the desk asks the opener: signed, numbered, in canonical JSON, a line each.

The opener answers nothing that a live shift did not ask for; the signature is made by a session key that the web
process cannot copy (in the browser) or that lives for one command (on the command line).
"""

import base64
import binascii
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.keys import read_time, write_time

SHIFT = "tocsin/shift/v1"
REQUEST = "tocsin/request/v1"
LONGEST_SHIFT_HOURS = 8
LARGEST = 1024 * 1024  # of a line that asks, so that many connections with endless lines fill no memory
_ECDSA = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True)
class Shift:
    """What an officer's key signs: this session key may ask for me until then."""

    officer: str
    session: str  # the session's public key, P-256, base64 of its DER
    nonce: str  # the opener's, 64 hex
    expires: datetime

    def to_bytes(self) -> bytes:
        """Return the signed bytes."""
        fields = {"officer": self.officer, "session": self.session, "nonce": self.nonce}
        return canonical.dumps({"format": SHIFT, **fields, "expires": write_time(self.expires)})

    @classmethod
    def read(cls, data: bytes) -> "Shift":
        """Read what `to_bytes` wrote."""
        shape = dict.fromkeys(("format", "officer", "session", "nonce", "expires"), str)
        value = canonical.fields(canonical.loads(data), shape)
        if value["format"] != SHIFT:
            raise NotCanonical("not a shift")
        return cls(value["officer"], value["session"], value["nonce"], _time(value["expires"]))


@dataclass(frozen=True)
class Request:
    """One verb that an officer asks for."""

    verb: str
    officer: str
    counter: int
    time: datetime
    case: str = ""
    reason: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the signed bytes."""
        return canonical.dumps({**asdict(self), "format": REQUEST, "time": write_time(self.time)})

    @classmethod
    def read(cls, data: bytes) -> "Request":
        """Read what `to_bytes` wrote."""
        shape = dict.fromkeys(("format", "verb", "officer", "case", "reason", "time"), str)
        value = canonical.fields(canonical.loads(data), {**shape, "counter": int, "arguments": dict})
        if value.pop("format") != REQUEST:
            raise NotCanonical("not a request")
        return cls(**{**value, "time": _time(value["time"])})


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> str:
    """Return the base64 of an ECDSA P-256 signature over the data."""
    return base64.b64encode(key.sign(data, _ECDSA)).decode()


def is_signed(public: bytes, data: bytes, signature: str) -> bool:
    """Tell whether the holder of a P-256 key (DER) signed the data."""
    try:
        _load(public).verify(base64.b64decode(signature, validate=True), data, _ECDSA)
    except (InvalidSignature, ValueError, binascii.Error, UnsupportedAlgorithm):
        return False
    return True


def is_public(public: bytes) -> bool:
    """Tell whether bytes are a P-256 public key in the one DER that `public_bytes` writes."""
    try:
        return public_bytes(_load(public)) == public
    except (ValueError, UnsupportedAlgorithm):
        return False


def new_session_key() -> ec.EllipticCurvePrivateKey:
    """Return a fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the base64 of a key's public half in DER."""
    return base64.b64encode(public_bytes(key.public_key())).decode()


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key in DER."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def read_private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Read an officer's key file."""
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NotCanonical("not a P-256 key")
    return key


def read_public(pem: bytes) -> bytes:
    """Read an officer's public key file and return its DER."""
    key = load_pem_public_key(pem)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NotCanonical("not a P-256 key")
    return public_bytes(key)


def _load(public: bytes) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(public)
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ValueError("not a P-256 key")


def _time(text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError:
        raise NotCanonical("not a time") from None
