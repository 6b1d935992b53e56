"""Sign `keys.json` with the line root: the one act that decides who can read what is told."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.envelope.keys import Custodian, DeskKey, Limits, LineKeys, line_id, read_time, sign_keys
from tocsin.envelope.recipients import Recipient
from tocsin.exchange import places
from tocsin.operator.home import Home
from tocsin.operator.processes import run


class NoRoot(Exception):
    """The line root's key is not where it was looked for."""

    hint = "Bring the offline root's key back to root/line-root.key, sign, and take it away again."


def read_root(home: Home) -> Ed25519PrivateKey:
    """Read the line root's private key."""
    try:
        seed = bytes.fromhex(home.root_key.read_text(encoding="ascii").strip())
    except FileNotFoundError as error:
        raise NoRoot(f"no key at {home.root_key}") from error
    return Ed25519PrivateKey.from_private_bytes(seed)


class ForeignKeys(Exception):
    """An opener names reception keys for another desk than its own."""

    hint = "Sign nothing. Somebody wants to read what is told to the other desk; find out who changed that opener."


def read_reception(home: Home, desk: str) -> bytes | None:
    """Return the public reception keys that a desk's running opener has laid, or None."""
    path = places.reception(home.path, desk)
    return path.read_bytes() if path.exists() else None


def build_site(home: Home) -> str:
    """Have the press build the static pages; return the digest of their manifest."""
    return run("tocsin-press", "build", "--home", str(home.path)).decode().strip()


def sign(
    home: Home,
    root: Ed25519PrivateKey,
    *,
    receptions: Mapping[str, bytes],
    custodians: Iterable[Custodian] | None = None,
    site: str,
    demonstration: bool,
    now: datetime,
    least_serial: int = 1,
) -> LineKeys:
    """Write `keys.json` with the reception keys that each desk's opener printed (JSON) and the static pages' digest.

    Custodians and limits are kept from the keys that stand now; the serial grows, so that a client refuses to go back.
    """
    public = root.public_key().public_bytes_raw()
    before = LineKeys.read(home.keys_json.read_bytes(), public) if home.keys_json.exists() else None
    keys = LineKeys(
        line=line_id(public),
        serial=max(before.serial + 1 if before else 1, least_serial),
        issued=now.replace(microsecond=0),
        demonstration=demonstration,
        desks=tuple(key for desk, reception in receptions.items() for key in _desk_keys(desk, reception)),
        custodians=tuple(custodians) if custodians is not None else before.custodians if before else (),
        limits=before.limits if before else Limits(),
        hashes={"site": site},
    )
    new = home.keys_json.with_suffix(".new")
    new.write_bytes(sign_keys(keys, root))
    LineKeys.read(new.read_bytes(), public)  # what no client would read is never published
    new.chmod(0o644)
    new.replace(home.keys_json)
    return keys


def _desk_keys(desk: str, reception: bytes) -> list[DeskKey]:
    """Read what one opener asks to have signed: keys of its own desk, or the desk would read about its own staff."""
    keys = [_desk_key(entry) for entry in json.loads(reception)]
    foreign = {key.desk for key in keys} - {desk}
    if foreign:
        raise ForeignKeys(f"the opener of {desk} names keys of {', '.join(sorted(foreign))}")
    return keys


def _desk_key(entry: dict[str, str]) -> DeskKey:
    times = (read_time(entry[k]) for k in ("seal_from", "seal_until", "accept_until"))
    return DeskKey(entry["desk"], entry["epoch"], Recipient.parse(entry["recipient"]), *times)
