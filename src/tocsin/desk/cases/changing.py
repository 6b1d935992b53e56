"""How a case changes: if it still is as it was read, by an officer who works on it, and with an event that tells it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tocsin.desk.cases.models import Case, Event
from tocsin.desk.cases.queries import visible
from tocsin.desk.cases.rules import State, may_undo, order_of
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


class NotYourAct(Exception):
    """The officer's role does not do this, or the act was another's."""

    code = "not-yours"
    hint = "A supervisor may."


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


def note_act(*, case: str, officer: Officer, act: str, told: Fields, now: datetime) -> Event:
    """Note what was done through the opener and stands in its log, so that the story of the case tells it."""
    found = find(case, officer)
    return Event.objects.create(case=found, officer=officer.name, act=act, became=told, at=now)


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
