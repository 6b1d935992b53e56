"""Officers belong to the opener: names, roles, compartments, keys.

Nothing here is written but by two supervisors, or on the machine itself by who holds the passphrase.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tocsin.exchange.request import is_public
from tocsin.opener.authorise.passkey import BadAssertion, unb64url
from tocsin.opener.authorise.rules import ROLES, SUPERVISOR
from tocsin.opener.entries import logged
from tocsin.opener.errors import BadArgument, NotAllowed
from tocsin.opener.feed import tell_officer
from tocsin.opener.house import House

FEWEST_SUPERVISORS = 2
MOST_KEYS = 8
_NAME = re.compile(r"\w[\w.@-]{0,63}")
_COMPARTMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_LONGEST_CREDENTIAL = 1023  # bytes, WebAuthn 5.8.3


@dataclass(frozen=True)
class Key:
    """A public key of an officer: a key file's, or a passkey's with its credential id and signature counter."""

    id: str
    kind: str  # file, passkey
    public: bytes  # P-256, DER
    credential: bytes = b""
    counter: int = 0

    @classmethod
    def make(cls, public: bytes, credential: bytes = b"") -> "Key":
        """Return the key of a public half, named by its digest; one with a credential id is a passkey's."""
        if not is_public(public) or len(credential) > _LONGEST_CREDENTIAL:
            raise BadArgument("a P-256 key, and for a passkey its credential id")
        name = sha256(public).hexdigest()[:16]
        return cls(name, "passkey" if credential else "file", public, credential)

    @classmethod
    def read(cls, value: object) -> "Key":
        """Read `{"public": base64 of DER, "credential": base64url or ""}`."""
        match value:
            case {"public": str(public), "credential": str(credential), **rest} if not rest:
                try:
                    return cls.make(base64.b64decode(public, validate=True), unb64url(credential))
                except (binascii.Error, ValueError, BadAssertion):
                    pass
        raise BadArgument("a public key in base64, and for a passkey its credential id in base64url")


def role_of(house: House, officer: str) -> str | None:
    """Return the role of an officer who has not left; None for anybody else."""
    query = "SELECT role FROM officers WHERE name = ? AND active = 1"
    row = house.database.main.execute(query, (officer,)).fetchone()
    return str(row[0]) if row else None


def keys_of(house: House, officer: str) -> list[Key]:
    """Return the keys of an officer."""
    query = "SELECT id, kind, public_key, credential, counter FROM officer_keys WHERE officer = ? ORDER BY rowid"
    rows = house.database.main.execute(query, (officer,)).fetchall()
    return [Key(i, kind, bytes(public), bytes(credential), counter) for i, kind, public, credential, counter in rows]


def supervisors(house: House) -> int:
    """Return how many supervisors have not left."""
    query = "SELECT count(*) FROM officers WHERE role = ? AND active = 1"
    return int(house.database.main.execute(query, (SUPERVISOR,)).fetchone()[0])


def everybody(house: House) -> list[dict[str, Any]]:
    """Return what the opener knows of all who are or were officers."""
    rows = house.database.main.execute("SELECT name, role, active FROM officers ORDER BY name").fetchall()
    query = "SELECT compartment FROM officer_compartments WHERE officer = ? ORDER BY compartment"
    return [
        {
            "officer": name,
            "role": role,
            "active": bool(active),
            "compartments": [c for (c,) in house.database.main.execute(query, (name,))],
            "keys": [{"id": key.id, "kind": key.kind} for key in keys_of(house, name)],
        }
        for name, role, active in rows
    ]


def enrol(
    house: House,
    officer: str,
    public_key: bytes,
    role: str,
    *,
    compartments: Iterable[str] = (),
    recover: bool = False,
    before: int | None = None,
) -> None:
    """Make somebody an officer on the machine itself, or give one a new key instead of all older ones; logged.

    From the second supervisor on, officers are what two of them sign; `recover` is for when their keys are lost.
    `before` is how many there were before those who are made together with this one.
    """
    if (supervisors(house) if before is None else before) >= FEWEST_SUPERVISORS and not recover:
        hint = "Two supervisors do it together: tocsin-desk propose enrol. If their keys are lost: --recover."
        raise NotAllowed("there are two supervisors, and officers are theirs to make", hint=hint)
    key = Key.make(public_key)
    check_new(officer, role, compartments)
    entry: dict[str, Any] = {
        "verb": "enrol",
        "time": house.now().isoformat(),
        "officer": officer,
        "role": role,
        "key": key.id,
    }
    entry |= {"compartments": sorted(compartments), "how": "recovery" if recover else "on the machine"}
    with logged(house, entry):
        drop_keys(house, officer)
        put(house, officer, role, compartments)
        add_key(house, officer, key)
        tell_officer(house, officer)


def check_new(officer: str, role: str, compartments: Iterable[object]) -> None:
    """Refuse names, roles and compartments that are none."""
    if role not in ROLES:
        raise BadArgument(f"no role {role}; there are: {', '.join(ROLES)}")
    if not _NAME.fullmatch(officer):
        raise BadArgument("an officer's name of at most 64 letters, digits and . @ -")
    if not all(isinstance(c, str) and is_compartment(c) for c in compartments):
        raise BadArgument("compartments of at most 32 small letters, digits and -")


def is_compartment(text: str) -> bool:
    """Tell whether a compartment may be called so; its name stands in clear and should tell nothing."""
    return bool(_COMPARTMENT.fullmatch(text))


def put(house: House, officer: str, role: str, compartments: Iterable[str]) -> None:
    """Write an officer; the caller commits."""
    main = house.database.main
    query = "INSERT INTO officers VALUES (?, ?, 1) ON CONFLICT (name) DO UPDATE SET role = excluded.role, active = 1"
    main.execute(query, (officer, role))
    main.execute("DELETE FROM officer_compartments WHERE officer = ?", (officer,))
    main.executemany("INSERT INTO officer_compartments VALUES (?, ?)", [(officer, c) for c in sorted({*compartments})])


def add_key(house: House, officer: str, key: Key) -> None:
    """Give an officer one more key; the caller commits. A key that is anybody's already would make one person two."""
    main, values = house.database.main, (key.id, officer, key.kind, key.public, key.credential, key.counter)
    if len(keys_of(house, officer)) >= MOST_KEYS:
        raise BadArgument(f"at most {MOST_KEYS} keys")
    if main.execute("INSERT OR IGNORE INTO officer_keys VALUES (?, ?, ?, ?, ?, ?)", values).rowcount == 0:
        raise BadArgument("this key is an officer's already")


def drop_keys(house: House, officer: str, key: str = "") -> int:
    """End one key of an officer, or all; the caller commits. Shifts that they began end with them."""
    query = "DELETE FROM officer_keys WHERE officer = ? AND (id = ? OR ? = '')"
    return house.database.main.execute(query, (officer, key, key)).rowcount
