"""Follow what the opener tells of referrals: the case waits, closes as passed on, or is work again."""

from datetime import UTC, date, datetime
from typing import Any

from tocsin.desk.cases import open_ends
from tocsin.desk.cases.models import Case, Event, OpenEnd
from tocsin.desk.cases.rules import Outcome
from tocsin.desk.cases.rules import State as CaseState
from tocsin.desk.referring.models import Referral
from tocsin.desk.referring.rules import FORWARDED, IN, OUT, RETURNED, State, act_of, comes_home, keeps_open, waits_here

ROOM = "referring"


def take(event: dict[str, Any]) -> None:
    """Take over what changed; runs in the feed's transaction, each event once."""
    if event["passing"] == FORWARDED:
        if comes_home(event["way"], event["state"]):  # what a reporter added reached nobody else: it is work here
            Case.objects.filter(id=event["case"]).update(unseen=True)
            _write(event)
        return
    words = {"case_id": event["case"], "way": event["way"], "desk": event["desk"], "kind": event["passing"]}
    words |= {"state": event["state"], "day": date.fromisoformat(event["day"]), "times": event["times"]}
    Referral.objects.update_or_create(pk=event["referral"], defaults=words)
    _write(event)
    way, state, case = event["way"], event["state"], event["case"]
    if keeps_open(way, state):
        open_ends.register(case=case, room=ROOM, code=event["referral"])
    elif way == OUT:
        open_ends.settle(case=case, room=ROOM, code=event["referral"])
    if (way, state) == (OUT, State.ACKNOWLEDGED) and not OpenEnd.objects.filter(case=case).exists():
        _close(case)  # else an officer closes it, once what another room still waits for is done
    if comes_home(way, state) or waits_here(way, state):
        Case.objects.filter(id=case).update(unseen=True)


def _write(event: dict[str, Any]) -> None:
    """Write it into the story; that it was laid says nothing to a person that its beginning did not say."""
    if (event["way"], event["state"]) == (OUT, State.SENT) or (event["way"], event["passing"]) == (IN, RETURNED):
        return
    act, became = act_of(event["way"], event["state"]), {"desk": event["desk"]}
    words: dict[str, Any] = {"officer": event.get("officer", ""), "act": act, "became": became}
    Event.objects.create(case_id=event["case"], **words, at=datetime.now(UTC))


def _close(case: str) -> None:
    """Close what another desk has taken: it is for somebody else, and what is added goes there."""
    closed = {"state": CaseState.CLOSED, "closed": datetime.now(UTC).date(), "outcome": Outcome.NOT_WITHIN_REMIT}
    Case.objects.filter(id=case).exclude(state=CaseState.CLOSED).update(**closed, promised=None, unseen=False)
