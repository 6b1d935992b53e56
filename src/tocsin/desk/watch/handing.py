"""What is done at the end of a shift: offer cases, take or leave them, confirm. Words are the opener's."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from tocsin.desk.cases import actions as cases
from tocsin.desk.cases import changing
from tocsin.desk.cases.queries import seen_by, visible
from tocsin.desk.cases.rules import State
from tocsin.desk.pages import gettext as _
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act
from tocsin.desk.watch.actions import NotAllowed, SomeoneWasFirst
from tocsin.desk.watch.models import OPEN, Entry, Handed, Handover

OFFERED, TAKEN, KEPT = "offered", "taken", "kept"
CONFIRMED, WITHDRAWN = "confirmed", "withdrawn"


class NobodyToTakeIt(Exception):
    """The colleague does not work on cases here, or is who asks."""

    def __str__(self) -> str:
        return _("Nobody was named who could take these cases.")

    @property
    def hint(self) -> str:
        """Say what to do."""
        return _("Choose a colleague. What you wrote is still there.")


def hand_over(
    *, giver: Officer, taker: Officer, offered: Sequence[str], now: datetime
) -> tuple[Handover | None, list[str]]:
    """Offer one's own open cases to a colleague; return the handover, and which cases cannot be this colleague's.

    Nothing is offered that does not exist for the colleague: not the case, and not that there is one, so without any
    case that can go there is no handover. An offer of the same case to somebody else ends with this one. The giver is
    told which cases stay: they see each of them, and must know that it still needs somebody.
    """
    if not may_act(giver.role, Verb.HAND_OVER):
        raise NotAllowed
    if taker == giver or not taker.is_active or not may_act(taker.role, Verb.WORK_CASE):
        raise NobodyToTakeIt
    with transaction.atomic():
        own = visible(giver).filter(assigned=giver, pk__in=offered).exclude(state=State.CLOSED)
        able = list(own.filter(seen_by(taker, "pk")).values_list("pk", flat=True))
        left = [case for case in offered if case not in able]
        if not able:
            return None, left
        handover = _open_one(giver, taker, now)
        earlier = Handed.objects.filter(case__in=able, handover__giver=giver, handover__state=OPEN, state=OFFERED)
        earlier.exclude(handover=handover).update(state=KEPT)
        for case in able:
            Handed.objects.update_or_create(handover=handover, case_id=case, defaults={"state": OFFERED})
        _enter(giver, "handed over", taker.name, now)
    return handover, left


def take_case(*, taker: Officer, handover: int, case: str, now: datetime) -> None:
    """Take one case that was offered, if it still is, and still is the giver's."""
    with transaction.atomic():
        found = _decide(taker, handover, case, TAKEN)
        if not visible(taker).filter(pk=case, assigned=found.giver).exists():
            raise SomeoneWasFirst
        try:
            cases.assign_case(case=case, officer=taker, to=taker, now=now)
        except (changing.SomeoneWasFirst, changing.NotPossible, changing.NoSuchCase) as error:
            raise SomeoneWasFirst from error
        _enter(taker, "took", found.giver.name, now)


def leave_case(*, taker: Officer, handover: int, case: str, now: datetime) -> None:
    """Leave a case with who has it."""
    with transaction.atomic():
        found = _decide(taker, handover, case, KEPT)
        _enter(taker, "left", found.giver.name, now)


def confirm(*, taker: Officer, handover: int, now: datetime) -> None:
    """Confirm that one has read what was handed over; what was not taken stays with who has it."""
    with transaction.atomic():
        if Handover.objects.filter(pk=handover, taker=taker, state=OPEN).update(state=CONFIRMED) == 0:
            raise SomeoneWasFirst
        Handed.objects.filter(handover=handover, state=OFFERED).update(state=KEPT)
        _enter(taker, "confirmed", str(handover), now)


def withdraw(*, giver: Officer, handover: int, now: datetime) -> None:
    """Take back what is still offered; what was taken is taken."""
    with transaction.atomic():
        if Handover.objects.filter(pk=handover, giver=giver, state=OPEN).update(state=WITHDRAWN) == 0:
            raise SomeoneWasFirst
        Handed.objects.filter(handover=handover, state=OFFERED).update(state=KEPT)
        _enter(giver, "took back", str(handover), now)


def _open_one(giver: Officer, taker: Officer, now: datetime) -> Handover:
    try:
        with transaction.atomic():
            return Handover.objects.create(giver=giver, taker=taker, day=now.date())
    except IntegrityError:
        return Handover.objects.get(giver=giver, taker=taker, state=OPEN)


def _decide(taker: Officer, handover: int, case: str, state: str) -> Handover:
    offered = Handed.objects.filter(handover=handover, handover__taker=taker, handover__state=OPEN, state=OFFERED)
    # Who was recused after the offer is answered as if there had been none.
    row = offered.filter(seen_by(taker), case=case)
    if row.update(state=state) == 0:
        raise SomeoneWasFirst
    return Handover.objects.select_related("giver").get(pk=handover)


def _enter(officer: Officer, act: str, about: str, now: datetime) -> None:
    # Never a case: this book is of no compartment, and who took which case stands in the case's own story.
    Entry.objects.create(officer=officer.name, act=act, about=about, at=now)
