"""Proof of work in the second format of ALTCHA: intake sets and examines it, whoever seals on their own solves it.

A challenge shows the first half of PBKDF2(nonce || u32(counter), salt) and hides the counter. Who counts up to it finds
the other half and sends it back. Setting costs one derivation, examining none, solving half of `most` on average; a
solver knows from the start what it may cost at most. Any solver of ALTCHA 2 can solve it.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import pbkdf2_hmac
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical

HEADER = "Tocsin-Work"
ALGORITHM = "PBKDF2/SHA-256"
COST = 500  # iterations of one try: what refusing costs us too, and enough to drown a browser's cost of a call
KEY, SHOWN, NONCE = 32, 16, 16  # bytes
LARGEST_COST, LARGEST_MOST = 10_000, 10_000_000  # a solver works no harder, whatever a line asks for
_LONGEST_PROOF = 2048
_PARAMETERS = {
    **dict.fromkeys(("algorithm", "keyPrefix", "keySignature", "nonce", "salt"), str),
    **dict.fromkeys(("cost", "expiresAt", "keyLength"), int),
    "data": dict,
}


class BadProof(Exception):
    """What was sent is no proof for this door now: `why` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Challenge:
    """What a solver needs of a challenge, checked."""

    nonce: bytes
    salt: bytes
    cost: int
    prefix: bytes
    most: int

    @classmethod
    def read(cls, value: object) -> "Challenge":
        """Read a challenge of a line; raise `NotCanonical` for one that a solver of this version must not begin."""
        if not isinstance(value, dict):
            raise NotCanonical("not an object")
        outer = canonical.fields(value, {"parameters": dict, "signature": str})
        found = canonical.fields(outer["parameters"], _PARAMETERS)
        data = canonical.fields(found["data"], {"door": str, "most": int})
        if found["algorithm"] != ALGORITHM or found["keyLength"] != KEY:
            raise NotCanonical("another kind of work than this version knows")
        if not (1 <= found["cost"] <= LARGEST_COST and 1 <= data["most"] <= LARGEST_MOST):
            raise NotCanonical("more work than a line may ask for")
        prefix = canonical.unhex(found["keyPrefix"], SHOWN)
        nonce, salt = (canonical.unhex(found[name], NONCE) for name in ("nonce", "salt"))
        return cls(nonce, salt, found["cost"], prefix, data["most"])

    def derive(self, counter: int) -> bytes:
        """Return the key of one try."""
        return derive(self.nonce, self.salt, counter, self.cost)


def derive(nonce: bytes, salt: bytes, counter: int, cost: int = COST) -> bytes:
    """Return the 32 bytes of one try."""
    return pbkdf2_hmac("sha256", nonce + counter.to_bytes(4, "big"), salt, cost, KEY)


def write_proof(challenge: object, counter: int, key: bytes) -> str:
    """Return the header's value for a solved challenge, which goes back as it came."""
    whole = {"challenge": challenge, "solution": {"counter": counter, "derivedKey": key.hex()}}
    return base64.b64encode(json.dumps(whole, separators=(",", ":")).encode()).decode()


class Examiner:
    """Sets challenges and examines proofs under one key; keeps nothing. Times are seconds since 1970."""

    def __init__(self, key: bytes) -> None:
        # Two secrets, as ALTCHA has them: one for what is asked, one for the answer.
        self.asking, self.answering = (hmac.digest(key, b"tocsin/gate/v1/" + w, "sha256") for w in (b"ask", b"answer"))

    def challenge(self, door: str, most: int, *, expires: float, rng: Callable[[int], bytes]) -> dict[str, Any]:
        """Return a challenge for one door, of at most so many tries."""
        nonce, salt, counter = rng(NONCE), rng(NONCE), int.from_bytes(rng(8), "big") % most + 1
        key = derive(nonce, salt, counter)
        parameters = {
            "algorithm": ALGORITHM,
            "cost": COST,
            "data": {"door": door, "most": most},
            "expiresAt": int(expires),
            "keyLength": KEY,
            "keyPrefix": key[:SHOWN].hex(),
            "keySignature": _sign(self.answering, key),
            "nonce": nonce.hex(),
            "salt": salt.hex(),
        }
        return {"parameters": parameters, "signature": _sign(self.asking, canonical.dumps(parameters))}

    def examine(self, proof: str, door: str, *, now: float) -> bytes:
        """Return the nonce of a challenge of ours that was solved for this door; raise `BadProof` otherwise.

        Two hashes over what was sent decide it: a forged proof costs us less than the request that brought it.
        """
        parameters, key = self._read(proof)
        if parameters["data"]["door"] != door:
            raise BadProof("The work was done for another door.")
        if parameters["expiresAt"] < now:
            raise BadProof("The work came too late.")
        if not hmac.compare_digest(_sign(self.answering, key), parameters["keySignature"]):
            raise BadProof("The work is not the one that was asked for.")
        return bytes.fromhex(parameters["nonce"])

    def _read(self, proof: str) -> tuple[dict[str, Any], bytes]:
        try:
            if len(proof) > _LONGEST_PROOF:
                raise NotCanonical("too long")
            value = json.loads(base64.b64decode(proof, validate=True))
            challenge, solution = value["challenge"], value["solution"]
            parameters, key = challenge["parameters"], canonical.unhex(solution["derivedKey"], KEY)
            signature = _sign(self.asking, canonical.dumps(parameters))
            if not hmac.compare_digest(signature.encode(), str(challenge["signature"]).encode()):
                raise NotCanonical("another signature")
        except (NotCanonical, binascii.Error, ValueError, KeyError, TypeError, RecursionError):
            raise BadProof("The work is not of this line, or older than its process.") from None
        return parameters, key


def _sign(secret: bytes, data: bytes) -> str:
    return hmac.digest(secret, data, "sha256").hex()
