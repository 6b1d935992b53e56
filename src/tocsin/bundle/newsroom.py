"""`newsroom.json`: whose signature a bundle may bear, said by the line's root.

A file of its own beside `keys.json`: the newsroom signs daily, on a machine that is connected, with a key that the root
can take away without touching whom reports are sealed to. The root itself never signs a bundle.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tocsin.bundle.errors import BadNewsroom, SignerNotValid, UnknownSigner
from tocsin.bundle.manifest import LABEL
from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.keys import line_id, read_time, write_time

FORMAT = "tocsin/newsroom/v1"
_LABEL = b"tocsin/newsroom/v1\n"


@dataclass(frozen=True)
class NewsroomKey:
    """A public key (Ed25519, 32 bytes) of the newsroom, and from when until when its signature counts."""

    key: bytes
    begins: datetime
    ends: datetime

    def signed(self, manifest: bytes, signature: bytes) -> bool:
        """Whether this key signed a bundle's manifest."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, LABEL + manifest)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Newsroom:
    """The verified content of one `newsroom.json`; a higher serial replaces a lower one."""

    line: bytes
    serial: int
    keys: tuple[NewsroomKey, ...]

    @classmethod
    def read(cls, data: bytes, root: bytes) -> "Newsroom":
        """Verify and read `newsroom.json`; anything unsigned, unknown or of another line raises `BadNewsroom`."""
        try:
            outer = canonical.fields(canonical.loads(data), {"signature": str, "signed": str})
            text = outer["signed"].encode()
            signature = base64.b64decode(outer["signature"], validate=True)
            Ed25519PublicKey.from_public_bytes(root).verify(signature, _LABEL + text)
            newsroom = _read(text)
        except InvalidSignature:
            raise BadNewsroom("newsroom.json is not signed by this line's root") from None
        except (NotCanonical, binascii.Error, ValueError) as error:
            raise BadNewsroom(f"not a newsroom.json of this version ({error})") from None
        if newsroom.line != line_id(root):
            raise BadNewsroom("the newsroom of another line")
        return newsroom

    def signer(self, manifest: bytes, signature: bytes) -> NewsroomKey:
        """Return the key that signed a manifest, whether or not it is valid now; none raises `UnknownSigner`."""
        for key in self.keys:
            if key.signed(manifest, signature):
                return key
        raise UnknownSigner("no key of this line's newsroom signed it")

    def check(self, manifest: bytes, signature: bytes, moment: datetime) -> None:
        """Check that a key which is valid at a moment signed a manifest."""
        key = self.signer(manifest, signature)
        if not key.begins <= moment < key.ends:
            raise SignerNotValid(f"its key counts from {write_time(key.begins)} until {write_time(key.ends)}")


def sign_newsroom(keys: Iterable[NewsroomKey], root: Ed25519PrivateKey, *, serial: int) -> bytes:
    """Write `newsroom.json`, signed by the line's root."""
    public = root.public_key().public_bytes_raw()
    text = canonical.dumps(
        {
            "format": FORMAT,
            "line": line_id(public).hex(),
            "serial": serial,
            "keys": [{"key": k.key.hex(), "from": write_time(k.begins), "until": write_time(k.ends)} for k in keys],
        }
    )
    signature = base64.b64encode(root.sign(_LABEL + text)).decode()
    return canonical.dumps({"signature": signature, "signed": text.decode()})


def _read(text: bytes) -> Newsroom:
    value = canonical.fields(canonical.loads(text), {"format": str, "line": str, "serial": int, "keys": list})
    if value["format"] != FORMAT or value["serial"] < 1:
        raise NotCanonical("another format, or no serial")
    keys = tuple(_read_key(entry) for entry in value["keys"])
    if len({k.key for k in keys}) < len(keys):
        raise NotCanonical("a key twice")
    return Newsroom(canonical.unhex(value["line"], 16), value["serial"], keys)


def _read_key(entry: object) -> NewsroomKey:
    if not isinstance(entry, dict):
        raise NotCanonical("a key is not described")
    value = canonical.fields(entry, {"key": str, "from": str, "until": str})
    begins, ends = read_time(value["from"]), read_time(value["until"])
    if not begins < ends:
        raise NotCanonical("over before it began")
    return NewsroomKey(canonical.unhex(value["key"], 32), begins, ends)
