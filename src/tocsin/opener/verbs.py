"""What a request does, once it was checked. The log entry is durable before the answer leaves; no log, no answer."""

import base64
from collections import Counter
from collections.abc import Callable
from typing import Any

from tocsin.exchange.request import Request
from tocsin.opener.answering import lay_reply
from tocsin.opener.authorise.fresh import Fresh
from tocsin.opener.authorise.officers import everybody, role_of
from tocsin.opener.authorise.proposals import decide, list_confirmed, list_decided, list_proposals, propose
from tocsin.opener.authorise.rules import SUPERVISOR, Verb, may_act
from tocsin.opener.authorise.seeing import VISIBLE, recusals
from tocsin.opener.entries import entry_of, logged, write_entry
from tocsin.opener.errors import BadArgument, NoSuchAttachment, NotAllowed
from tocsin.opener.exporting.acts import export, export_part
from tocsin.opener.glancing import glance, handovers
from tocsin.opener.holding import keep_from, sharing
from tocsin.opener.house import House
from tocsin.opener.linking import link, new_case, unlink
from tocsin.opener.opening import open_case, open_part
from tocsin.opener.papers.acts import confirm_finding, restore, withdraw, write
from tocsin.opener.referring.acts import accept, give_back, refer

MOST_LISTED = 10_000


def carry_out(house: House, request: Request, fresh: Fresh | None = None) -> dict[str, Any]:
    """Log a checked request, then do it; `fresh` is the officer's own signature where a verb needs one."""
    own_key: dict[str, Callable[[House, Request, Fresh | None], dict[str, Any]]] = {
        Verb.EXPORT: export,
        Verb.REFER: refer,
        Verb.RETURN: give_back,
    }
    if request.verb in own_key:
        return own_key[request.verb](house, request, fresh)
    acts: dict[str, Callable[[House, Request], dict[str, Any]]] = {
        Verb.CASES: list_cases,
        Verb.OPEN: open_case,
        Verb.ATTACHMENT: open_attachment,
        Verb.LAY_REPLY: lay_reply,
        Verb.LOG: show_log,
        Verb.QUARANTINE: list_quarantine,
        Verb.RECUSE: recuse,
        Verb.LINK: link,
        Verb.UNLINK: unlink,
        Verb.NEW_CASE: new_case,
        Verb.EXPORT_PART: export_part,
        Verb.ACCEPT: accept,
        Verb.GLANCE: glance,
        Verb.HANDOVERS: handovers,
        Verb.WRITE: write,
        Verb.WITHDRAW: withdraw,
        Verb.RESTORE: restore,
        Verb.CONFIRM_FINDING: confirm_finding,
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
        " WHERE case_id = cases.id AND kind = 'report' ORDER BY messages.rowid LIMIT 1), "
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


def open_attachment(house: House, request: Request) -> dict[str, Any]:
    """Open one part of an attachment; the desk asks part by part, and writes it where its officer said."""
    attachment, number = request.arguments.get("attachment"), request.arguments.get("part")
    query = (
        "SELECT message_id, parts FROM attachments JOIN case_messages USING (message_id) "
        "JOIN attachment_parts ON attachment_id = attachments.id "
        "WHERE attachments.id = ? AND case_id = ? AND number = ? AND complete = 1"
    )
    if not isinstance(attachment, str) or not isinstance(number, int):
        raise BadArgument("an attachment's id and a part's number")
    row = house.database.main.execute(query, (attachment, request.case, number)).fetchone()
    if row is None or number >= row[1]:
        raise NoSuchAttachment(attachment)
    write_entry(house, entry_of(request), case=request.case)
    plain = open_part(house, str(row[0]), attachment, number)
    return {"part": number, "parts": row[1], "content": base64.b64encode(plain).decode()}


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
    """Keep an officer from a case and from all others that hold its reports: oneself, or as a supervisor another."""
    officer = request.arguments.get("officer", request.officer)
    if officer != request.officer and role_of(house, request.officer) != SUPERVISOR:
        raise NotAllowed("another officer is recused by a supervisor", hint="Tell a supervisor why.")
    if not isinstance(officer, str) or role_of(house, officer) is None:
        raise BadArgument("an officer's name")
    with logged(house, entry_of(request) | {"recused": officer}, case=request.case):
        for case in sharing(house, request.case):
            keep_from(house, officer, case, by_whom=request.officer)
    return {"case": request.case, "recused": officer}


def list_officers(house: House, request: Request) -> dict[str, Any]:
    """List who is and was an officer, with role, compartments and keys; to who works on cases, their recusals too."""
    write_entry(house, entry_of(request))
    works = may_act(role_of(house, request.officer) or "", Verb.OPEN)
    return {"officers": everybody(house), "recusals": recusals(house, request.officer) if works else []}


def show_proposals(house: House, request: Request) -> dict[str, Any]:
    """List the proposals that wait for another officer, those that wait for this one, and what was decided."""
    write_entry(house, entry_of(request))
    return {
        "proposals": list_proposals(house, request.officer),
        "confirmed": list_confirmed(house, request.officer),
        "decided": list_decided(house, request.officer),
    }


def _counted(kinds: str | None) -> dict[str, int]:
    """Count what was added to a case by its kind: `{"addition": 2, "protection": 1}`."""
    return dict(Counter(kinds.split(","))) if kinds else {}
