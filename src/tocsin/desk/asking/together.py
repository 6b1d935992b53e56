"""What two supervisors do together, from this side: a proposal's bytes, and an own key's signature over its hash."""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from tocsin.desk.asking.client import Opener
from tocsin.exchange.proposal import OPEN_FOR, PROPOSE, Approval, Proposal, hash_of
from tocsin.exchange.request import sign


class NoSuchProposal(Exception):
    """No open proposal, or more than one, begins so."""

    hint = "Look at: tocsin-desk proposals"


def propose(
    opener: Opener,
    key: EllipticCurvePrivateKey,
    *,
    act: str,
    reason: str,
    now: datetime,
    officer: str = "",
    case: str = "",
    arguments: dict[str, Any],
) -> dict[str, Any]:
    """Propose an act about an officer, a case, or both."""
    now = now.replace(microsecond=0)
    who = (opener.line, opener.desk, act, opener.officer)
    proposal = Proposal(*who, now, now + OPEN_FOR, reason, officer, case, arguments)
    text = proposal.to_bytes().decode()
    words = _approve(opener, key, hash_of(text.encode()), PROPOSE, now)
    return opener.ask(PROPOSE, now=now, **words | {"proposal": text})


def decide(
    opener: Opener, key: EllipticCurvePrivateKey, *, decision: str, beginning: str, now: datetime
) -> dict[str, Any]:
    """Confirm or decline the proposal whose hash begins so; the answer holds what it was, read from what was hashed."""
    found = [x for x in open_proposals(opener, now=now) if x["proposal"].startswith(beginning)]
    if len(found) != 1:
        raise NoSuchProposal(f"{len(found) or 'no'} open proposals begin with {beginning}")
    now, name = now.replace(microsecond=0), found[0]["proposal"]
    return found[0] | opener.ask(decision, now=now, **_approve(opener, key, name, decision, now))


def open_proposals(opener: Opener, *, now: datetime) -> list[dict[str, Any]]:
    """Return the open proposals; the name of each is computed here, so that nobody signs another one's hash."""
    texts = [x["text"] for x in opener.ask("proposals", now=now)["proposals"]]
    shown = []
    for text in texts:
        proposal = Proposal.read(text.encode())
        about = {"act": proposal.act, "officer": proposal.officer, "case": proposal.case}
        about |= {"by": proposal.proposer, "reason": proposal.reason, "expires": proposal.expires.isoformat()}
        shown.append({"proposal": hash_of(text.encode())} | about | {"arguments": proposal.arguments})
    return shown


def _approve(opener: Opener, key: EllipticCurvePrivateKey, name: str, decision: str, now: datetime) -> dict[str, str]:
    data = Approval(name, opener.officer, decision, now).to_bytes()
    return {"proposal": name, "approval": data.decode(), "signature": sign(key, data)}
