"""An authenticator in software: makes the assertions that a browser would hand over."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.opener.houses import Officer
from tocsin.exchange.request import new_session_key, public_bytes
from tocsin.opener.authorise.officers import Key, add_key, drop_keys
from tocsin.opener.authorise.passkey import b64url, challenge_of

ORIGIN = "https://desk.harbour.example"
VERIFIED = 0x05  # the user is present, and verified


@dataclass
class Passkey:
    """One passkey; what it does not do as it should is named in `assertion`."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=new_session_key)
    credential: bytes = b"otto's passkey"
    counter: int = 0

    @property
    def public(self) -> bytes:
        return public_bytes(self.key.public_key())

    def assertion(self, challenge: bytes, **changes: Any) -> dict[str, str]:
        """Return an assertion; `changes` may name rp, flags, counter, client, client_data, more, key, credential."""
        self.counter += 1
        client = {"type": "webauthn.get", "challenge": b64url(challenge), "origin": ORIGIN, "crossOrigin": False}
        client_data = changes.get("client_data") or json.dumps(client | changes.get("client", {})).encode()
        site = sha256(changes.get("rp", "desk.harbour.example").encode()).digest()
        counter = changes.get("counter", self.counter)
        data = site + bytes([changes.get("flags", VERIFIED)]) + counter.to_bytes(4, "big") + changes.get("more", b"")
        signed = data + sha256(client_data).digest()
        signature = changes.get("key", self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        texts = {"authenticator_data": data, "client_data": client_data, "signature": signature}
        return {n: b64url(v) for n, v in (texts | {"credential": changes.get("credential", self.credential)}).items()}


class PasskeyOfficer(Officer):
    """An officer who has a passkey and no key file."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.passkey, self.changes = Passkey(), dict[str, Any]()
        with self.world.house.database.main:
            drop_keys(self.world.house, self.name)
            add_key(self.world.house, self.name, Key.make(self.passkey.public, self.passkey.credential))

    def sign(self, data: bytes) -> object:
        return self.passkey.assertion(challenge_of(data), **self.changes)
