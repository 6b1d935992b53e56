"""What is posted: envelope and slip in one body, and the name that body has in the slot."""

import re
from dataclasses import dataclass
from hashlib import sha256

from tocsin.envelope.errors import Damaged, NotCanonical

MEDIA_TYPE = "application/vnd.tocsin.post"
_FIELD = 4
_NAME = re.compile(
    r"(?P<desk>[a-z][a-z0-9-]{0,31})/(?P<epoch>[0-9]{4}-w[0-9]{2}(?:-[a-z0-9]{1,8})?)/"
    r"(?P<id>[0-9a-f]{32})\.(?P<digest>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class Name:
    """`<desk>/<epoch>/<envelope id>.<sha256 of the body>`: the same name again is the same report."""

    desk: str
    epoch: str
    envelope_id: bytes
    digest: bytes

    def __str__(self) -> str:
        return f"{self.desk}/{self.epoch}/{self.envelope_id.hex()}.{self.digest.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Name":
        """Read a name; anything that could be a path trick raises `NotCanonical`."""
        found = _NAME.fullmatch(text)
        if found is None:
            raise NotCanonical("not a name in the slot")
        return cls(found["desk"], found["epoch"], bytes.fromhex(found["id"]), bytes.fromhex(found["digest"]))

    @classmethod
    def of(cls, desk: str, epoch: str, envelope_id: bytes, body: bytes) -> "Name":
        """Return the name of a body."""
        return cls(desk, epoch, envelope_id, sha256(body).digest())


@dataclass(frozen=True)
class Post:
    """A body and its name, ready to be posted."""

    name: Name
    body: bytes


def frame(envelope: bytes, slip: bytes) -> bytes:
    """Return `u32 length of the envelope || envelope || slip`."""
    return len(envelope).to_bytes(_FIELD, "big") + envelope + slip


def unframe(body: bytes) -> tuple[bytes, bytes]:
    """Return (envelope, slip); `Damaged` when the length lies or one of them is missing."""
    length = int.from_bytes(body[:_FIELD], "big")
    if not 0 < length < len(body) - _FIELD:
        raise Damaged("the post is cut short, or its length field lies")
    return body[_FIELD : _FIELD + length], body[_FIELD + length :]
