"""Which files an export has that carries the rewrite instead of the report: nothing that the reporter sent.

Not one byte of a message, sealed or open, no attachment's name, no count, no day on which something was received, and
nothing else that officers wrote: any of it could tell who reported.
"""

from collections.abc import Iterator
from typing import Any

from tocsin.exchange.request import Request
from tocsin.opener.errors import NoSuchPaper, SomeoneWasFirst
from tocsin.opener.exporting.proving import rewrite_proof
from tocsin.opener.exporting.readme import REWRITE
from tocsin.opener.exporting.tarring import File
from tocsin.opener.house import House
from tocsin.opener.papers import keeping
from tocsin.opener.papers.keeping import WRITE, Paper

_SEALED = "rewrite.sealed"


def rewrite_of(house: House, request: Request) -> Paper:
    """Return the rewrite that a request names; `SomeoneWasFirst` if another version stands by now."""
    paper = keeping.find(house, request.case, request.arguments.get("paper"))
    if paper.kind != "rewrite" or paper.withdrawn:
        raise NoSuchPaper("no such rewrite in this case")
    if len(paper.versions) != request.arguments.get("version"):
        raise SomeoneWasFirst(request.case)
    return paper


def files(house: House, request: Request, paper: Paper, entry: dict[str, Any], *, confirmed_by: str) -> Iterator[File]:
    """Return the files; `entry` is what the log says of the export."""
    told = {"case": request.case, "desk": house.desk, "line": house.line.hex(), "officer": request.officer}
    words = {**told, "day": house.today(), "reason": request.reason, "confirmed_by": confirmed_by or "nobody"}
    yield File.of("README.txt", REWRITE.format(**words).encode())
    yield File.json("case.json", {"format": "tocsin/export/v1", **told, "confirmed_by": confirmed_by, "log": entry})
    written = {name: paper.last[name] for name in ("text", "officer", "time")}
    yield File.json("rewrite.json", {"paper": paper.id, "version": len(paper.versions), **written})
    number = max(place for place, act in enumerate(paper.story) if act["act"] == WRITE)
    sealed = keeping.sealed_act(house, paper, number)
    yield File.of(_SEALED, sealed)
    yield File.json("proof.json", rewrite_proof(house, request.case, sealed, _SEALED))
