"""A first look at many cases at once: a line each, so that a queue can be worked on without opening everything.

One entry names all that were glanced at. What a person concerned is called stands apart in a report, and no line of it
is shown here.
"""

from typing import Any

from tocsin.exchange.request import Request
from tocsin.opener.authorise.seeing import is_seen
from tocsin.opener.entries import entry_of, write_entry
from tocsin.opener.errors import BadArgument
from tocsin.opener.house import House
from tocsin.opener.messages import open_message, reports_of
from tocsin.opener.papers.keeping import papers_of, title_of

GIST = 160  # characters
_LATEST = 100  # handovers of the desk


def glance(house: House, request: Request) -> dict[str, Any]:
    """Return title and gist of the cases that exist for this officer; the others are silently absent."""
    seen = _seen(house, request)
    return {"cases": [{"case": c, "title": title_of(house, c), "gist": _gist(house, c)} for c in seen]}


def handovers(house: House, request: Request) -> dict[str, Any]:
    """Return what was written at the end of shifts: for the desk, and about the cases that are named.

    And how many of these hold a draft of who asks: what somebody else goes on with should not wait unsent.
    """
    cases = _seen(house, request)
    own = papers_of(house, "", kind="handover", last=_LATEST)
    about = [(case, papers_of(house, case, kind="handover")) for case in cases]
    return {
        "desk": [paper.shown() for paper in own],
        "cases": [{"case": case, "papers": [p.shown() for p in papers]} for case, papers in about if papers],
        "drafts": sum(_has_draft(house, case, request.officer) for case in cases),
    }


def _has_draft(house: House, case: str, officer: str) -> bool:
    own = [p for p in papers_of(house, case, kind="draft") if p.last["officer"] == officer and not p.withdrawn]
    return bool(own and own[-1].last["text"])


def _seen(house: House, request: Request) -> list[str]:
    """Return the named cases that exist for the officer, once the log names them."""
    named = request.arguments.get("cases", [])
    if not isinstance(named, list) or not all(isinstance(case, str) for case in named):
        raise BadArgument("a list of cases")
    seen = [case for case in dict.fromkeys(named) if is_seen(house, request.officer, case)]
    write_entry(house, entry_of(request) | {"cases": seen, "asked": max(1, len(named))})
    return seen


def _gist(house: House, case: str) -> str:
    """Return the first words of the first report; nothing, where every report was erased."""
    for report in reports_of(house, case)[:1]:
        return " ".join(open_message(house, report).report["what"].split())[:GIST]
    return ""
