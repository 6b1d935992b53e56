"""What proves to a stranger that an exported message is the one which was collected: its entry in the log.

A commitment is SHA-256 over a nonce and the sealed bytes, so these go along. The file key does not: it would open the
reporter's mailbox key, with which anybody could write as the reporter.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tocsin.opener.authorise.seeing import is_seen
from tocsin.opener.holding import cases_of
from tocsin.opener.house import House
from tocsin.oversight.tree import Proofs


def proof(house: House, officer: str, messages: dict[str, str]) -> dict[str, Any]:
    """Return entries, salts and inclusion proofs (RFC 6962) of messages, by the file in which each one's bytes lie.

    A message whose entry is sealed under a case that does not exist for this officer has none.
    """
    found = [(file, _collected(house, officer, message)) for message, file in messages.items()]
    return _proof(house, [(file, seq) for file, seq in found if seq is not None])


def rewrite_proof(house: House, case: str, sealed: bytes, file: str) -> dict[str, Any]:
    """Return the same for a rewrite: its entry names the digest of its sealed bytes."""
    digest = sha256(sealed).hexdigest()
    entries = ((seq, house.ledger.opened(seq)[1]) for seq in house.ledger.about(case))
    written = [seq for seq, entry in entries if entry["verb"] == "write" and entry["digest"] == digest]
    return _proof(house, [(file, seq) for seq in written])


def _proof(house: House, named: list[tuple[str, int]]) -> dict[str, Any]:
    size, root = house.ledger.head()
    proofs = Proofs(house.ledger.leaves())
    found = []
    for file, seq in named:
        salt, entry = house.ledger.opened(seq)
        path = [node.hex() for node in proofs.inclusion(seq)]
        found.append({"file": file, "seq": seq, "salt": salt.hex(), "entry": entry, "proof": path})
    return {"format": "tocsin/proof/v1", "size": size, "root": root.hex(), "entries": found}


def _collected(house: House, officer: str, message: str) -> int | None:
    sealed = house.database.payload(f"envelope:{message}")
    for case in _cases(house, message):
        if not is_seen(house, officer, case):
            continue
        for seq in house.ledger.about(case):
            _, entry = house.ledger.opened(seq)
            if (
                entry["verb"] == "collect"
                and sha256(bytes.fromhex(entry["nonce"]) + sealed).hexdigest() == entry["commitment"]
            ):
                return seq
    return None


def _cases(house: House, message: str) -> Iterator[str]:
    """Return where the entry may be: in a case that holds the message, else in one that did before it was unlinked."""
    holding = cases_of(house, message)
    yield from holding
    rows = house.database.main.execute("SELECT id FROM cases ORDER BY number").fetchall()
    yield from (case for (case,) in rows if case not in holding)
