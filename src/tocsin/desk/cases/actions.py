"""What officers do to cases: whose one is, how soon it must be seen to, that it was read; each with one event.

What stands in clear is changed here; what is said in words is the opener's.
"""

from datetime import datetime

from django.db import transaction

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.changing import Fields, NotPossible, NotYourAct, SomeoneWasFirst, change, find
from tocsin.desk.cases.models import Event
from tocsin.desk.cases.queries import sees, visible
from tocsin.desk.cases.rules import State
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


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


def mark_read(*, case: str, officer: Officer, additions: int, now: datetime) -> Event | None:
    """Note that somebody read what was new; `additions` is how many there were when it was opened."""
    with transaction.atomic():
        row = visible(officer).filter(id=case, unseen=True, additions=additions)
        if not may_act(officer.role, Verb.READ_CASE) or row.update(unseen=False) == 0:
            return None
        return Event.objects.create(case_id=case, officer=officer.name, act="read", at=now)
