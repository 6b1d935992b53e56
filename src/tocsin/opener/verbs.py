"""What a request does, once it was checked. The log entry is durable before the answer leaves; no log, no answer."""

import base64
from collections import Counter
from collections.abc import Callable
from typing import Any

from tocsin.envelope.answers import LANGUAGE
from tocsin.envelope.attachment import read_manifest
from tocsin.envelope.header import read_header
from tocsin.envelope.replies import STATES
from tocsin.envelope.report import AdditionPayload, ReportPayload
from tocsin.envelope.unseal import file_key, open_payload
from tocsin.exchange.request import Request
from tocsin.opener.authorise.officers import everybody, role_of
from tocsin.opener.authorise.proposals import decide, list_proposals, propose
from tocsin.opener.authorise.rules import SUPERVISOR, Verb
from tocsin.opener.authorise.seeing import VISIBLE
from tocsin.opener.entries import entry_of, logged, write_entry
from tocsin.opener.errors import BadArgument, NoSuchAttachment, NoSuchCase, NotAllowed, SomeoneWasFirst
from tocsin.opener.feed import tell
from tocsin.opener.house import House
from tocsin.opener.messages import Message, key_name, messages_of, report_of
from tocsin.opener.replying import add_reply, lay_replies, replies_of

MOST_LISTED = 10_000
LONGEST_TEXT = 50_000  # characters of a reply


def carry_out(house: House, request: Request) -> dict[str, Any]:
    """Log a checked request, then do it."""
    acts: dict[str, Callable[[House, Request], dict[str, Any]]] = {
        Verb.CASES: list_cases,
        Verb.OPEN: open_case,
        Verb.ATTACHMENT: open_attachment,
        Verb.LAY_REPLY: lay_reply,
        Verb.LOG: show_log,
        Verb.QUARANTINE: list_quarantine,
        Verb.RECUSE: recuse,
        Verb.OFFICERS: list_officers,
        Verb.PROPOSALS: show_proposals,
        Verb.PROPOSE: propose,
        Verb.CONFIRM: decide,
        Verb.DECLINE: decide,
    }
    return acts[request.verb](house, request)


def list_cases(house: House, request: Request) -> dict[str, Any]:
    """List the cases that exist for this officer, newest first: what stands in clear, and nothing that was told."""
    limit = request.arguments.get("limit", 50)
    if not isinstance(limit, int) or not 1 <= limit <= MOST_LISTED:
        raise BadArgument(f"a limit from 1 to {MOST_LISTED}")
    write_entry(house, entry_of(request), case=request.case)
    query = (
        "SELECT id, received, state, concern, language, "  # noqa: S608 - constants
        "(SELECT message_id FROM case_messages JOIN messages ON messages.id = message_id "
        " WHERE case_id = cases.id AND kind = 'report' LIMIT 1), "
        "(SELECT count(*) FROM attachments JOIN case_messages USING (message_id) WHERE case_id = cases.id), "
        "(SELECT group_concat(kind) FROM case_messages JOIN messages ON messages.id = message_id "
        " WHERE case_id = cases.id AND kind <> 'report') "
        f"FROM cases WHERE {VISIBLE} ORDER BY number DESC LIMIT :limit"
    )
    rows = house.database.main.execute(query, {"officer": request.officer, "limit": limit}).fetchall()
    names = ("case", "received", "state", "concern", "language", "report", "attachments")
    cases = [dict(zip(names, row[:-1], strict=True)) | {"added": _counted(row[-1])} for row in rows]
    query = f"SELECT count(*) FROM cases WHERE {VISIBLE}"  # noqa: S608 - a constant
    (total,) = house.database.main.execute(query, {"officer": request.officer}).fetchone()
    return {"cases": cases, "total": total}


def open_case(house: House, request: Request) -> dict[str, Any]:
    """Open a case: the answers, whom they concern apart, additions, attachments, replies. Never the slip."""
    state, received = _case(house, request.case)
    write_entry(house, entry_of(request), case=request.case)
    messages = messages_of(house, request.case)
    message_id, report = report_of(house, request.case)
    answers = dict(report.report)
    return {
        "case": request.case,
        "state": state,
        "received": received,
        "about": answers.pop("about", ""),
        "report": answers,
        "charter": report.charter,
        "additions": [_addition(m) for m in messages if isinstance(m.payload, AdditionPayload)],
        "attachments": [a for m in messages for a in _attachments(house, m.id)],
        "replies": replies_of(house, request.case, message_id),
    }


def open_attachment(house: House, request: Request) -> dict[str, Any]:
    """Open one part of an attachment; the desk asks part by part, and writes it where its officer said."""
    attachment, number = request.arguments.get("attachment"), request.arguments.get("part")
    query = (
        "SELECT message_id, parts, header FROM attachments JOIN case_messages USING (message_id) "
        "JOIN attachment_parts ON attachment_id = attachments.id "
        "WHERE attachments.id = ? AND case_id = ? AND number = ? AND complete = 1"
    )
    if not isinstance(attachment, str) or not isinstance(number, int):
        raise BadArgument("an attachment's id and a part's number")
    row = house.database.main.execute(query, (attachment, request.case, number)).fetchone()
    if row is None or number >= row[1]:
        raise NoSuchAttachment(attachment)
    write_entry(house, entry_of(request), case=request.case)
    plain = _open_part(house, str(row[0]), attachment, number, bytes(row[2]))
    return {"part": number, "parts": row[1], "content": base64.b64encode(plain).decode()}


def lay_reply(house: House, request: Request) -> dict[str, Any]:
    """Seal an answer to the reporter and lay it among the replies."""
    state, text = request.arguments.get("state", "in work"), request.arguments.get("text", "")
    language = request.arguments.get("language", "")
    if state not in STATES[1:] or not isinstance(text, str) or not text.strip():
        raise BadArgument(f"a text, and a state of: {', '.join(STATES[1:])}")
    if len(text) > LONGEST_TEXT:
        raise BadArgument(f"a text of at most {LONGEST_TEXT} characters")
    if not isinstance(language, str) or (language and not LANGUAGE.fullmatch(language)):
        raise BadArgument("a language tag such as en or zh-Hans")
    before, _ = _case(house, request.case)
    message_id, report = report_of(house, request.case)
    with logged(house, entry_of(request), case=request.case):
        query = "UPDATE cases SET state = ? WHERE id = ? AND state = ?"
        if house.database.main.execute(query, (state, request.case, before)).rowcount == 0:
            raise SomeoneWasFirst(request.case)
        words = {"state": state, "text": text, "language": language, "officer": request.officer}
        number = add_reply(house, request.case, message_id, report, **words)
        tell(house, "state", case=request.case, state=state, day=house.today())
    if house.charter.line.replies_batch_minutes == 0:
        lay_replies(house)
    return {"case": request.case, "number": number, "state": state}


def show_log(house: House, request: Request) -> dict[str, Any]:
    """Return size and root of the log after comparing it with what the disk holds."""
    write_entry(house, entry_of(request), case=request.case)
    house.ledger.verify()
    size, root = house.ledger.head()
    return {"size": size, "root": root.hex()}


def list_quarantine(house: House, request: Request) -> dict[str, Any]:
    """List what could not be opened, with the reason."""
    write_entry(house, entry_of(request), case=request.case)
    rows = house.database.main.execute("SELECT name, reason, received FROM quarantine ORDER BY rowid").fetchall()
    return {"quarantine": [dict(zip(("name", "reason", "received"), row, strict=True)) for row in rows]}


def recuse(house: House, request: Request) -> dict[str, Any]:
    """Keep an officer from a case: oneself, or as a supervisor somebody else."""
    officer = request.arguments.get("officer", request.officer)
    if officer != request.officer and role_of(house, request.officer) != SUPERVISOR:
        raise NotAllowed("another officer is recused by a supervisor", hint="Tell a supervisor why.")
    if not isinstance(officer, str) or role_of(house, officer) is None:
        raise BadArgument("an officer's name")
    with logged(house, entry_of(request) | {"recused": officer}, case=request.case):
        query = "INSERT OR IGNORE INTO recusals VALUES (?, ?, ?)"
        if house.database.main.execute(query, (officer, request.case, request.officer)).rowcount:
            tell(house, "recusal", officer=officer, case=request.case)
    return {"case": request.case, "recused": officer}


def list_officers(house: House, request: Request) -> dict[str, Any]:
    """List who is and was an officer, with role, compartments and keys."""
    write_entry(house, entry_of(request))
    return {"officers": everybody(house)}


def show_proposals(house: House, request: Request) -> dict[str, Any]:
    """List the proposals that wait for another supervisor."""
    write_entry(house, entry_of(request))
    return {"proposals": list_proposals(house, request.officer)}


def _case(house: House, case: str) -> tuple[str, str]:
    row = house.database.main.execute("SELECT state, received FROM cases WHERE id = ?", (case,)).fetchone()
    if row is None:
        raise NoSuchCase(case)
    return str(row[0]), str(row[1])


def _counted(kinds: str | None) -> dict[str, int]:
    """Count what was added to a case by its kind: `{"addition": 2, "protection": 1}`."""
    return dict(Counter(kinds.split(","))) if kinds else {}


def _addition(message: Message) -> dict[str, Any]:
    payload = message.payload
    text = "" if isinstance(payload, ReportPayload) else payload.text
    told = {"received": message.received, "kind": message.kind, "text": text}
    return told | {"attachments": len(payload.attachments)}


def _attachments(house: House, message_id: str) -> list[dict[str, Any]]:
    query = "SELECT id, parts, complete FROM attachments WHERE message_id = ? ORDER BY rowid"
    shown = []
    for attachment, parts, complete in house.database.main.execute(query, (message_id,)).fetchall():
        entry: dict[str, Any] = {"id": attachment, "complete": bool(complete)}
        if complete:
            query = "SELECT header FROM attachment_parts WHERE attachment_id = ? AND number = ?"
            (header,) = house.database.main.execute(query, (attachment, parts)).fetchone()
            manifest = read_manifest(_open_part(house, message_id, attachment, parts, bytes(header)))
            entry |= {"name": manifest.name, "type": manifest.type, "size": manifest.size}
            entry |= {"sha256": manifest.sha256.hex(), "parts": parts}
        shown.append(entry)
    return shown


def _open_part(house: House, message_id: str, attachment: str, number: int, header: bytes) -> bytes:
    key = file_key(read_header(header)[0], house.ring.get(key_name(message_id)))
    return open_payload(house.kept.place(bytes.fromhex(attachment), number).read_bytes(), key)
