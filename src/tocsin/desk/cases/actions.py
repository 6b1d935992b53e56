"""What officers do to cases: each one transaction, one permission, one event; a case that changed meanwhile is told.

What stands in clear is changed here; what is said in words is the opener's.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.cases.queries import found_of, rewriting_of, sees, standing_of, visible
from tocsin.desk.cases.rules import (
    MOVES,
    Content,
    Lacking,
    Outcome,
    Rewrite,
    Source,
    State,
    agrees,
    lacking,
    may_move,
    may_undo,
    order_of,
)
from tocsin.desk.pages import charter
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act

_DAYS = {"closed", "assessed", "last_reviewed"}
Fields = dict[str, str | None]  # codes, as an event keeps them: an officer by name, a day in ISO 8601


class NoSuchCase(Exception):
    """There is no such case for this officer."""

    code = "no-such-case"
    hint = "Go back to the queue."


class SomeoneWasFirst(Exception):
    """The case changed between reading and writing."""

    code = "someone-was-first"
    hint = "Look at the case again, and decide again."


class NotPossible(Exception):
    """The act leads nowhere from where the case stands."""

    code = "not-possible"
    hint = "Look at the case again: it may stand so already."


class CaseStillOpen(NotPossible):
    """The case cannot close yet; `lacking` says what is to be done."""

    code = "still-open"
    hint = "Do what is still to be done, then close."

    def __init__(self, case: str, what: tuple[Lacking, ...]) -> None:
        super().__init__(case)
        self.lacking = what


class OutcomeDiffers(NotPossible):
    """The outcome is not what the finding says, or weighs on somebody and no finding says it."""

    code = "outcome-differs"
    hint = "Close with the finding's outcome, or write another finding first."


class NotYourAct(Exception):
    """The officer's role does not do this, or the act was another's."""

    code = "not-yours"
    hint = "A supervisor may."


def claim_case(*, case: str, officer: Officer, now: datetime) -> Event:
    """Take a case that nobody has; a new one is in work then."""
    found = find(case, officer)
    if found.assigned_id == officer.pk:
        raise NotPossible(case)
    if found.assigned_id is not None:
        raise SomeoneWasFirst(case)
    became: Fields = {"assigned": officer.name}
    became |= {"state": State.IN_WORK} if found.state == State.NEW else {}
    return change(found, officer, "claim", became, now)


def release_case(*, case: str, officer: Officer, now: datetime) -> Event:
    """Give a case back to all: one's own, or as a supervisor anybody's."""
    found = find(case, officer)
    if found.assigned_id is None:
        raise NotPossible(case)
    if found.assigned_id != officer.pk and not may_act(officer.role, Verb.DECIDE):
        raise NotYourAct(case)
    return change(found, officer, "release", {"assigned": None}, now)


def assign_case(*, case: str, officer: Officer, to: Officer, now: datetime) -> Event:
    """Give a case to an officer who sees it and may work on it."""
    found = find(case, officer)
    works = to.is_active and may_act(to.role, Verb.WORK_CASE) and sees(to, case)
    if not works or found.assigned_id == to.pk:
        raise NotPossible(case)
    return change(found, officer, "assign", {"assigned": to.name}, now)


def set_urgency(*, case: str, officer: Officer, urgency: str, now: datetime) -> Event:
    """Judge anew how soon something must be done."""
    found = find(case, officer)
    if urgency not in set(Urgency) or found.urgency == urgency:
        raise NotPossible(case)
    return change(found, officer, "urgency", {"urgency": urgency}, now)


def set_grades(*, case: str, officer: Officer, source: str, content: str, now: datetime) -> Event:
    """Grade source and content, each apart; an empty one is not graded yet."""
    found = find(case, officer)
    if source not in {"", *Source} or content not in {"", *Content}:
        raise NotPossible(case)
    if (source, content) == (found.source_grade, found.content_grade):
        raise NotPossible(case)
    became: Fields = {"source_grade": source, "content_grade": content}
    if source and content and found.assessed is None:
        became |= {"assessed": now.date().isoformat()}
    return change(found, officer, "grades", became, now)


def review_case(*, case: str, officer: Officer, now: datetime) -> Event:
    """Note that a second officer has read what the first one made of it: whom the charter's clock binds."""
    found = find(case, officer)
    if found.assessed is None or found.last_reviewed == now.date():
        raise NotPossible(case)
    graded = found.events.filter(act="grades", undone=False).order_by("id").last()
    bound = any("last_reviewed" in clock.met_by and clock.bound == "supervisor" for clock in charter().desk.clocks)
    if (graded and graded.officer == officer.name) or (bound and not may_act(officer.role, Verb.DECIDE)):
        raise NotYourAct(case)
    return change(found, officer, "review", {"last_reviewed": now.date().isoformat()}, now)


def promise(*, case: str, officer: Officer, day: date, now: datetime) -> None:
    """Keep the day on which an answer said that the reporter hears next; each answer says it anew, or no more."""
    if day < now.date():
        raise NotPossible(case)
    if visible(officer).filter(id=case).update(promised=day) == 0:
        raise NoSuchCase(case)


def move_case(*, case: str, officer: Officer, act: str, now: datetime, outcome: str = "") -> Event:
    """Begin, ask, go on, close with an outcome, or open again."""
    found = find(case, officer)
    if not may_move(act, found.state) or (act == "close") != (outcome in set(Outcome)):
        raise NotPossible(case)
    became: Fields = {"state": MOVES[act][1]}
    if act == "close":
        check_close(found, outcome)
        became |= {"outcome": outcome, "closed": now.date().isoformat()}
    if act == "reopen":
        became |= {"closed": None}
    return change(found, officer, act, became, now)


def check_close(case: Case, outcome: str, *, answering: bool = False) -> None:
    """Do nothing if a case may close with an outcome, or may once the answer that is about to be laid is there."""
    what = tuple(x for x in lacking(standing_of(case)) if not (answering and x == Lacking.ANSWER))
    if what:
        raise CaseStillOpen(case.id, what)
    if not agrees(outcome, found_of(case), needed=charter().line.two_persons.findings):
        raise OutcomeDiffers(case.id)


def set_rewrite(*, case: str, officer: Officer, rewrite: str, now: datetime, seen: int = 0) -> Event:
    """Say how far the source-protecting rewrite has come; it is checked by another than who wrote it last.

    `seen` is the writing that the checker read: one that came after it was read by nobody yet.
    """
    found = find(case, officer)
    if rewrite not in {Rewrite.DRAFT, Rewrite.CHECKED}:
        raise NotPossible(case)
    if rewrite == Rewrite.CHECKED:
        if found.rewrite != Rewrite.DRAFT:
            raise NotPossible(case)
        last = rewriting_of(found)
        if last is None or last.officer == officer.name:
            raise NotYourAct(case)
        if last.pk != seen:
            raise SomeoneWasFirst(case)
        return change(found, officer, "rewrite", {"rewrite": rewrite}, now)
    with transaction.atomic():  # never undone: the text stands with the opener, and would pass for checked
        visible(officer).filter(id=case).update(rewrite=rewrite)
        return note_act(case=case, officer=officer, act="rewrite", told={"rewrite": rewrite}, now=now)


def note_act(*, case: str, officer: Officer, act: str, told: Fields, now: datetime) -> Event:
    """Note what was done through the opener and stands in its log, so that the story of the case tells it."""
    found = find(case, officer)
    return Event.objects.create(case=found, officer=officer.name, act=act, became=told, at=now)


def mark_read(*, case: str, officer: Officer, additions: int, now: datetime) -> Event | None:
    """Note that somebody read what was new; `additions` is how many there were when it was opened."""
    with transaction.atomic():
        row = visible(officer).filter(id=case, unseen=True, additions=additions)
        if not may_act(officer.role, Verb.READ_CASE) or row.update(unseen=False) == 0:
            return None
        return Event.objects.create(case_id=case, officer=officer.name, act="read", at=now)


def undo(*, event: int, officer: Officer, now: datetime) -> Event:
    """Undo one's own act of the last ten minutes, if what it did still stands."""
    done = Event.objects.filter(pk=event).first()
    if done is None:
        raise NoSuchCase(str(event))
    found = find(done.case_id, officer)
    if not done.was or not may_undo(by=done.officer, officer=officer.name, at=done.at, now=now, undone=done.undone):
        raise NotPossible(found.id)
    with transaction.atomic():
        if Event.objects.filter(pk=event, undone=False).update(undone=True) == 0:
            raise SomeoneWasFirst(found.id)
        undid = _change(found, officer, "undo", (done.became, done.was), now)
        if done.act == "close" and found.told == State.CLOSED:  # an answer is not taken back with it
            told = {"told": found.told}
            Event.objects.create(case=found, officer="", act="already-told", became=told, at=now)
        return undid


def find(case: str, officer: Officer) -> Case:
    """Return a case that this officer may work on."""
    if not may_act(officer.role, Verb.WORK_CASE):
        raise NotYourAct(case)
    found = visible(officer).filter(id=case).select_related("assigned").first()
    if found is None:
        raise NoSuchCase(case)
    return found


def change(case: Case, officer: Officer, act: str, became: Fields, now: datetime) -> Event:
    """Change fields of a case if they still are as they were read, and write the event."""
    return _change(case, officer, act, ({name: _code(case, name) for name in became}, became), now)


def _change(case: Case, officer: Officer, act: str, fields: tuple[Fields, Fields], now: datetime) -> Event:
    was, became = fields
    with transaction.atomic():
        still = visible(officer).filter(id=case.id, **_columns(was))
        if still.update(**_columns(became, with_order=True)) == 0:
            raise SomeoneWasFirst(case.id)
        return Event.objects.create(case=case, officer=officer.name, act=act, was=was, became=became, at=now)


def _code(case: Case, name: str) -> str | None:
    if name == "assigned":
        return case.assigned.name if case.assigned else None
    value = getattr(case, name)
    return value.isoformat() if isinstance(value, date) else value


def _columns(fields: Fields, *, with_order: bool = False) -> dict[str, Any]:
    """Return an event's codes as columns; an urgency's place in the order goes with it."""
    columns: dict[str, Any] = dict(fields)
    if columns.get("assigned"):
        columns["assigned"] = Officer.objects.get(name=columns["assigned"])
    for name in _DAYS & columns.keys():
        columns[name] = date.fromisoformat(columns[name]) if columns[name] else None
    if with_order and "urgency" in columns:
        columns["urgent"] = order_of(columns["urgency"])
    return columns
