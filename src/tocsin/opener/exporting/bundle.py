"""Which files an exported case has. Attachments are opened part by part; all else of a case fits into memory."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tocsin.envelope.errors import Damaged
from tocsin.exchange.request import Request
from tocsin.opener.exporting.proving import proof
from tocsin.opener.exporting.readme import TEXT
from tocsin.opener.exporting.tarring import File
from tocsin.opener.house import House
from tocsin.opener.opening import open_part

LEFT_OUT = ("draft", "handover")  # what was not said yet, and what officers tell each other about their work


def files(house: House, request: Request, case: dict[str, Any], entry: dict[str, Any]) -> Iterator[File]:
    """Return the files; `case` is as an officer opens it, `entry` what the log says of the export."""
    told = {"case": case["case"], "desk": house.desk, "line": house.line.hex(), "officer": request.officer}
    yield File.of("README.txt", TEXT.format(**told, day=house.today(), reason=request.reason).encode())
    about = {name: case[name] for name in ("state", "received", "attachments")}
    papers = [paper for paper in case["papers"] if paper["kind"] not in LEFT_OUT]
    yield File.json("case.json", {"format": "tocsin/export/v1", **told, **about, "log": entry})
    sealed = {}
    for kind in ("reports", "additions"):
        for message in case[kind]:
            sealed[message["message"]] = f"{kind}/{message['message']}.sealed"
            yield File.json(f"{kind}/{message['message']}.json", message)
    for message, name in sealed.items():
        yield File.of(name, house.database.payload(f"envelope:{message}"))
    yield File.json("replies.json", {"replies": case["replies"]})
    yield File.json("papers.json", {"papers": papers})
    yield File.json("proof.json", proof(house, request.officer, sealed))
    for attachment in case["attachments"]:
        if attachment["complete"]:
            yield File(f"attachments/{attachment['id']}", attachment["size"], _content(house, attachment))


def _content(house: House, attachment: dict[str, Any]) -> Iterator[bytes]:
    digest = sha256()
    for number in range(attachment["parts"]):
        piece = open_part(house, attachment["message"], attachment["id"], number)
        digest.update(piece)
        yield piece
    if digest.hexdigest() != attachment["sha256"]:
        raise Damaged("an attachment is not the file that its manifest names")
