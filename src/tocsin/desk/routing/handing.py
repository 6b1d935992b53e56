"""Handing on: planned by each decision, claimed by a conditional update, told by an event of the case."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tocsin.charter.directory.model import ContactPoint
from tocsin.desk.cases import open_ends
from tocsin.desk.cases.changing import NotPossible, NotYourAct, SomeoneWasFirst, find, note_act
from tocsin.desk.cases.models import Case
from tocsin.desk.pages import charter
from tocsin.desk.routing.models import Decision, Dispatch
from tocsin.desk.routing.rules import BINDING, MOVES, REACHED, Part, SendState, What, days_of, others, way_to
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act

ROOM = "routing"  # of the open ends that this room registers: a dispatch's number is the code


def plan(decision: Decision) -> None:
    """Plan what a decision has handed on; what an earlier one had, and nobody did yet, is not to be done any more."""
    parts = others(charter(), decision.lead, decision.informed, decision.transfers)
    for part in parts:
        _plan(decision, part)
    left = Dispatch.objects.filter(case=decision.case_id).exclude(authority__in=[part.authority for part in parts])
    for each in left.filter(state__in=MOVES["skip"][0]):
        move(each, "skip")
    settle(decision.case_id)


def leave(case: str) -> None:
    """Leave what nobody did yet to somebody else of this line."""
    for each in Dispatch.objects.filter(case=case, state__in=MOVES["skip"][0]):
        move(each, "skip")
    settle(case)


def hand_over(*, dispatch: Dispatch, officer: Officer, what: str, now: datetime) -> None:
    """Say that an officer handed it on: by telephone, in person, by post, or as an archive that they fetched."""
    if what not in set(What):
        raise NotPossible(dispatch.case_id)
    words = {"officer": officer.name, "sent": now.date(), "by_hand": True, "what": what, **_way(dispatch.authority)}
    _act(dispatch, "hand", officer, "handed-on", now, **words)


def acknowledge(*, dispatch: Dispatch, officer: Officer, day: date, reference: str, now: datetime) -> None:
    """Note that the other office said, on a day, that it has it, and under which number of its own."""
    if dispatch.sent is None or not dispatch.sent <= day <= now.date():
        raise NotPossible(dispatch.case_id)
    _act(dispatch, "acknowledge", officer, "hand-on-acknowledged", now, acknowledged=day, reference=reference)


def skip(*, dispatch: Dispatch, officer: Officer, now: datetime) -> None:
    """Decide that an office is not told: of one that is told for information an officer may, of others a supervisor."""
    if dispatch.role in BINDING and not may_act(officer.role, Verb.DECIDE):
        raise NotYourAct(dispatch.case_id)
    _act(dispatch, "skip", officer, "hand-on-skipped", now, officer=officer.name)


def way_of(dispatch: Dispatch) -> ContactPoint | None:
    """Return over which contact point an office is reached: as the charter has it now, until it was handed on."""
    if dispatch.state in MOVES["lay"][0]:
        return way_to(charter(), dispatch.authority)
    return charter().directory.contacts.get(dispatch.contact)


def settle(case: str) -> None:
    """Bring the days of a case, and what it waits for, up to what was handed on; the caller's transaction holds."""
    rows = list(Dispatch.objects.filter(case=case))
    Case.objects.filter(id=case).update(**days_of(rows))
    for each in rows:
        words = {"case": case, "room": ROOM, "code": str(each.pk)}
        if each.role in BINDING and each.state not in REACHED | {SendState.SKIPPED}:
            open_ends.register(**words)
        else:
            open_ends.settle(**words)


def _plan(decision: Decision, part: Part) -> None:
    words: dict[str, Any] = {"decision": decision, "role": part.role, "owed": decision.decided}
    words |= _way(part.authority)
    named = {"case_id": decision.case_id, "authority": part.authority}
    row, made = Dispatch.objects.get_or_create(**named, defaults={**words, "name": secrets.token_hex(16)})
    if not made:
        move(row, "again", officer="", **words)
        Dispatch.objects.filter(pk=row.pk).update(decision=decision, role=part.role)


def _way(authority: str) -> dict[str, str]:
    point = way_to(charter(), authority)
    return {"contact": point.id if point else "", "channel": point.channel if point else ""}


def _act(dispatch: Dispatch, step: str, by: Officer, event: str, now: datetime, **words: Any) -> None:  # noqa: ANN401
    if not may_act(by.role, Verb.ROUTE):
        raise NotYourAct(dispatch.case_id)
    find(dispatch.case_id, by)
    with transaction.atomic():
        if not move(dispatch, step, **words):
            raise SomeoneWasFirst(dispatch.case_id)
        note_act(case=dispatch.case_id, officer=by, act=event, told={"to": dispatch.authority}, now=now)
        settle(dispatch.case_id)


def move(dispatch: Dispatch, step: str, **words: Any) -> bool:  # noqa: ANN401 - columns
    """Change a dispatch if it still stands where the move begins."""
    before, after = MOVES[step]
    return Dispatch.objects.filter(pk=dispatch.pk, state__in=before).update(state=after, **words) == 1
