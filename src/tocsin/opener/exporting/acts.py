"""The verbs of an export: begun with the officer's own key and, where the charter says two, another's; part by part."""

import base64
from collections.abc import Iterator
from typing import Any

from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.recipients import Recipient
from tocsin.exchange.request import Request
from tocsin.opener.authorise.fresh import Fresh
from tocsin.opener.authorise.proposals import use
from tocsin.opener.entries import entry_of, logged, write_entry
from tocsin.opener.errors import BadArgument, NotAllowed, SecondOfficerMissing
from tocsin.opener.exporting import rewriting
from tocsin.opener.exporting.bundle import files
from tocsin.opener.exporting.rewriting import rewrite_of
from tocsin.opener.exporting.streams import Export, sealed_parts
from tocsin.opener.exporting.tarring import File, tar
from tocsin.opener.house import House
from tocsin.opener.opening import contents

EXPORT, EXPORT_REWRITE = "export", "export-rewrite"
_ID = 16
MOST_PARTS = 2**31


def export(house: House, request: Request, fresh: Fresh | None) -> dict[str, Any]:
    """Begin an export to the recipient that is named, of the case or of its rewrite; return its first part."""
    if fresh is None:
        raise NotAllowed("an export is signed with the officer's own key")
    recipient, proposal = _recipient(request.arguments.get("recipient")), request.arguments.get("proposal")
    if proposal is None and house.charter.line.two_persons.exports:
        raise SecondOfficerMissing("an export takes two officers")
    rewrite = rewrite_of(house, request) if "paper" in request.arguments else None
    about: dict[str, Any] = {"recipient": recipient.text}
    about |= {name: request.arguments.get(name) for name in ("paper", "version")} if rewrite else {}
    entry, confirmed_by = entry_of(request) | fresh.entry(), ""
    with logged(house, entry, case=request.case):
        fresh.proof.keep(house)
        if proposal is not None:
            confirmed_by = use(house, request, EXPORT_REWRITE if rewrite else EXPORT, str(proposal), about)
        number = house.ledger.head()[0] - 1
    if rewrite:
        size, found = 0, rewriting.files(house, request, rewrite, entry, confirmed_by=confirmed_by)
    else:
        case = contents(house, request)
        size = sum(each["size"] for each in case["attachments"] if each["complete"])
        found = files(house, request, case, entry)
    told = {"file": f"{request.case}.tar.age", "entry": number, "size": size}
    return told | _begin(house, request, recipient, found)


def _begin(house: House, request: Request, recipient: Recipient, found: Iterator[File]) -> dict[str, Any]:
    day = house.now().replace(hour=0, minute=0, second=0, microsecond=0)
    parts = sealed_parts(tar(found, time=int(day.timestamp())), recipient, rng=house.rng)
    name, now = house.rng(_ID).hex(), house.now()
    begun = Export(request.officer, request.case, parts, now=now)
    house.exports.begin(name, begun, now=now)
    return {"export": name} | _part(begun, 0)


def export_part(house: House, request: Request) -> dict[str, Any]:
    """Return the next part of an export under way, or the last one again."""
    name, number = request.arguments.get("export"), request.arguments.get("part")
    if type(number) is not int or not 0 <= number < MOST_PARTS:
        raise BadArgument("a part's number")
    found = house.exports.find(name, request.officer, request.case, now=house.now())
    write_entry(house, entry_of(request) | {"export": name, "part": number}, case=request.case)
    return {"export": name} | _part(found, number)


def _part(found: Export, number: int) -> dict[str, Any]:
    content, last = found.part(number)
    return {"part": number, "last": last, "content": base64.b64encode(content).decode()}


def _recipient(text: object) -> Recipient:
    try:
        return Recipient.parse(text if isinstance(text, str) else "")
    except (EnvelopeError, ValueError):
        raise BadArgument("a recipient that begins with age1pq") from None
