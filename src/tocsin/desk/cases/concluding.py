"""What leads to a close: an answer that tells the reporter it is closed, and findings that wait for a second officer.

An answer cannot be taken back once it is laid, so what would keep the case from closing is said before it.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.desk.cases import changing, moving, open_ends
from tocsin.desk.cases.changing import NotPossible
from tocsin.desk.cases.following import follow
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.cases.moving import CaseStillOpen
from tocsin.desk.cases.rules import Lacking, Outcome, Rewrite, State, findings
from tocsin.desk.staff.models import Officer
from tocsin.exchange.request import Request

ROOM = "case"  # of the open ends that this room registers itself: a finding's paper is the code
CLOSED = "closed"  # a state that a reporter is told
CONFIRM = "confirm-finding"
_ABOUT_FINDINGS = ("finding", "finding-withdrawn", "finding-restored", CONFIRM)


@dataclass(frozen=True)
class Beside:
    """What goes beside a signed answer, in codes: with which outcome it closes, and which day it promises."""

    outcome: str = ""
    promised: date | None = None

    @classmethod
    def read(cls, body: Mapping[str, object]) -> "Beside":
        """Read it from a post; what is no day is none."""
        try:
            day = date.fromisoformat(str(body.get("promised", "")))
        except ValueError:
            day = None
        return cls(str(body.get("outcome", "")), day)


def check(signed: Request, beside: Beside, *, officer: Officer) -> None:
    """Do nothing if what a signed request asks for may be done as the case stands; else raise, before it is asked."""
    match signed.verb, signed.arguments:
        case "lay-reply", {"state": "closed"}:
            with suppress(OpenerAway, Refused):  # what the reporter added a moment ago is read before they are told
                follow()
            found = changing.find(signed.case, officer)
            if found.state == State.CLOSED:  # told once more, after it was closed
                return
            if beside.outcome not in set(Outcome):
                raise NotPossible(signed.case)
            moving.check_close(found, beside.outcome, answering=True)
        case "write", {"kind": "finding"}:
            found = changing.find(signed.case, officer)
            if not (found.source_grade and found.content_grade):
                raise CaseStillOpen(signed.case, (Lacking.GRADES,))


def wait_for(case: str, paper: Mapping[str, Any]) -> None:
    """Keep a case open for a finding that another officer must confirm, or let it go."""
    words = {"case": case, "room": ROOM, "code": str(paper["paper"])}
    if paper["state"] == "proposed" and not paper["withdrawn"]:
        open_ends.register(**words)
    else:
        open_ends.settle(**words)


def repair(case: Case, papers: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Set the story and what waits right, from the papers themselves.

    A finding or a rewrite is also written, confirmed and taken back at a command line, and a process can end between an
    act and its note.
    """
    told = list(case.events.filter(act__in=_ABOUT_FINDINGS).order_by("id").values_list("act", "became"))
    known, confirmed = ({became["paper"] for act, became in told if act == name} for name in ("finding", CONFIRM))
    standing = set(findings(told))
    for paper in papers:
        if paper["kind"] == "rewrite" and not paper["withdrawn"]:
            _rewritten(case, paper, now)
        if paper["kind"] != "finding":
            continue
        wait_for(case.id, {"paper": paper["id"], "state": paper["state"], "withdrawn": paper["withdrawn"]})
        if paper["id"] not in known:
            words = {"outcome": paper["outcome"], "paper": paper["id"]}
            _note(case, paper["officer"], "finding", words, datetime.fromisoformat(paper["time"]))
            standing.add(paper["id"])
        if paper["withdrawn"] == (paper["id"] in standing):
            act, who = ("withdrawn", paper["withdrawn_by"]) if paper["withdrawn"] else ("restored", "")
            _note(case, who, f"finding-{act}", {"paper": paper["id"]}, now)
        if paper.get("confirmed_by") and paper["id"] not in confirmed:
            _note(case, paper["confirmed_by"], CONFIRM, {"paper": paper["id"]}, now)


def _rewritten(case: Case, paper: Mapping[str, Any], now: datetime) -> None:
    """Note the writings that the story does not have; what was checked was the text before them."""
    missing = paper["version"] - case.events.filter(act="rewrite", became__rewrite=Rewrite.DRAFT).count()
    for _ in range(missing):
        _note(case, paper["officer"], "rewrite", {"rewrite": Rewrite.DRAFT}, now)
    if missing > 0:
        Case.objects.filter(id=case.id).update(rewrite=Rewrite.DRAFT)
        case.rewrite = Rewrite.DRAFT


def _note(case: Case, officer: str, act: str, told: changing.Fields, at: datetime) -> None:
    Event.objects.create(case=case, officer=officer, act=act, became=told, at=at)
