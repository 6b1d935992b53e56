"""Open a case: everything that was told, added, answered and written, of every report that it holds. Never the slip."""

from typing import Any

from tocsin.envelope.attachment import Manifest, read_manifest
from tocsin.envelope.header import read_header
from tocsin.envelope.referral import FORWARDED
from tocsin.envelope.unseal import file_key, open_payload
from tocsin.exchange.request import Request
from tocsin.opener.authorise.seeing import is_seen
from tocsin.opener.entries import entry_of, write_entry
from tocsin.opener.errors import NoSuchCase
from tocsin.opener.house import House
from tocsin.opener.messages import Message, erased_of, key_name, messages_of
from tocsin.opener.papers.keeping import papers_of
from tocsin.opener.referring.keeping import of_case, whereabouts
from tocsin.opener.replying import replies_of

_NOTHING: dict[str, Any] = {"about": "", "report": {}, "charter": ""}  # of a case whose every report was erased


def open_case(house: House, request: Request) -> dict[str, Any]:
    """Open a case; what is at its top (`report`, `about`, `charter`) is the first report's."""
    state_of(house, request.case)
    write_entry(house, entry_of(request), case=request.case)
    return contents(house, request)


def contents(house: House, request: Request) -> dict[str, Any]:
    """Return what a case holds, for a request whose entry is in the log."""
    case = request.case
    state, received = state_of(house, case)
    messages = messages_of(house, case)
    reports = [_report(house, m) for m in messages if m.kind == "report"]
    return {
        "case": case,
        "state": state,
        "received": received,
        **({name: reports[0][name] for name in _NOTHING} if reports else _NOTHING),
        "reports": reports,
        "erased": erased_of(house, case),
        "additions": [_addition(m) for m in messages if m.kind != "report"],
        "attachments": [a for m in messages for a in attachments_of(house, m.id)],
        "replies": [reply for report in reports for reply in _replies(house, request, report["message"])],
        "referrals": [kept.shown() for kept in of_case(house, case) if kept.kind != FORWARDED],
        "papers": [paper.shown() for paper in papers_of(house, case)],
    }


def state_of(house: House, case: str) -> tuple[str, str]:
    """Return the state that a case is in, and the day on which its first report was received."""
    row = house.database.main.execute("SELECT state, received FROM cases WHERE id = ?", (case,)).fetchone()
    if row is None:
        raise NoSuchCase(case)
    return str(row[0]), str(row[1])


def attachments_of(house: House, message_id: str) -> list[dict[str, Any]]:
    """Return what came with a message: of what has arrived whole also name, type, size and digest."""
    query = "SELECT id, parts, complete FROM attachments WHERE message_id = ? ORDER BY rowid"
    shown = []
    for attachment, parts, complete in house.database.main.execute(query, (message_id,)).fetchall():
        entry: dict[str, Any] = {"id": attachment, "message": message_id, "complete": bool(complete)}
        if complete:
            manifest = manifest_of(house, message_id, attachment, parts)
            entry |= {"name": manifest.name, "type": manifest.type, "size": manifest.size}
            entry |= {"sha256": manifest.sha256.hex(), "parts": parts}
        shown.append(entry)
    return shown


def manifest_of(house: House, message_id: str, attachment: str, parts: int) -> Manifest:
    """Open an attachment's manifest, which lies behind its last part."""
    return read_manifest(open_part(house, message_id, attachment, parts))


def open_part(house: House, message_id: str, attachment: str, number: int) -> bytes:
    """Open one part of an attachment in memory."""
    query = "SELECT header FROM attachment_parts WHERE attachment_id = ? AND number = ?"
    (header,) = house.database.main.execute(query, (attachment, number)).fetchone()
    key = file_key(read_header(bytes(header))[0], house.ring.get(key_name(message_id)))
    return open_payload(house.kept.place(bytes.fromhex(attachment), number).read_bytes(), key)


def _report(house: House, message: Message) -> dict[str, Any]:
    answers = dict(message.report)
    told = {"message": message.id, "received": message.received, "charter": message.charter}
    told |= {"elsewhere": whereabouts(house, message.id).desk}
    return told | {"about": answers.pop("about", ""), "report": answers}


def _replies(house: House, request: Request, report: str) -> list[dict[str, Any]]:
    """Return the replies to a reporter, but none of a case that does not exist for this officer."""
    told = replies_of(house, report, lambda case: is_seen(house, request.officer, case))
    return [{"message": report, **reply} for reply in told]


def _addition(message: Message) -> dict[str, Any]:
    told = {"message": message.id, "follows": message.follows, "received": message.received, "kind": message.kind}
    return told | {"text": message.text, "attachments": len(message.payload.attachments)}
