"""Who is on duty, whom to wake, and what nobody has looked at yet."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import visible
from tocsin.desk.cases.rules import State
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import ROLES, SUPERVISOR, Verb
from tocsin.desk.watch.models import OPEN, Duty, Ring, Swap

AHEAD = timedelta(days=7)
AT_WORK = [role for role, verbs in ROLES.items() if Verb.WORK_CASE in verbs]


def unseen(*, protection: bool) -> QuerySet[Case]:
    """Return what cannot wait and nobody has read or taken: Immediate, and with `protection` requests for it."""
    waiting = Case.objects.filter(unseen=True, assigned=None).exclude(state=State.CLOSED)
    immediate = waiting.filter(urgency=Urgency.IMMEDIATE, state=State.NEW)
    return immediate | waiting.filter(protection=True) if protection else immediate


def colleagues() -> QuerySet[Officer]:
    """Return who works on cases here, by name."""
    return Officer.objects.filter(is_active=True, role__in=AT_WORK).order_by("name")


def on_duty(now: datetime) -> QuerySet[Duty]:
    """Return the duties that go on at a moment, the one that began first before the others."""
    return Duty.objects.filter(begins__lte=now, ends__gt=now).order_by("begins", "id").select_related("officer")


def order_of_waking(cases: Iterable[Case], now: datetime) -> list[str]:
    """Return whom to wake, in order: on duty now, next on the roster, then the supervisors.

    Only who may see one of the cases: whoever is kept from a case is not told, by being woken, that there is one.
    """
    soon = Duty.objects.filter(begins__gt=now, begins__lte=now + AHEAD).order_by("begins", "id")
    people = [duty.officer for duty in [*on_duty(now), *soon.select_related("officer")]]
    people += list(colleagues().filter(role=SUPERVISOR))
    ids = [case.pk for case in cases]
    able = {officer.pk for officer in colleagues() if visible(officer).filter(pk__in=ids).exists()}
    return list(dict.fromkeys(officer.name for officer in people if officer.pk in able))


def duties_between(begin: datetime, end: datetime) -> QuerySet[Duty]:
    """Return what touches a span of time, in order."""
    return Duty.objects.filter(begins__lt=end, ends__gt=begin).order_by("begins", "id").select_related("officer")


def own_duties(officer: Officer, now: datetime) -> QuerySet[Duty]:
    """Return an officer's duties that are not over."""
    return Duty.objects.filter(officer=officer, ends__gt=now).order_by("begins").select_related("officer")


def theirs(officer: Officer, now: datetime) -> QuerySet[Duty]:
    """Return the duties of others in the next weeks: what one could have in exchange."""
    later = Duty.objects.filter(begins__gt=now, begins__lte=now + 4 * AHEAD).exclude(officer=officer)
    return later.order_by("begins").select_related("officer")


def asked_of(officer: Officer) -> QuerySet[Swap]:
    """Return what colleagues ask an officer to take."""
    return Swap.objects.filter(asked=officer, state=OPEN).select_related("duty__officer", "against__officer", "asker")


def open_swaps(officer: Officer) -> QuerySet[Swap]:
    """Return what an officer asked of colleagues."""
    return Swap.objects.filter(asker=officer, state=OPEN).select_related("asked", "against")


def last_rings(count: int = 12) -> QuerySet[Ring]:
    """Return the last entries about the alarm, newest first."""
    return Ring.objects.order_by("-id")[:count]
