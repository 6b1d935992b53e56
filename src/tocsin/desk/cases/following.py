"""Follow the opener's feed: what arrived, who is an officer, who is kept from what. Read in order, each event once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from tocsin.desk.asking.relay import relay
from tocsin.desk.cases.models import Case, Event, FeedMark, Holding, Presence, Recusal, Report
from tocsin.desk.cases.rules import MOVES, State, after_addition, after_answer, order_of
from tocsin.desk.staff.models import Officer
from tocsin.exchange import places

AT_ONCE = 500
_HEARD: dict[str, list[Callable[[dict[str, Any]], None]]] = {}  # rooms above say what they want to hear of


def hear(kind: str, take: Callable[[dict[str, Any]], None]) -> None:
    """Have a room above told of events of a kind, after this one and in the same transaction."""
    _HEARD.setdefault(kind, []).append(take)


def follow() -> int:
    """Read what is new in the feed; return how many events. Two that follow at once read each event once."""
    read = 0
    while True:
        mark, _ = FeedMark.objects.get_or_create(id=1)
        asked = {"feed": {"after": mark.after, "limit": AT_ONCE}}
        answer = relay(places.socket(settings.HOME, settings.DESK), asked)
        events = answer["events"]
        if not events:
            return read
        with transaction.atomic():
            if FeedMark.objects.filter(id=1, after=mark.after).update(after=answer["next"]) == 0:
                continue
            for event in events:
                _TAKEN[event["kind"]](event)
                for heard in _HEARD.get(event["kind"], []):
                    heard(event)
        read += len(events)


def _report(event: dict[str, Any]) -> None:
    received = date.fromisoformat(event["received"])
    words = {"number": event["seq"], "received": received, "concern": event["concern"], "language": event["language"]}
    words |= {"attachments": event["attachments"], "urgency": event["urgency"], "urgent": order_of(event["urgency"])}
    case, _ = Case.objects.get_or_create(id=event["case"], defaults=words)
    report, _ = Report.objects.get_or_create(id=event["report"], defaults={"received": received})
    Holding.objects.get_or_create(case=case, report=report)


def _addition(event: dict[str, Any]) -> None:
    case = Case.objects.filter(id=event["case"])
    case.update(additions=F("additions") + 1, attachments=F("attachments") + event["attachments"], unseen=True)
    if event["addition"] in ("protection", "retaliation"):
        case.update(protection=True)
    if event["addition"] == "withdrawal":
        case.update(withdrawn=True)
    if event.get("went_to"):
        return  # it went after its report, to the desk that has it now: no work here
    if case.filter(state=State.CLOSED).exists():
        Event.objects.create(case_id=event["case"], officer="", act="came-back", at=datetime.now(UTC))
    for state in State:
        case.filter(state=state).exclude(state=after_addition(state)).update(state=after_addition(state), closed=None)


def _case(event: dict[str, Any]) -> None:
    received = date.fromisoformat(event["received"])
    words = {"number": event["seq"], "received": received, "concern": event["concern"], "language": event["language"]}
    if "urgency" in event:  # a new case, made for a report of another
        words |= {"urgency": event["urgency"], "urgent": order_of(event["urgency"])}
    case, _ = Case.objects.get_or_create(id=event["case"], defaults=words)
    Holding.objects.filter(case=case).exclude(report__in=[held["report"] for held in event["reports"]]).delete()
    for held in event["reports"]:
        first = {"received": date.fromisoformat(held["received"])}
        report, _ = Report.objects.get_or_create(id=held["report"], defaults=first)
        Holding.objects.get_or_create(case=case, report=report)
    stands = {"received": received, "compartment": event["compartment"], "reports": len(event["reports"])}
    Case.objects.filter(id=case.id).update(**stands)
    if event.get("officer"):
        _linked(event)


def _linked(event: dict[str, Any]) -> None:
    """Write a link, or its end, into the story of the case in which an officer asked for it, through any client."""
    about, new = (event["out_of"], {"case": event["case"]}) if "out_of" in event else (event["case"], {})
    words = {"officer": event["officer"], "act": event["act"], "became": new}
    Event.objects.create(case_id=about, **words, at=datetime.now(UTC))


def _recusal(event: dict[str, Any]) -> None:
    Recusal.objects.get_or_create(officer=event["officer"], case_id=event["case"])
    Case.objects.filter(id=event["case"], assigned__name=event["officer"]).update(assigned=None)
    Presence.objects.filter(case=event["case"], officer__name=event["officer"]).delete()


def _end_recusal(event: dict[str, Any]) -> None:
    Recusal.objects.filter(officer=event["officer"], case_id=event["case"]).delete()


def _officer(event: dict[str, Any]) -> None:
    words = {"role": event["role"], "is_active": event["active"], "compartments": event["compartments"]}
    Officer.objects.update_or_create(name=event["officer"], defaults=words)


def _state(event: dict[str, Any]) -> None:
    day = date.fromisoformat(event["day"])
    case = Case.objects.filter(id=event["case"])
    case.update(told=event["state"], last_answered=day)
    case.filter(answered=None).update(answered=day)
    case.filter(promised__lte=day).update(promised=None)  # what was promised was done
    if event.get("officer"):  # laid in this case, by any client: its story and its state come with the answer itself
        _answer(Case.objects.get(id=event["case"]), event["officer"], event["state"])


def _answer(case: Case, officer: str, told: str) -> None:
    words: dict[str, Any] = {"case": case, "officer": officer, "at": datetime.now(UTC)}
    Event.objects.create(**words, act="reply", became={"told": told})
    act, was = after_answer(told, case.state), {"state": case.state}
    if act and Case.objects.filter(id=case.id, **was).update(state=MOVES[act][1]):
        Event.objects.create(**words, act=act, was=was, became={"state": MOVES[act][1]})


def _heard_above(_event: dict[str, Any]) -> None:
    """Leave it to the room above that hears of it."""


_TAKEN: dict[str, Callable[[dict[str, Any]], None]] = {
    "report": _report,
    "addition": _addition,
    "case": _case,
    "recusal": _recusal,
    "end-recusal": _end_recusal,
    "officer": _officer,
    "state": _state,
    "referral": _heard_above,
}
