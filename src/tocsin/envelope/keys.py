"""`keys.json`: who can open, signed by the line's offline root; and the line's identity.

A page may be served by anyone; whom a report is sealed to may be said by the root alone. So it is verified before
every sealing, and a client that has seen a serial refuses an older one.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tocsin.envelope import canonical
from tocsin.envelope.errors import BadHeader, BadKeys, ClosedEpoch, NotCanonical, UnknownDesk, UnknownEpoch
from tocsin.envelope.recipients import Recipient

FORMAT = "tocsin/keys/v1"
_LABEL = b"tocsin/keys/v1\n"
NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_EPOCH = re.compile(r"[0-9]{4}-w[0-9]{2}(-[a-z0-9]{1,8})?")
_FEWEST_CUSTODIANS = 2
TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class DeskKey:
    """One epoch's reception key of a desk."""

    desk: str
    epoch: str
    recipient: Recipient
    seal_from: datetime
    seal_until: datetime
    accept_until: datetime


@dataclass(frozen=True)
class Custodian:
    """One of those of whom any two together read an identity slip."""

    name: str
    recipient: Recipient


@dataclass(frozen=True)
class Limits:
    """Largest sizes in bytes: a sealed envelope, a part's plaintext, a file, all files of a report."""

    envelope: int = 2 * 1024 * 1024
    part: int = 8 * 1024 * 1024
    file: int = 100 * 1024 * 1024
    report: int = 500 * 1024 * 1024


@dataclass(frozen=True)
class LineKeys:
    """The verified content of one `keys.json`."""

    line: bytes
    serial: int
    issued: datetime
    demonstration: bool
    desks: tuple[DeskKey, ...]
    custodians: tuple[Custodian, ...]
    limits: Limits
    hashes: dict[str, str]

    @classmethod
    def read(cls, data: bytes, root: bytes) -> "LineKeys":
        """Verify and read `keys.json`; anything unsigned, unknown or of another line raises `BadKeys`."""
        try:
            outer = canonical.fields(canonical.loads(data), {"signature": str, "signed": str})
            signature = base64.b64decode(outer["signature"], validate=True)
            text = outer["signed"].encode()
            Ed25519PublicKey.from_public_bytes(root).verify(signature, _LABEL + text)
            keys = _read_signed(canonical.loads(text))
        except InvalidSignature:
            raise BadKeys("not signed by this line's root") from None
        except (NotCanonical, BadHeader, binascii.Error, ValueError, KeyError, TypeError) as error:
            raise BadKeys(f"not a keys.json of this version ({error})") from None
        if keys.line != line_id(root):
            raise BadKeys("keys of another line")
        return keys

    def sealing(self, desk: str, now: datetime) -> DeskKey:
        """Return the newest key of a desk that seals now."""
        keys = [k for k in self._of(desk) if k.seal_from <= now < k.seal_until]
        if not keys:
            raise ClosedEpoch("no key of this desk seals now")
        return max(keys, key=lambda k: k.seal_from)

    def accepting(self, desk: str, epoch: str, now: datetime) -> DeskKey:
        """Return the named key if it is still accepted now."""
        for key in self._of(desk):
            if key.epoch == epoch:
                if not key.seal_from <= now < key.accept_until:
                    raise ClosedEpoch("this epoch is not accepted now")
                return key
        raise UnknownEpoch("no such epoch")

    def _of(self, desk: str) -> list[DeskKey]:
        keys = [k for k in self.desks if k.desk == desk]
        if not keys:
            raise UnknownDesk("no such desk")
        return keys


def line_id(root: bytes) -> bytes:
    """Return the 16-byte id of the line whose root has this public key."""
    return sha256(b"tocsin/line/v1" + root).digest()[:16]


def sign_keys(keys: LineKeys, root: Ed25519PrivateKey) -> bytes:
    """Write `keys.json`, signed by the line's root."""
    desks: dict[str, list[dict[str, str]]] = {}
    for key in keys.desks:
        desks.setdefault(key.desk, []).append(
            {
                "epoch": key.epoch,
                "recipient": key.recipient.text,
                "seal_from": write_time(key.seal_from),
                "seal_until": write_time(key.seal_until),
                "accept_until": write_time(key.accept_until),
            }
        )
    text = canonical.dumps(
        {
            "format": FORMAT,
            "line": keys.line.hex(),
            "serial": keys.serial,
            "issued": write_time(keys.issued),
            "demonstration": keys.demonstration,
            "desks": [{"desk": desk, "keys": entries} for desk, entries in desks.items()],
            "custodians": [{"name": c.name, "recipient": c.recipient.text} for c in keys.custodians],
            "limits": vars(keys.limits),
            "hashes": keys.hashes,
        }
    )
    signature = base64.b64encode(root.sign(_LABEL + text)).decode()
    return canonical.dumps({"signature": signature, "signed": text.decode()})


def write_time(moment: datetime) -> str:
    """Write an aware time as `YYYY-MM-DDTHH:MM:SSZ`."""
    return moment.astimezone(UTC).strftime(TIME)


def read_time(text: str) -> datetime:
    """Read `YYYY-MM-DDTHH:MM:SSZ` as an aware time."""
    moment = datetime.strptime(text, TIME).replace(tzinfo=UTC)
    if write_time(moment) != text:
        raise NotCanonical("a time of another spelling")
    return moment


def _read_signed(value: dict[str, Any]) -> LineKeys:
    shape = {"format": str, "line": str, "serial": int, "issued": str, "demonstration": bool}
    canonical.fields(value, shape | {"desks": list, "custodians": list, "limits": dict, "hashes": dict})
    if value["format"] != FORMAT:
        raise NotCanonical("another format")
    custodians = tuple(Custodian(_name(c["name"]), Recipient.parse(c["recipient"])) for c in value["custodians"])
    if len({c.name for c in custodians}) < max(_FEWEST_CUSTODIANS, len(custodians)):
        raise NotCanonical("two custodians or more, each of another name")
    limits = canonical.fields(value["limits"], dict.fromkeys(vars(Limits()), int))
    return LineKeys(
        line=canonical.unhex(value["line"], 16),
        serial=value["serial"],
        issued=read_time(value["issued"]),
        demonstration=value["demonstration"],
        desks=tuple(key for desk in value["desks"] for key in _read_desk(desk)),
        custodians=custodians,
        limits=Limits(**limits),
        hashes={str(k): str(v) for k, v in value["hashes"].items()},
    )


def _read_desk(value: dict[str, Any]) -> list[DeskKey]:
    desk = _name(canonical.fields(value, {"desk": str, "keys": list})["desk"])
    keys = []
    shape = dict.fromkeys(("epoch", "recipient", "seal_from", "seal_until", "accept_until"), str)
    for entry in value["keys"]:
        canonical.fields(entry, shape)
        if not _EPOCH.fullmatch(entry["epoch"]):
            raise NotCanonical("not an epoch")
        times = (read_time(entry[k]) for k in ("seal_from", "seal_until", "accept_until"))
        keys.append(DeskKey(desk, entry["epoch"], Recipient.parse(entry["recipient"]), *times))
    return keys


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise NotCanonical("not a name")
    return text
