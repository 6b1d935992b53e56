"""What leads to a close: an answer that tells the reporter it is closed, and findings that wait for a second officer.

An answer cannot be taken back once it is laid, so what would keep the case from closing is said before it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tocsin.desk.cases import actions, open_ends
from tocsin.desk.cases.actions import CaseStillOpen, NotPossible
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.cases.queries import findings_of
from tocsin.desk.cases.rules import Lacking, Outcome, State, may_move
from tocsin.desk.staff.models import Officer
from tocsin.exchange.request import Request

ROOM = "case"  # of the open ends that this room registers itself: a finding's paper is the code
CLOSED, QUESTION = "closed", "question"  # states that a reporter is told


def check(signed: Request, outcome: str, *, officer: Officer) -> None:
    """Do nothing if what a signed request asks for may be done as the case stands; else raise, before it is asked."""
    match signed.verb, signed.arguments:
        case "lay-reply", {"state": "closed"}:
            found = actions.find(signed.case, officer)
            if found.state == State.CLOSED:  # told once more, after it was closed
                return
            if outcome not in set(Outcome):
                raise NotPossible(signed.case)
            actions.check_close(found, outcome, answering=True)
        case "write", {"kind": "finding"}:
            found = actions.find(signed.case, officer)
            if not (found.source_grade and found.content_grade):
                raise CaseStillOpen(signed.case, (Lacking.GRADES,))


def follow_answer(*, case: str, officer: Officer, state: str, outcome: str, now: datetime) -> None:
    """Move a case to where the answer put it: a question waits, a close closes, the first word begins the work."""
    stands = actions.find(case, officer).state
    words: dict[str, Any] = {"case": case, "officer": officer, "now": now}
    if state == CLOSED and stands != State.CLOSED:
        actions.move_case(**words, act="close", outcome=outcome)
    elif state == QUESTION and may_move("ask", stands):
        actions.move_case(**words, act="ask")
    elif stands == State.NEW:
        actions.move_case(**words, act="begin")


def wait_for(case: str, paper: Mapping[str, Any]) -> None:
    """Keep a case open for a finding that another officer must confirm, or let it go."""
    words = {"case": case, "room": ROOM, "code": str(paper["paper"])}
    if paper["state"] == "proposed" and not paper["withdrawn"]:
        open_ends.register(**words)
    else:
        open_ends.settle(**words)


def repair(case: Case, papers: Iterable[Mapping[str, Any]]) -> None:
    """Set the story and what waits right, from the papers themselves.

    A finding is also written, confirmed and taken back at a command line, and a process can end between an act and its
    note.
    """
    known = set(case.events.filter(act="finding").values_list("became__paper", flat=True))
    for paper in papers:
        if paper["kind"] != "finding":
            continue
        wait_for(case.id, {"paper": paper["id"], "state": paper["state"], "withdrawn": paper["withdrawn"]})
        if paper["id"] not in known:
            told = {"outcome": paper["outcome"], "paper": paper["id"]}
            _note(case, paper["officer"], "finding", told, paper["time"])
        if paper["withdrawn"] == (paper["id"] in findings_of(case)):
            act, who = ("withdrawn", paper["withdrawn_by"]) if paper["withdrawn"] else ("restored", "")
            _note(case, who, f"finding-{act}", {"paper": paper["id"]}, paper["time"])


def _note(case: Case, officer: str, act: str, told: actions.Fields, time: str) -> None:
    Event.objects.create(case=case, officer=officer, act=act, became=told, at=datetime.fromisoformat(time))
