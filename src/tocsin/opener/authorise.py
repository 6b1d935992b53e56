"""Who may ask for what: officers, their shifts, and the checks that every request passes before anything opens."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.request import LONGEST_SHIFT_HOURS, Request, Shift, is_signed
from tocsin.opener.errors import BudgetSpent, NotAllowed, ReasonMissing
from tocsin.opener.house import House

LATE = timedelta(seconds=60)
OPENS_PER_SHIFT = 500
MOST_SHIFTS = 10_000
T = TypeVar("T")


class Verb(StrEnum):
    """Everything an officer can ask for."""

    CASES = "cases"
    OPEN = "open"
    ATTACHMENT = "attachment"
    LAY_REPLY = "lay-reply"
    LOG = "log"
    QUARANTINE = "quarantine"


OPENING = frozenset({Verb.OPEN, Verb.ATTACHMENT})
_READ = frozenset(Verb)
ROLES: dict[str, frozenset[Verb]] = {
    "officer": _READ,
    "supervisor": _READ,
    "overseer": frozenset({Verb.LOG, Verb.QUARANTINE}),
}


@dataclass
class Live:
    """A shift that goes on; kept in memory alone, so that a restart ends every shift."""

    officer: str
    session: bytes
    until: datetime
    counter: int = 0
    opens: int = 0


class Authority:
    """Checks shifts and requests."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shifts: dict[str, Live] = {}

    def nonce(self) -> str:
        """Return a nonce for one shift."""
        return self._house.rng(32).hex()

    def begin(self, data: bytes, signature: str, nonce: str) -> str:
        """Begin a shift that an officer's key signed over this connection's nonce; return its id."""
        shift, now = _read(Shift.read, data), self._house.now()
        row = self._officer(shift.officer)
        if row is None or not is_signed(row[0], data, signature):
            raise NotAllowed("the officer's key did not sign this shift")
        if shift.nonce != nonce:
            raise NotAllowed("the nonce is not this connection's")
        if not now < shift.expires <= now + timedelta(hours=LONGEST_SHIFT_HOURS):
            raise NotAllowed(f"a shift lasts at most {LONGEST_SHIFT_HOURS} hours")
        try:
            session = base64.b64decode(shift.session, validate=True)
        except (binascii.Error, ValueError):
            raise NotAllowed("the session key cannot be read") from None
        self._end_expired()
        shift_id = self._house.rng(16).hex()
        self._shifts[shift_id] = Live(shift.officer, session, shift.expires)
        return shift_id

    def check(self, shift_id: str, data: bytes, signature: str) -> Request:
        """Return a request that may be carried out now; anything else raises."""
        live, now = self._shifts.get(shift_id), self._house.now()
        if live is None or not is_signed(live.session, data, signature):
            raise NotAllowed("no live shift signed this request")
        request = _read(Request.read, data)
        if live.until <= now:
            raise NotAllowed("the shift has ended")
        if request.officer != live.officer or abs(now - request.time) > LATE:
            raise NotAllowed("another officer's request, or more than a minute old")
        if request.counter <= live.counter:
            raise NotAllowed("a request that was made before")
        live.counter = request.counter
        self._check_verb(request, live)
        return request

    def officer_of(self, shift_id: str) -> str:
        """Return whose shift this is, or nothing."""
        live = self._shifts.get(shift_id)
        return live.officer if live else ""

    def _check_verb(self, request: Request, live: Live) -> None:
        row = self._officer(request.officer)
        if row is None or request.verb not in ROLES.get(row[1], frozenset()):
            raise NotAllowed("this role may not do this")
        if request.verb in OPENING:
            if not request.reason.strip():
                raise ReasonMissing("no reason was given")
            if live.opens >= OPENS_PER_SHIFT:
                raise BudgetSpent(f"{OPENS_PER_SHIFT} in one shift")
            live.opens += 1

    def _officer(self, name: str) -> tuple[bytes, str] | None:
        query = "SELECT public_key, role FROM officers WHERE name = ? AND active = 1"
        row = self._house.database.main.execute(query, (name,)).fetchone()
        return (bytes(row[0]), str(row[1])) if row else None

    def _end_expired(self) -> None:
        now = self._house.now()
        ended = [key for key, live in self._shifts.items() if live.until <= now]
        for key in ended or list(self._shifts)[: max(0, len(self._shifts) - MOST_SHIFTS)]:
            del self._shifts[key]


def enrol(house: House, officer: str, public_key: bytes, role: str) -> None:
    """Make somebody an officer, or give one a new key; logged."""
    if role not in ROLES:
        raise NotAllowed(f"no role {role}")
    with house.database.main as main:
        main.execute("INSERT OR REPLACE INTO officers VALUES (?, ?, ?, 1)", (officer, public_key, role))
        entry = {"verb": "enrol", "time": house.now().isoformat(), "officer": officer, "role": role}
        house.ledger.append({**entry, "key": public_key.hex()})


def _read(read: Callable[[bytes], T], data: bytes) -> T:
    try:
        return read(data)
    except (NotCanonical, TypeError):
        raise NotAllowed("not in the form of this version") from None
