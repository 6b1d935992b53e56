"""The verbs with which officers write, each one transaction with its entry in the log.

Nothing is ever overwritten but what its own writer typed a moment ago.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from tocsin.envelope.answers import clean_text
from tocsin.envelope.keys import write_time
from tocsin.exchange.request import Request
from tocsin.opener.authorise.officers import role_of
from tocsin.opener.authorise.rules import SUPERVISOR
from tocsin.opener.entries import entry_of, logged
from tocsin.opener.errors import BadArgument, NoSuchPaper, NotYours, OwnChange, SomeoneWasFirst
from tocsin.opener.house import House
from tocsin.opener.papers import keeping
from tocsin.opener.papers.keeping import CONFIRM, CONFIRMED, PROPOSED, RESTORE, STANDING, WITHDRAW, WRITE, Act, Paper
from tocsin.opener.papers.rules import MOST, OWN, REPLACED, TYPED_WITHIN, fault_of, may_take_back

HANDOVER = "handover"


def write(house: House, request: Request) -> dict[str, Any]:
    """Write a paper, or the next version of one; of the desk itself only a handover."""
    words = request.arguments
    kind, text, outcome = words.get("kind"), words.get("text"), words.get("outcome")
    if fault := fault_of(kind, text, outcome) or ("" if request.case or kind == HANDOVER else "a case"):
        raise BadArgument(fault)
    act = _act(house, request, WRITE) | {"text": clean_text(str(text))} | ({"outcome": outcome} if outcome else {})
    paper = _last(house, request, str(kind)) if kind in REPLACED else None
    if paper is None and ("paper" in words or words.get("version")):
        raise NoSuchPaper("no paper of this kind that could be replaced")
    return _add(house, request, paper, act) if paper else _new(house, request, str(kind), act)


def withdraw(house: House, request: Request) -> dict[str, Any]:
    """Mark a paper as withdrawn; it stays readable."""
    paper = keeping.find(house, request.case, request.arguments.get("paper"))
    supervises = role_of(house, request.officer) == SUPERVISOR
    who = {"officer": request.officer, "writer": str(paper.last["officer"])}
    if not may_take_back(**who, supervises=supervises, written=paper.written, now=house.now()):
        raise NotYours("a paper is withdrawn by who wrote it, for ten minutes, or by a supervisor")
    return _mark(house, request, paper, WITHDRAW, after="withdrawn = 1", before="withdrawn = 0")


def restore(house: House, request: Request) -> dict[str, Any]:
    """Undo a withdrawal: who withdrew it may, or a supervisor."""
    paper = keeping.find(house, request.case, request.arguments.get("paper"))
    by = [act["officer"] for act in paper.story if act["act"] == WITHDRAW][-1:]
    if by != [request.officer] and role_of(house, request.officer) != SUPERVISOR:
        raise NotYours("a paper is restored by who withdrew it, or by a supervisor")
    return _mark(house, request, paper, RESTORE, after="withdrawn = 0", before="withdrawn = 1")


def confirm_finding(house: House, request: Request) -> dict[str, Any]:
    """Confirm a finding that another officer proposed."""
    paper = keeping.find(house, request.case, request.arguments.get("paper"))
    if paper.kind != "finding":
        raise NoSuchPaper("no such finding in this case")
    if paper.last["officer"] == request.officer:
        raise OwnChange("nobody confirms their own finding")
    before = f"state = '{PROPOSED}' AND withdrawn = 0"
    return _mark(house, request, paper, CONFIRM, after=f"state = '{CONFIRMED}'", before=before)


def _last(house: House, request: Request, kind: str) -> Paper | None:
    """Return what would be replaced; it must be the one, and the version, that the writer saw, if they say which."""
    found = [p for p in keeping.papers_of(house, request.case, kind=kind) if not p.withdrawn]
    if kind in OWN:
        found = [p for p in found if p.last["officer"] == request.officer]
    paper = found[-1] if found else None
    named, version = request.arguments.get("paper"), request.arguments.get("version")
    if paper and ((named and named != paper.id) or (version is not None and version != len(paper.versions))):
        raise SomeoneWasFirst(request.case)
    return paper


def _new(house: House, request: Request, kind: str, act: Act) -> dict[str, Any]:
    if keeping.count(house, request.case) >= MOST:
        raise BadArgument(f"at most {MOST} papers of a case")
    state = PROPOSED if kind == "finding" and house.charter.line.two_persons.findings else STANDING
    paper = Paper(keeping.new_id(house), request.case, kind, state, withdrawn=False, story=())
    sealed = keeping.seal(house, paper, 0, act)
    with logged(house, _entry(request, paper, sealed), case=request.case):
        keeping.put(house, paper)
        keeping.put_act(house, paper, 0, sealed)
    return _answer(replace(paper, story=(act,)))


def _add(house: House, request: Request, paper: Paper, act: Act) -> dict[str, Any]:
    story = paper.story
    typing = paper.kind in OWN and story[-1]["act"] == WRITE
    if typing and paper.written >= datetime.fromisoformat(act["time"]) - TYPED_WITHIN:
        story, act = story[:-1], act | {"time": paper.last["time"]}  # from when the version began, so that it ends
    sealed = keeping.seal(house, paper, len(story), act)
    with logged(house, _entry(request, paper, sealed), case=request.case):
        keeping.put_act(house, paper, len(story), sealed)
    return _answer(replace(paper, story=(*story, act)))


def _mark(house: House, request: Request, paper: Paper, what: str, *, after: str, before: str) -> dict[str, Any]:
    act = _act(house, request, what)
    sealed = keeping.seal(house, paper, len(paper.story), act)
    with logged(house, _entry(request, paper, sealed), case=request.case):
        query = f"UPDATE papers SET {after} WHERE id = ? AND {before}"  # noqa: S608 - constants
        if house.database.main.execute(query, (paper.id,)).rowcount == 0:
            raise SomeoneWasFirst(request.case)
        keeping.put_act(house, paper, len(paper.story), sealed)
    return _answer(keeping.find(house, paper.case, paper.id))


def _act(house: House, request: Request, act: str) -> Act:
    return {"act": act, "officer": request.officer, "time": write_time(house.now().replace(microsecond=0))}


def _entry(request: Request, paper: Paper, sealed: bytes) -> dict[str, Any]:
    # The digest of what was sealed binds the text to the log, which so tells of a version that was put back.
    return entry_of(request) | {"paper": paper.id, "kind": paper.kind, "digest": sha256(sealed).hexdigest()}


def _answer(paper: Paper) -> dict[str, Any]:
    told = {"case": paper.case, "paper": paper.id, "kind": paper.kind, "state": paper.state}
    return told | {"withdrawn": paper.withdrawn, "version": len(paper.versions)}
