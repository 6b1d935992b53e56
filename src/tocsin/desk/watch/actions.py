"""What is done to the roster: plan, take away, ask a colleague, agree. Each is one transaction and one entry."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from tocsin.desk.pages import gettext as _
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act
from tocsin.desk.watch.models import OPEN, Duty, Entry, Swap
from tocsin.desk.watch.rules import Span


class NotAllowed(Exception):
    """The role does not include it."""

    def __str__(self) -> str:
        return _("Your role does not include this.")

    @property
    def hint(self) -> str:
        """Say who may."""
        return _("A supervisor plans the roster.")


class SomeoneWasFirst(Exception):
    """It is no longer as the page showed it."""

    def __str__(self) -> str:
        return _("Somebody was first: it is no longer as this page showed it.")

    @property
    def hint(self) -> str:
        """Say what to do."""
        return _("Look at what stands here now, and decide again.")


class DutiesOverlap(Exception):
    """Who would be on duty is on duty then already."""

    def __str__(self) -> str:
        return _("This officer is on duty in that time already.")

    @property
    def hint(self) -> str:
        """Say what to do."""
        return _("Choose another time, or take the other duty away first.")


class NotYours(Exception):
    """The duty is somebody else's, over, or offered to somebody who cannot take it."""

    def __str__(self) -> str:
        return _("This cannot be swapped.")

    @property
    def hint(self) -> str:
        """Say what can."""
        return _("You can ask a colleague to take a duty of yours that has not begun.")


def plan_duty(*, planner: Officer, who: Officer, spans: Sequence[Span], now: datetime) -> None:
    """Put somebody on duty, in all of the spans or, if one is taken, in none."""
    _check(planner, Verb.PLAN)
    with transaction.atomic():
        for begins, ends in spans:
            _put(who, begins, ends)
        _enter(planner, "planned", f"{who.name} {spans[0][0]:%Y-%m-%d} {len(spans)}", now)


def remove_duty(*, planner: Officer, duty: int, now: datetime) -> None:
    """Take a duty off the roster."""
    _check(planner, Verb.PLAN)
    with transaction.atomic():
        found = Duty.objects.filter(pk=duty).select_related("officer").first()
        if found is None:
            raise SomeoneWasFirst
        found.delete()
        _enter(planner, "removed", f"{found.officer.name} {found.begins:%Y-%m-%d}", now)


def ask_swap(*, asker: Officer, duty: int, asked: Officer, against: int | None, now: datetime) -> None:
    """Ask a colleague to take a duty of one's own, perhaps for one of theirs."""
    _check(asker, Verb.HAND_OVER)
    with transaction.atomic():
        own = Duty.objects.filter(pk=duty, officer=asker, begins__gt=now).exists()
        theirs = against is None or Duty.objects.filter(pk=against, officer=asked, begins__gt=now).exists()
        if not own or not theirs or asked == asker or not may_act(asked.role, Verb.HAND_OVER):
            raise NotYours
        try:
            with transaction.atomic():
                Swap.objects.create(duty_id=duty, against_id=against, asker=asker, asked=asked)
        except IntegrityError as error:
            raise SomeoneWasFirst from error
        _enter(asker, "asked", f"{asked.name} {duty}", now)


def answer_swap(*, asked: Officer, swap: int, agrees: bool, now: datetime) -> None:
    """Agree, and both duties change hands at once; or decline, and nothing does."""
    with transaction.atomic():
        open_ones = Swap.objects.filter(pk=swap, asked=asked, state=OPEN)
        if open_ones.update(state="agreed" if agrees else "declined") == 0:
            raise SomeoneWasFirst
        found = Swap.objects.select_related("duty", "against", "asker").get(pk=swap)
        if agrees:
            _change_hands(found.duty, found.asker, asked, now)
            if found.against is not None:
                _change_hands(found.against, asked, found.asker, now)
        _enter(asked, "agreed" if agrees else "declined", f"{found.asker.name} {found.duty_id}", now)


def withdraw_swap(*, asker: Officer, swap: int, now: datetime) -> None:
    """Ask no longer."""
    with transaction.atomic():
        if Swap.objects.filter(pk=swap, asker=asker, state=OPEN).update(state="withdrawn") == 0:
            raise SomeoneWasFirst
        _enter(asker, "withdrew", str(swap), now)


def _put(who: Officer, begins: datetime, ends: datetime) -> None:
    if Duty.objects.filter(officer=who, begins__lt=ends, ends__gt=begins).exists():
        raise DutiesOverlap
    Duty.objects.create(officer=who, begins=begins, ends=ends)


def _change_hands(duty: Duty, giver: Officer, taker: Officer, now: datetime) -> None:
    """Change whose a duty is, if it still is the giver's and has not begun."""
    others = Duty.objects.filter(officer=taker, begins__lt=duty.ends, ends__gt=duty.begins)
    # What the taker gives in return leaves them in the same act.
    given = Swap.objects.filter(duty=duty, asked=taker, state="agreed").values("against")
    if others.exclude(pk__in=[row["against"] for row in given if row["against"]]).exists():
        raise DutiesOverlap
    if Duty.objects.filter(pk=duty.pk, officer=giver, begins__gt=now).update(officer=taker) == 0:
        raise SomeoneWasFirst


def _check(officer: Officer, verb: Verb) -> None:
    if not may_act(officer.role, verb):
        raise NotAllowed


def _enter(officer: Officer, act: str, about: str, now: datetime) -> None:
    Entry.objects.create(officer=officer.name, act=act, about=about, at=now)
