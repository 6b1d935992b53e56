"""Sign `keys.json` with the line root: the one act that decides who can read what is told."""

import json
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.envelope.keys import Custodian, DeskKey, Limits, LineKeys, line_id, read_time, sign_keys
from tocsin.envelope.recipients import Recipient
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


def read_reception(home: Home) -> bytes | None:
    """Return the public reception keys that a running opener has laid, or None."""
    path = home.path / "run" / "reception.json"
    return path.read_bytes() if path.exists() else None


def build_site(home: Home) -> str:
    """Have the press build the static pages; return the digest of their manifest."""
    return run("tocsin-press", "build", "--home", str(home.path)).decode().strip()


def sign(
    home: Home,
    root: Ed25519PrivateKey,
    *,
    reception: bytes,
    custodians: Iterable[Custodian] | None = None,
    site: str,
    demonstration: bool,
    now: datetime,
) -> LineKeys:
    """Write `keys.json` with the reception keys that the opener printed (JSON) and the digest of the static pages.

    Custodians and limits are kept from the keys that stand now; the serial grows, so that a client refuses to go back.
    """
    public = root.public_key().public_bytes_raw()
    before = LineKeys.read(home.keys_json.read_bytes(), public) if home.keys_json.exists() else None
    keys = LineKeys(
        line=line_id(public),
        serial=before.serial + 1 if before else 1,
        issued=now.replace(microsecond=0),
        demonstration=demonstration,
        desks=tuple(_desk_key(entry) for entry in json.loads(reception)),
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


def _desk_key(entry: dict[str, str]) -> DeskKey:
    times = (read_time(entry[k]) for k in ("seal_from", "seal_until", "accept_until"))
    return DeskKey(entry["desk"], entry["epoch"], Recipient.parse(entry["recipient"]), *times)
