"""Empty the slot: re-hash, open in memory, re-address, store - in transactions that a crash leaves whole or undone."""

import hmac
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from tocsin.charter.urgency import suggest
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.post import Name, unframe
from tocsin.envelope.report import AdditionPayload, AttachmentRef, ReportPayload, read_payload
from tocsin.envelope.unslip import read_slip
from tocsin.exchange import places
from tocsin.exchange.segment import Record, is_finished, read_records, segments
from tocsin.opener import reception
from tocsin.opener.completing import complete_attachments
from tocsin.opener.errors import OpenerError
from tocsin.opener.feed import tell
from tocsin.opener.holding import cases_of, make_case
from tocsin.opener.house import House
from tocsin.opener.messages import key_name, open_message, slip_key_name
from tocsin.opener.readdress import Readdressed, readdress
from tocsin.opener.replying import add_reply, lay_replies
from tocsin.opener.routing import decision_of

AT_ONCE = 256
_STRAY = "stray-addition"


@dataclass
class Collected:
    """What one collection found."""

    collected: int = 0
    additions: int = 0
    duplicates: int = 0
    quarantined: int = 0
    attachments: int = 0


class _Stray(EnvelopeError):
    """An addition whose report is not here, or whose proof does not fit."""


class _SecondVersion(EnvelopeError):
    """Another content under the id of a report that is here already."""


def collect(house: House) -> dict[str, int]:
    """Take in everything that lies in the desk's slot; return the counts and the number of cases."""
    found = Collected()
    for path in segments(places.slot(house.home, house.desk)):
        _collect_segment(house, path, found)
    _retry_strays(house, found)
    found.attachments = complete_attachments(house)
    lay_replies(house)
    (cases,) = house.database.main.execute("SELECT count(*) FROM cases").fetchone()
    return {**asdict(found), "cases": cases}


def _collect_segment(house: House, path: Path, found: Collected) -> None:
    finished = is_finished(path)  # asked before reading: after it nothing can come that this reading would miss
    row = house.database.main.execute("SELECT offset FROM segments WHERE name = ?", (path.name,)).fetchone()
    records = read_records(path, row[0] if row else 0)
    while batch := list(islice(records, AT_ONCE)):
        _collect_batch(house, batch, path.name, found)
    if finished:
        path.unlink()
        with house.database.main as main:
            main.execute("DELETE FROM segments WHERE name = ?", (path.name,))


def _collect_batch(house: House, batch: list[Record], segment: str, found: Collected) -> None:
    before = asdict(found)
    try:
        with house.database.main as main:
            for record in batch:
                _take(house, record.name, record.body, found)
            main.execute("INSERT OR REPLACE INTO segments VALUES (?, ?)", (segment, batch[-1].end))
            house.database.commit_payloads()
    except BaseException:
        house.database.payloads.rollback()
        house.ledger.forget_uncommitted()
        for name, value in before.items():
            setattr(found, name, value)
        raise


def _take(house: House, name: str, body: bytes, found: Collected) -> None:
    main = house.database.main
    if main.execute("INSERT OR IGNORE INTO seen VALUES (?)", (name,)).rowcount == 0:
        found.duplicates += 1
        return
    try:
        _take_post(house, Name.parse(name), body, found)
    except (EnvelopeError, OpenerError) as error:
        reason = _STRAY if isinstance(error, _Stray) else type(error).__name__
        _quarantine(house, name, body, reason, found)


def _quarantine(house: House, name: str, body: bytes, reason: str, found: Collected) -> None:
    """Keep what cannot be opened, sealed as it came: counted, shown to an officer, never dropped."""
    place = f"quarantine:{sha256(name.encode()).hexdigest()}"
    house.database.put_payload(place, body)
    query = "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)"
    found.quarantined += house.database.main.execute(query, (name, reason, house.today())).rowcount
    house.ledger.append({"verb": "quarantine", "time": house.now().isoformat(), "name": name, "why": reason})


def _take_post(house: House, name: Name, body: bytes, found: Collected) -> None:
    if sha256(body).digest() != name.digest:
        raise EnvelopeError("the body is not the one its name tells of")
    envelope, slip = unframe(body)
    seeds = reception.seeds(house.database, house.ring, name.desk, name.epoch)
    own, slip_own = house.rng(32), house.rng(32)
    opened, opened_slip = readdress(envelope, seeds, own), readdress(slip, seeds, slip_own)
    payload = read_payload(opened.plaintext)
    read_slip(opened_slip.plaintext)
    if not hmac.compare_digest(sha256(slip).digest(), payload.slip):
        raise EnvelopeError("the slip is not the one that the report binds")
    if _is_known(house, name, payload, found):
        return
    if isinstance(payload, ReportPayload):
        cases = [_new_case(house, payload)]
        found.collected += 1
    else:
        cases = _cases_of(house, payload)
        found.additions += 1
    kind = "report" if isinstance(payload, ReportPayload) else payload.kind
    message_id = name.envelope_id.hex()
    query = "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)"
    follows = None if isinstance(payload, ReportPayload) else payload.follows.hex()
    values = (message_id, kind, house.today(), name.epoch, opened.header, opened_slip.header, follows)
    house.database.main.execute(query, values)
    held = [(case, message_id) for case in cases]
    house.database.main.executemany("INSERT INTO case_messages VALUES (?, ?)", held)
    house.ring.put(key_name(message_id), own)
    house.ring.put(slip_key_name(message_id), slip_own)
    house.database.put_payload(f"envelope:{message_id}", opened.payload)
    house.database.put_payload(f"slip:{message_id}", opened_slip.payload)
    _note_attachments(house, message_id, payload.attachments)
    for case in cases:
        _log(house, case, kind, opened)
        _tell(house, case, message_id, payload)
    if isinstance(payload, ReportPayload):
        add_reply(house, cases[0], message_id, payload, state="received", text="", officer="")


def _is_known(house: House, name: Name, payload: ReportPayload | AdditionPayload, found: Collected) -> bool:
    """Tell whether this message is here already: sealed anew it has other bytes, and is the same message."""
    message_id = name.envelope_id.hex()
    query = "SELECT kind FROM messages WHERE id = ?"
    if house.database.main.execute(query, (message_id,)).fetchone() is None:
        return False
    kept = open_message(house, message_id).payload
    if hmac.compare_digest(kept.mailbox_key, payload.mailbox_key) and _told(kept) == _told(payload):
        found.duplicates += 1
        return True
    raise _SecondVersion("the first that opens counts; this one is kept aside")


def _told(payload: ReportPayload | AdditionPayload) -> object:
    """Return what makes a message that message: its words, not its wrapping."""
    if isinstance(payload, ReportPayload):
        return payload.report
    return payload.kind, payload.text, payload.attachments


def _new_case(house: House, payload: ReportPayload) -> str:
    words = {"concern": payload.report["concern"], "language": payload.report["language"]}
    return make_case(house, received=house.today(), state="received", **words)


def _cases_of(house: House, payload: AdditionPayload) -> list[str]:
    """Return every case that holds the report which this follows."""
    follows = payload.follows.hex()
    cases = cases_of(house, follows)
    if not cases:
        raise _Stray("its report is not here")
    kept = open_message(house, follows)
    if kept.kind != "report" or not hmac.compare_digest(kept.payload.mailbox_key, payload.mailbox_key):
        raise _Stray("its proof does not fit its report")
    return cases


def _note_attachments(house: House, message_id: str, refs: tuple[AttachmentRef, ...]) -> None:
    rows = [(ref.id.hex(), message_id, ref.parts, ref.digest, 0) for ref in refs]
    house.database.main.executemany("INSERT OR IGNORE INTO attachments VALUES (?, ?, ?, ?, ?)", rows)


def _log(house: House, case: str, kind: str, opened: Readdressed) -> None:
    nonce = house.rng(32)
    entry = {"verb": "collect", "time": house.now().isoformat(), "case": case, "kind": kind, "nonce": nonce.hex()}
    house.ledger.append({**entry, "commitment": opened.commitment(nonce)}, case=case)


def _tell(house: House, case: str, message_id: str, payload: ReportPayload | AdditionPayload) -> None:
    count = {"attachments": len(payload.attachments)}
    if isinstance(payload, AdditionPayload):
        tell(house, "addition", case=case, addition=payload.kind, day=house.today(), **count)
        return
    report = payload.report
    words = {"concern": report["concern"], "language": report["language"]}
    words |= {"urgency": suggest(house.charter, report).value}  # the word alone: which answer gave it stays sealed
    words |= {"decision": decision_of(house, report, house.today())}
    tell(house, "report", case=case, report=message_id, received=house.today(), **words, **count)


def _retry_strays(house: House, found: Collected) -> None:
    """Try again what came before its report: segments have no order among themselves."""
    for name in list(_strays(house)):
        body = house.database.payload(f"quarantine:{sha256(name.encode()).hexdigest()}")
        try:
            with house.database.main as main:
                _take_post(house, Name.parse(name), body, found)
                main.execute("DELETE FROM quarantine WHERE name = ?", (name,))
                house.database.commit_payloads()
        except (EnvelopeError, OpenerError):
            house.database.payloads.rollback()
            house.ledger.forget_uncommitted()


def _strays(house: House) -> Iterator[str]:
    rows = house.database.main.execute("SELECT name FROM quarantine WHERE reason = ?", (_STRAY,)).fetchall()
    return (name for (name,) in rows)
