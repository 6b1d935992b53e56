"""Shifts, and the checks that every request passes before anything is done."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.request import LONGEST_SHIFT_HOURS, Request, Shift, is_public, is_signed
from tocsin.opener.authorise.nonces import Nonces
from tocsin.opener.authorise.officers import keys_of, role_of
from tocsin.opener.authorise.recent import WINDOW, recent_entries
from tocsin.opener.authorise.rules import (
    ABOUT_A_CASE,
    LONGEST_CASE,
    LONGEST_REASON,
    MOST_AT_ONCE,
    OR_THE_DESK,
    SHIFT,
    WITH_REASON,
    budgets,
    cost,
    may_act,
)
from tocsin.opener.authorise.seeing import see
from tocsin.opener.authorise.signatures import prove
from tocsin.opener.authorise.spending import Spending
from tocsin.opener.entries import logged
from tocsin.opener.errors import BadArgument, NotAllowed, ReasonMissing
from tocsin.opener.house import House

LATE = timedelta(seconds=60)
MOST_SHIFTS = 10_000
T = TypeVar("T")


@dataclass
class Live:
    """A shift that goes on; kept in memory alone, so that a restart ends every shift."""

    officer: str
    key: str  # the officer's key that began it; the shift ends with the key
    session: bytes
    until: datetime
    counter: int = 0


class Authority:
    """Checks shifts and requests."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shifts: dict[str, Live] = {}
        self._nonces = Nonces(house.rng)
        self._sessions = {  # digests of session keys; one begins one shift, also over a restart
            entry["session"]: time
            for time, entry in recent_entries(house.ledger, now=house.now())
            if entry["verb"] == SHIFT
        }
        self._spending = Spending(budgets(house.charter.line.opening), house.ledger, now=house.now())

    def nonce(self, uid: int = 0) -> str:
        """Return a nonce for one shift, to a user that connected."""
        return self._nonces.give(now=self._house.now(), uid=uid)

    def begin(self, data: bytes, signature: object) -> str:
        """Begin a shift that an officer's key signed over a nonce of ours; log it, and return its id."""
        shift, now = read_strictly(Shift.read, data), self._house.now()
        is_ours = self._nonces.take(shift.nonce, now=now)  # used up, also by a refusal
        if role_of(self._house, shift.officer) is None:
            raise NotAllowed("the officer's key did not sign this")
        proof = prove(self._house, shift.officer, data, signature)
        if not is_ours:
            raise NotAllowed("the nonce was not given, was used, or is older than five minutes", why="stale")
        if not now < shift.expires <= now + timedelta(hours=LONGEST_SHIFT_HOURS):
            raise NotAllowed(f"a shift lasts at most {LONGEST_SHIFT_HOURS} hours", why="clock-off")
        session = self._new_session(shift.session)
        self._spending.spend(shift.officer, SHIFT, now=now)
        entry = {"verb": SHIFT, "time": now.isoformat(), "officer": shift.officer, "key": proof.key}
        entry |= {"until": shift.expires.isoformat(), "session": sha256(session).hexdigest()}
        with logged(self._house, entry):
            proof.keep(self._house)
        self._sessions[entry["session"]] = now
        shift_id = self._house.rng(16).hex()
        self._shifts[shift_id] = Live(shift.officer, proof.key, session, shift.expires)
        return shift_id

    def check(self, shift_id: str, data: bytes, signature: str) -> Request:
        """Return a request that may be carried out now; anything else raises."""
        live, now = self._shifts.get(shift_id), self._house.now()
        if live is None or not is_signed(live.session, data, signature):
            raise NotAllowed("no live shift signed this request")
        request = read_strictly(Request.read, data)
        if live.until <= now:
            raise NotAllowed("the shift has ended")
        if request.officer != live.officer or abs(now - request.time) > LATE:
            raise NotAllowed("another officer's request, or more than a minute old")
        if request.counter <= live.counter:
            raise NotAllowed("a request that was made before")
        live.counter = request.counter
        if all(key.id != live.key for key in keys_of(self._house, live.officer)):
            raise NotAllowed("this role may not do this: the key that began the shift has ended")
        self._check_verb(request, now)
        return request

    def officer_of(self, shift_id: str) -> str:
        """Return whose shift this is, or nothing."""
        live = self._shifts.get(shift_id)
        return live.officer if live else ""

    def _check_verb(self, request: Request, now: datetime) -> None:
        if not may_act(role_of(self._house, request.officer) or "", request.verb):
            raise NotAllowed("this role may not do this")
        if request.verb in WITH_REASON and not request.reason.strip():
            raise ReasonMissing("no reason was given")
        about = request.verb in ABOUT_A_CASE
        if len(request.reason) > LONGEST_REASON or len(request.case) > LONGEST_CASE or (request.case and not about):
            raise BadArgument("a case only where the verb is about one, and a short reason")
        # Before the case is looked for: who tries names at random spends as much as who opens.
        count = cost(request.verb, request.arguments)
        if count > MOST_AT_ONCE:
            raise BadArgument(f"at most {MOST_AT_ONCE} cases at once")
        self._spending.spend(request.officer, request.verb, now=now, count=count)
        if about and (request.case or request.verb not in OR_THE_DESK):
            see(self._house, request.officer, request.case)

    def _new_session(self, text: str) -> bytes:
        self._end_expired()
        try:
            session = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            session = b""
        if not is_public(session):
            raise NotAllowed("the session key cannot be read")
        # Two shifts of one key would each count from nought, and a request of the one would be good in the other.
        if sha256(session).hexdigest() in self._sessions:
            raise NotAllowed("this session key has begun a shift already", why="stale")
        return session

    def _end_expired(self) -> None:
        now = self._house.now()
        # Longer than any shift, so that no request of an ended one is young enough for a new one of its session key.
        self._sessions = {key: begun for key, begun in self._sessions.items() if now < begun + WINDOW + 2 * LATE}
        ended = [key for key, live in self._shifts.items() if live.until <= now]
        for key in ended or list(self._shifts)[: max(0, len(self._shifts) - MOST_SHIFTS)]:
            del self._shifts[key]


def read_strictly(read: Callable[[bytes], T], data: bytes) -> T:
    """Read a signed form; whatever is wrong with it is said in one sentence."""
    try:
        return read(data)
    except (NotCanonical, TypeError):
        raise NotAllowed("not in the form of this version") from None
