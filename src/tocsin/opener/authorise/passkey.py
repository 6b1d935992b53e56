"""A passkey's assertion, read strictly (W3C WebAuthn Level 2, section 7.2): ES256, the user present and verified.

Only assertions are read. Attestation would say who made the authenticator; which key is whose is what two supervisors
sign, so none is asked for, and no CBOR is parsed by the process with the ring.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.request import is_signed

_SHAPE = dict.fromkeys(("credential", "authenticator_data", "client_data", "signature"), str)
_PRESENT, _VERIFIED, _BACKUP_ELIGIBLE, _BACKED_UP, _ATTESTED, _EXTENDED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
_AUTHENTICATOR_DATA = 37  # hash of the relying party's id, flags, counter; we ask for nothing that follows
_LONGEST_CLIENT_DATA = 4096
_LABEL = b"tocsin/own-key/v1"


class BadAssertion(Exception):
    """The assertion is not one that we asked for; the text says which check failed.

    `why` is set where a person can do something about it, and only to what the holder of the passkey has shown already.
    """

    def __init__(self, text: str, *, why: str = "") -> None:
        super().__init__(text)
        self.why = why


@dataclass(frozen=True)
class Assertion:
    """What the browser gives: four byte strings."""

    credential: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes

    @classmethod
    def read(cls, value: dict[str, Any]) -> "Assertion":
        """Read an object of four base64url texts without padding."""
        try:
            texts = canonical.fields(value, _SHAPE)
        except NotCanonical:
            raise BadAssertion("not the four texts of an assertion") from None
        return cls(**{name: unb64url(text) for name, text in texts.items()})


def challenge_of(data: bytes) -> bytes:
    """Return what a passkey is asked to sign for these bytes.

    Never 32 bytes, as the challenges of a sign-in are: what a web process has signed in order to let somebody in is
    then no shift and no approval, and the desk's script signs no other length for it.
    """
    return _LABEL + sha256(data).digest()


def check_assertion(assertion: Assertion, public: bytes, challenge: bytes, *, origin: str, counter: int) -> int:
    """Return the new signature counter; `public` is the P-256 key in DER, `counter` the last one that was seen."""
    _check_client_data(assertion.client_data, challenge, origin)
    data = assertion.authenticator_data
    if len(data) != _AUTHENTICATOR_DATA:
        raise BadAssertion("authenticator data of another length")
    if data[:32] != sha256((urlsplit(origin).hostname or "").encode()).digest():
        raise BadAssertion("made for another site")
    flags, new = data[32], int.from_bytes(data[33:37], "big")
    if not flags & _PRESENT or not flags & _VERIFIED:
        raise BadAssertion("the user was not verified", why="not-verified")
    if flags & (_ATTESTED | _EXTENDED) or (flags & _BACKED_UP and not flags & _BACKUP_ELIGIBLE):
        raise BadAssertion("flags of another kind")
    signed = data + sha256(assertion.client_data).digest()
    if not is_signed(public, signed, base64.b64encode(assertion.signature).decode()):
        raise BadAssertion("the passkey did not sign this")
    # An authenticator that does not count says 0 for ever; one that counts and goes back was copied. Looked at last, so
    # that nobody without the passkey can find out how often it was used.
    if (new or counter) and new <= counter:
        raise BadAssertion("the signature counter went back", why="copied")
    return new


def unb64url(text: str) -> bytes:
    """Read base64url without padding, in the one spelling that `b64url` writes."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadAssertion("not base64url") from None
    if b64url(data) != text:
        raise BadAssertion("not base64url")
    return data


def b64url(data: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _check_client_data(data: bytes, challenge: bytes, origin: str) -> None:
    if len(data) > _LONGEST_CLIENT_DATA:
        raise BadAssertion("client data too long")
    try:
        client = json.loads(data.decode(), object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError):
        raise BadAssertion("client data is not JSON") from None
    if not isinstance(client, dict) or client.get("type") != "webauthn.get":
        raise BadAssertion("not an assertion")
    if client.get("challenge") != b64url(challenge):
        raise BadAssertion("made for another challenge")
    if client.get("origin") != origin or client.get("crossOrigin", False) is not False or "topOrigin" in client:
        raise BadAssertion("made on another page", why="other-origin")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadAssertion("client data says one thing twice")
    return found
