"""Referrals as they are kept, what is said of them sealed under the case's key; where each report is answered now."""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.opener.feed import tell
from tocsin.opener.house import House

OUT, IN = "out", "in"
UNPROCESSED, SENT, ACKNOWLEDGED, RETURNED, FAILED = "unprocessed", "sent", "acknowledged", "returned", "failed"
_NONCE = 12
_COLUMNS = "id, case_id, way, desk, kind, state, day, times, sealed"


@dataclass(frozen=True, repr=False)
class Kept:
    """A referral: `way` is out or in, `desk` the other one, `told` what was said: officer, reason, words and so on."""

    id: str
    case: str
    way: str
    desk: str
    kind: str
    state: str
    day: str
    times: int
    told: dict[str, Any]

    def shown(self) -> dict[str, Any]:
        """Return the referral as an officer gets it."""
        words = ("id", "way", "desk", "kind", "state", "day", "times")
        return {name: getattr(self, name) for name in words} | {
            k: v for k, v in self.told.items() if k != "compartment"
        }


@dataclass(frozen=True)
class Whereabouts:
    """Where a report is answered (nowhere else: empty), from which reply on here, and how often it was passed on."""

    desk: str = ""
    replies: int = 0
    answered: str = ""
    times: int = 0


def put(house: House, kept: Kept, *, waits: bool) -> None:
    """Keep a referral, and tell the desk of it; `waits` if something is to be laid. The caller commits."""
    query = (
        "INSERT INTO referrals (id, case_id, way, desk, kind, state, day, times, waits, sealed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    sealed = _seal(house, kept.case, kept.id, kept.told)
    values = (kept.id, kept.case, kept.way, kept.desk, kept.kind, kept.state, kept.day, kept.times, waits, sealed)
    house.database.main.execute(query, values)
    _tell(house, kept)


def turn(house: House, kept: Kept, state: str, *, before: tuple[str, ...], waits: bool, **told: str) -> bool:
    """Bring a referral into another state, if it is still in one of those before; tell whether. The caller commits."""
    marks = ", ".join("?" for _ in before)
    query = f"UPDATE referrals SET state = ?, waits = ?, sealed = ? WHERE id = ? AND state IN ({marks})"  # noqa: S608
    sealed = _seal(house, kept.case, kept.id, kept.told | told)
    values = (state, waits, sealed, kept.id, *before)
    changed = house.database.main.execute(query, values).rowcount > 0
    if changed:
        _tell(house, Kept(**vars(kept) | {"state": state, "told": kept.told | told}))
    return changed


def find(house: House, referral: str) -> Kept | None:
    """Return a referral."""
    query = f"SELECT {_COLUMNS} FROM referrals WHERE id = ?"  # noqa: S608 - constants
    row = house.database.main.execute(query, (referral,)).fetchone()
    return _read(house, row) if row else None


def of_case(house: House, case: str) -> list[Kept]:
    """Return the referrals of a case, oldest first."""
    query = f"SELECT {_COLUMNS} FROM referrals WHERE case_id = ? ORDER BY number"  # noqa: S608 - constants
    return [_read(house, row) for row in house.database.main.execute(query, (case,)).fetchall()]


def waiting(house: House) -> list[Kept]:
    """Return those of which something is still to be laid, oldest first."""
    query = f"SELECT {_COLUMNS} FROM referrals WHERE waits = 1 ORDER BY number"  # noqa: S608 - constants
    return [_read(house, row) for row in house.database.main.execute(query).fetchall()]


def settle(house: House, kept: Kept, state: str) -> None:
    """Note that what waited is laid; the caller commits."""
    query = "UPDATE referrals SET waits = 0, state = ? WHERE id = ? AND state = ? AND waits = 1"
    if house.database.main.execute(query, (state, kept.id, kept.state)).rowcount and state != kept.state:
        _tell(house, Kept(**vars(kept) | {"state": state}))


def whereabouts(house: House, report: str) -> Whereabouts:
    """Return where a report is answered."""
    query = "SELECT desk, replies, answered, times FROM passed WHERE message_id = ?"
    row = house.database.main.execute(query, (report,)).fetchone()
    return Whereabouts(*row) if row else Whereabouts()


def place(house: House, report: str, where: Whereabouts) -> None:
    """Note where a report is answered from now on; the caller commits."""
    values = (report, where.desk, where.replies, where.answered, where.times)
    house.database.main.execute("INSERT OR REPLACE INTO passed VALUES (?, ?, ?, ?, ?)", values)


def _tell(house: House, kept: Kept) -> None:
    names = ("case", "way", "desk", "state", "day", "times")
    words = {name: getattr(kept, name) for name in names}
    tell(house, "referral", referral=kept.id, passing=kept.kind, **words, officer=_ours(kept))


def _ours(kept: Kept) -> str:
    """Return which officer of this desk did it, if one did: the other desk's are not told to our web process."""
    if kept.way == OUT:
        return str(kept.told["officer"]) if kept.state == UNPROCESSED else ""
    return str(kept.told.get("by", ""))


def _read(house: House, row: tuple[Any, ...]) -> Kept:
    referral, case, way, desk, kind, state, day, times, sealed = row
    told = _unseal(house, case, referral, bytes(sealed))
    return Kept(referral, case, way, desk, kind, state, day, times, told)


def _seal(house: House, case: str, referral: str, told: dict[str, Any]) -> bytes:
    nonce, key = house.rng(_NONCE), ChaCha20Poly1305(house.ring.get(f"case:{case}"))
    return nonce + key.encrypt(nonce, canonical.dumps(told), f"{case}/referral/{referral}".encode())


def _unseal(house: House, case: str, referral: str, sealed: bytes) -> dict[str, Any]:
    key = ChaCha20Poly1305(house.ring.get(f"case:{case}"))
    return canonical.loads(key.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{case}/referral/{referral}".encode()))
