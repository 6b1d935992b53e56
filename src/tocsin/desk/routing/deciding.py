"""Decisions are written: by rule as the feed tells them, and anew by an officer, who says why."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tocsin.desk.cases.changing import NotPossible, NotYourAct, SomeoneWasFirst, find, note_act
from tocsin.desk.pages import charter
from tocsin.desk.routing.handing import leave, plan
from tocsin.desk.routing.models import Decision
from tocsin.desk.routing.rules import PERSON, RULE, Found, NobodySuch, Reason, decide
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


def take(event: dict[str, Any]) -> None:
    """Keep what the opener decided when a report came, or when a case of its own was made for one."""
    told = event.get("decision")
    if told is None or Decision.objects.filter(case=event["case"]).exists():
        return  # the opener of an older version; or a case that is told anew
    found = Found(
        **{name: told[name] for name in ("charter", "concern", "rule", "desk", "lead")},
        informed=tuple(told["informed"]),
        transfers=tuple((by, to) for by, to in told["transfers"]),
        remits=tuple(told["remits"]),
    )
    _keep(event["case"], found, decided=date.fromisoformat(event["received"]), decided_by=RULE)


def passed_on(event: dict[str, Any]) -> None:
    """Leave to another desk of the line what was not handed on yet, once it has taken the case; or take it up again."""
    if event["way"] != "out" or event["passing"] == "forwarded":
        return
    stands = Decision.objects.filter(case=event["case"], superseded_by=None).first()
    if event["state"] == "acknowledged":
        leave(event["case"])
    elif event["state"] in ("returned", "failed") and stands is not None:
        plan(stands)


def decide_anew(
    *,
    case: str,
    officer: Officer,
    instead_of: int | None,
    concern: str,
    area: str,
    lead: str,
    reason: str,
    now: datetime,
) -> Decision:
    """Put a person's decision in place of the one that stands; nothing is erased, and of two at once the first counts.

    The area decides and is not kept: it may be finer than the remits that are.
    """
    if not may_act(officer.role, Verb.ROUTE):
        raise NotYourAct(case)
    find(case, officer)
    if reason not in set(Reason):
        raise NotPossible(case)
    try:
        found = decide(charter(), concern=concern, area=area, lead=lead, day=now.date())
    except NobodySuch:
        raise NotPossible(case) from None
    words = {"decided": now.astimezone(UTC).date(), "decided_by": PERSON, "officer": officer.name, "reason": reason}
    try:
        with transaction.atomic():
            old = Decision.objects.filter(case=case, pk=instead_of).first() if instead_of else None
            if instead_of and old is None:
                raise SomeoneWasFirst(case)
            made = _keep(case, found, **words, supersedes=old)
            note_act(case=case, officer=officer, act="route", told={"lead": found.lead, "concern": concern}, now=now)
            return made
    except IntegrityError:
        raise SomeoneWasFirst(case) from None


def _keep(case: str, found: Found, **words: Any) -> Decision:  # noqa: ANN401 - columns
    listed = {"informed": list(found.informed), "transfers": [list(pair) for pair in found.transfers]}
    plain = {name: getattr(found, name) for name in ("charter", "concern", "rule", "desk", "lead")}
    made = Decision.objects.create(case_id=case, **plain, **listed, remits=list(found.remits), **words)
    plan(made)
    return made
