"""Take a message in: opened with a reception key, re-addressed to keys of its own, held by its cases, logged, told."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from tocsin.charter.urgency import suggest
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.post import Name, unframe
from tocsin.envelope.report import AdditionPayload, AttachmentRef, ReportPayload, read_payload
from tocsin.envelope.unslip import read_slip
from tocsin.opener import reception
from tocsin.opener.feed import tell
from tocsin.opener.holding import cases_of
from tocsin.opener.house import House
from tocsin.opener.messages import key_name, open_message, slip_key_name
from tocsin.opener.readdress import Readdressed, readdress
from tocsin.opener.referring.keeping import whereabouts
from tocsin.opener.routing import decision_of


class Stray(EnvelopeError):
    """An addition whose report is not here, or whose proof does not fit."""


class SecondVersion(EnvelopeError):
    """Another content under the id of a report that is here already."""


@dataclass(frozen=True, repr=False)
class Arrived:
    """A post, opened and re-addressed in memory and stored nowhere yet; `slip_digest` is of the slip as it came."""

    id: str
    epoch: str
    payload: ReportPayload | AdditionPayload
    envelope: Readdressed
    slip: Readdressed
    slip_digest: bytes
    own: bytes
    slip_own: bytes

    @property
    def kind(self) -> str:
        """Return `report`, or a kind of addition."""
        return "report" if isinstance(self.payload, ReportPayload) else self.payload.kind


def open_post(house: House, name: Name, body: bytes) -> Arrived:
    """Open a post with a reception key of the house's own desk; its slip stays sealed to the custodians."""
    envelope, slip = unframe(body)
    seeds = reception.seeds(house.database, house.ring, name.desk, name.epoch)
    own, slip_own = house.rng(32), house.rng(32)
    opened, opened_slip = readdress(envelope, seeds, own), readdress(slip, seeds, slip_own)
    payload = read_payload(opened.plaintext)
    read_slip(opened_slip.plaintext)
    digest = sha256(slip).digest()
    return Arrived(name.envelope_id.hex(), name.epoch, payload, opened, opened_slip, digest, own, slip_own)


def store(house: House, arrived: Arrived, cases: list[str], *, received: str) -> None:
    """Store a message that is not here yet, held by these cases, and tell of it; the caller commits."""
    payload = arrived.payload
    follows = None if isinstance(payload, ReportPayload) else payload.follows.hex()
    values = (arrived.id, arrived.kind, received, arrived.epoch, arrived.envelope.header, arrived.slip.header, follows)
    house.database.main.execute("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    held = [(case, arrived.id) for case in cases]
    house.database.main.executemany("INSERT INTO case_messages VALUES (?, ?)", held)
    house.ring.put(key_name(arrived.id), arrived.own)
    house.ring.put(slip_key_name(arrived.id), arrived.slip_own)
    house.database.put_payload(f"envelope:{arrived.id}", arrived.envelope.payload)
    house.database.put_payload(f"slip:{arrived.id}", arrived.slip.payload)
    _note_attachments(house, arrived.id, payload.attachments)
    for case in cases:
        _log(house, case, arrived.kind, arrived.envelope)
        _tell(house, case, arrived.id, payload, received)


def is_known(house: House, arrived: Arrived) -> bool:
    """Tell whether this message is here already: sealed anew it has other bytes, and is the same message."""
    query = "SELECT kind FROM messages WHERE id = ?"
    if house.database.main.execute(query, (arrived.id,)).fetchone() is None:
        return False
    kept, payload = open_message(house, arrived.id).payload, arrived.payload
    if hmac.compare_digest(kept.mailbox_key, payload.mailbox_key) and _told(kept) == _told(payload):
        return True
    raise SecondVersion("the first that opens counts; this one is kept aside")


def cases_to_follow(house: House, payload: AdditionPayload) -> list[str]:
    """Return every case that holds the report which an addition follows, and proves to."""
    follows = payload.follows.hex()
    cases = cases_of(house, follows)
    if not cases:
        raise Stray("its report is not here")
    kept = open_message(house, follows)
    if kept.kind != "report" or not hmac.compare_digest(kept.payload.mailbox_key, payload.mailbox_key):
        raise Stray("its proof does not fit its report")
    return cases


def _told(payload: ReportPayload | AdditionPayload) -> object:
    """Return what makes a message that message: its words, not its wrapping."""
    if isinstance(payload, ReportPayload):
        return payload.report
    return payload.kind, payload.text, payload.attachments


def _note_attachments(house: House, message_id: str, refs: tuple[AttachmentRef, ...]) -> None:
    rows = [(ref.id.hex(), message_id, ref.parts, ref.digest, 0) for ref in refs]
    house.database.main.executemany("INSERT OR IGNORE INTO attachments VALUES (?, ?, ?, ?, ?)", rows)


def _log(house: House, case: str, kind: str, opened: Readdressed) -> None:
    nonce = house.rng(32)
    entry = {"verb": "collect", "time": house.now().isoformat(), "case": case, "kind": kind, "nonce": nonce.hex()}
    house.ledger.append({**entry, "commitment": opened.commitment(nonce)}, case=case)


def _tell(house: House, case: str, message_id: str, payload: ReportPayload | AdditionPayload, received: str) -> None:
    count = {"attachments": len(payload.attachments)}
    if isinstance(payload, AdditionPayload):
        went_to = whereabouts(house, payload.follows.hex()).desk
        more: dict[str, object] = {**count, "went_to": went_to} if went_to else {**count}
        tell(house, "addition", case=case, addition=payload.kind, day=received, **more)
        return
    report = payload.report
    words = {"concern": report["concern"], "language": report["language"]}
    words |= {"urgency": suggest(house.charter, report).value}  # the word alone: which answer gave it stays sealed
    words |= {"decision": decision_of(house, report, received)}
    tell(house, "report", case=case, report=message_id, received=received, **words, **count)
