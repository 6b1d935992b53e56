"""Two supervisors: one proposes, another confirms, each with a fresh signature of their own key over the same hash.

A session key is not enough here: a web process that steers two live shifts still has no officer's own key. What was
signed, by whom and with which key stands in the log, so that it can be checked again when nobody trusts this machine.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.envelope.keys import write_time
from tocsin.exchange.proposal import CONFIRM, FRESH, OPEN_FOR, PROPOSE, Approval, Proposal, hash_of
from tocsin.exchange.request import Request
from tocsin.opener.authorise import changes, rules
from tocsin.opener.authorise.officers import keys_of, role_of
from tocsin.opener.authorise.seeing import see
from tocsin.opener.authorise.shifts import read_strictly
from tocsin.opener.authorise.signatures import Proof, prove
from tocsin.opener.entries import entry_of, logged
from tocsin.opener.errors import (
    BadArgument,
    NoSuchCase,
    NoSuchProposal,
    NotAllowed,
    NotFresh,
    OfficerRecused,
    OwnChange,
    ReasonMissing,
    SecondOfficerMissing,
    SomeoneWasFirst,
)
from tocsin.opener.house import House
from tocsin.opener.ledger import LEDGER

LONGEST = 16 * 1024  # bytes of a proposal
MOST_OPEN = 100
_NONCE = 12
Entry = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A proposal as it is kept: its bytes, the key with which its proposer signed, and who confirmed it."""

    id: str
    text: str
    key: str
    by: str = ""

    @property
    def proposal(self) -> Proposal:
        """Return what is proposed."""
        return Proposal.read(self.text.encode())


def propose(house: House, request: Request) -> dict[str, Any]:
    """Keep a proposal for a day; nothing changes yet."""
    text = request.arguments.get("proposal")
    if not isinstance(text, str) or len(text.encode()) > LONGEST:
        raise BadArgument("a proposal")
    proposal, name = read_strictly(Proposal.read, text.encode()), hash_of(text.encode())
    _check_proposal(house, proposal, request.officer)
    proof, evidence = _approved(house, request, name, PROPOSE)
    _check_role(house, request.officer, proposal)
    changes.check(house, proposal)
    main = house.database.main
    (count,) = main.execute("SELECT count(*) FROM proposals WHERE state = 'open'").fetchone()
    if count >= MOST_OPEN or main.execute("SELECT 1 FROM proposals WHERE id = ?", (name,)).fetchone():
        raise BadArgument(f"a proposal that was not made before, and at most {MOST_OPEN} open ones")
    entry = entry_of(request) | {"proposal": name, "text": text, **evidence, "key": proof.key}
    with logged(house, entry):
        proof.keep(house)
        values = (name, write_time(proposal.expires), _seal(house, name, {"text": text, "key": proof.key}))
        main.execute("INSERT INTO proposals VALUES (?, 'open', ?, ?)", values)
    return {"proposal": name, "expires": write_time(proposal.expires)}


def decide(house: House, request: Request) -> dict[str, Any]:
    """Confirm a proposal, which carries it out, or decline it; the first who decides has decided."""
    name = request.arguments.get("proposal")
    kept = _find(house, name if isinstance(name, str) else "", request.officer)
    proposal, confirms = kept.proposal, request.verb == CONFIRM
    if confirms and request.officer in (proposal.proposer, proposal.officer):
        raise OwnChange("nobody confirms what they proposed, or what is about themselves")
    proof, evidence = _approved(house, request, kept.id, request.verb)
    if confirms:
        _check_proposer_is_still_one(house, kept)
        changes.check(house, proposal)
    with logged(house, entry_of(request) | {"proposal": kept.id, **evidence, "key": proof.key}):
        proof.keep(house)
        state = "confirmed" if confirms else "declined"
        sealed = _seal(house, kept.id, {"text": kept.text, "key": kept.key, "by": request.officer})
        query = "UPDATE proposals SET state = ?, sealed = ? WHERE id = ? AND state = 'open'"
        if house.database.main.execute(query, (state, sealed, kept.id)).rowcount == 0:
            raise SomeoneWasFirst(kept.id)
        if confirms:
            changes.apply(house, proposal)
    return {"proposal": kept.id, "state": state}


def use(house: House, request: Request, act: str, name: str, arguments: dict[str, Any]) -> str:
    """Use up what was confirmed: the same act, case and arguments, by who proposed it; the caller commits.

    Return who confirmed it.
    """
    kept = next((k for k in _kept(house, "confirmed") if k.id == name), None)
    wanted = (act, request.officer, request.case, arguments)
    if kept is None or _about(kept.proposal) != wanted:
        raise SecondOfficerMissing("no other officer has confirmed exactly this")
    query = "UPDATE proposals SET state = 'used' WHERE id = ? AND state = 'confirmed'"
    if house.database.main.execute(query, (name,)).rowcount == 0:
        raise SomeoneWasFirst(request.case)
    return kept.by


def list_proposals(house: House, officer: str) -> list[dict[str, Any]]:
    """Return the open proposals that an officer may see, as the bytes that are signed."""
    shown = [k for k in _kept(house, "open") if _may_see(house, officer, k.proposal)]
    return [{"proposal": k.id, "text": k.text} for k in shown]


def list_confirmed(house: House, officer: str) -> list[dict[str, Any]]:
    """Return what was confirmed for an officer, who has still to carry it out: only exports wait so."""
    waits = [k for k in _kept(house, "confirmed") if k.proposal.act in changes.CARRIED_OUT_LATER]
    own = [k for k in waits if k.proposal.proposer == officer and _may_see(house, officer, k.proposal)]
    return [{"proposal": k.id, "text": k.text, "by": k.by} for k in own]


def list_decided(house: House, officer: str) -> list[dict[str, Any]]:
    """Return what was decided and has not yet expired, as far as an officer may see it; the log keeps it for good."""
    states = {"confirmed": "confirmed", "used": "confirmed", "declined": "declined"}
    shown = [(k, told) for state, told in states.items() for k in _kept(house, state)]
    return [
        {"proposal": k.id, "text": k.text, "state": told, "by": k.by}
        for k, told in shown
        if _may_see(house, officer, k.proposal)
    ]


def expire(house: House) -> None:
    """Close the proposals that nobody decided on for a day, each with an entry; forget those that were decided."""
    main, now = house.database.main, write_time(house.now())
    rows = main.execute("SELECT id, state FROM proposals WHERE expires <= ?", (now,)).fetchall()
    for name, state in rows:
        if state == "open":
            entry = {"verb": "expire", "time": house.now().isoformat(), "proposal": name}
            with logged(house, entry):
                main.execute("DELETE FROM proposals WHERE id = ?", (name,))
    with main:
        main.execute("DELETE FROM proposals WHERE expires <= ? AND state <> 'open'", (now,))


def _approved(house: House, request: Request, name: str, decision: str) -> tuple[Proof, Entry]:
    """Return the proof that the officer's own key signed this decision on this hash, a moment ago."""
    text, signature = request.arguments.get("approval"), request.arguments.get("signature")
    if not isinstance(text, str):
        raise BadArgument("an approval and its signature")
    approval = read_strictly(Approval.read, text.encode())
    if (approval.proposal, approval.officer, approval.decision) != (name, request.officer, decision):
        raise NotAllowed("the approval is another officer's, of another proposal, or another decision")
    if not _fresh(house, approval.time):
        raise NotFresh("the approval was not signed within five minutes")
    proof = prove(house, request.officer, text.encode(), signature)
    return proof, {"approval": text, "signature": signature}


def _check_proposal(house: House, proposal: Proposal, officer: str) -> None:
    if (proposal.line, proposal.desk, proposal.proposer) != (house.line.hex(), house.desk, officer):
        raise NotAllowed("the proposal is another officer's, desk's or line's")
    if not _fresh(house, proposal.made) or proposal.expires != proposal.made + OPEN_FOR:
        raise NotFresh("the proposal was not made within five minutes, for a day")
    if not proposal.reason.strip():
        raise ReasonMissing("no reason was given")
    if len(proposal.reason) > rules.LONGEST_REASON:
        raise BadArgument("a shorter reason")


def _check_role(house: House, officer: str, proposal: Proposal) -> None:
    if not changes.is_for(role_of(house, officer), proposal.act):
        raise NotAllowed("this role may not do this", hint="A supervisor may.")


def _check_proposer_is_still_one(house: House, kept: Kept) -> None:
    proposer = kept.proposal.proposer
    if not changes.is_for(role_of(house, proposer), kept.proposal.act) or all(
        k.id != kept.key for k in keys_of(house, proposer)
    ):
        raise NotAllowed("its proposer may not propose this any more, or the key that signed has ended")


def _fresh(house: House, time: datetime) -> bool:
    return abs(house.now() - time) <= FRESH


def _find(house: House, name: str, officer: str) -> Kept:
    found = [k for k in _kept(house, "open") if k.id == name and _may_see(house, officer, k.proposal)]
    if not found:
        raise NoSuchProposal(name)
    return found[0]


def _about(proposal: Proposal) -> tuple[str, str, str, dict[str, Any]]:
    return proposal.act, proposal.proposer, proposal.case, proposal.arguments


def _kept(house: House, state: str) -> list[Kept]:
    query = "SELECT id, sealed FROM proposals WHERE state = ? AND expires > ? ORDER BY rowid"
    rows = house.database.main.execute(query, (state, write_time(house.now()))).fetchall()
    return [Kept(name, **_unseal(house, name, bytes(sealed))) for name, sealed in rows]


def _may_see(house: House, officer: str, proposal: Proposal) -> bool:
    if not changes.is_for(role_of(house, officer), proposal.act):
        return False
    try:
        if proposal.case:
            see(house, officer, proposal.case)
    except (NoSuchCase, OfficerRecused):
        return False
    return True


def _seal(house: House, name: str, value: dict[str, str]) -> bytes:
    nonce, key = house.rng(_NONCE), ChaCha20Poly1305(house.ring.get(LEDGER))
    return nonce + key.encrypt(nonce, canonical.dumps(value), name.encode())


def _unseal(house: House, name: str, sealed: bytes) -> dict[str, str]:
    key = ChaCha20Poly1305(house.ring.get(LEDGER))
    return canonical.loads(key.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode()))
