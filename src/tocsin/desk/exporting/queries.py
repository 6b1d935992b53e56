"""Which exports wait for whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from tocsin.desk.cases.queries import seen_by
from tocsin.desk.exporting.models import Waiting
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


def waiting_for(officer: Officer, *, now: datetime) -> QuerySet[Waiting]:
    """Return what an officer can do something about: another's to confirm, an own one that was confirmed to fetch."""
    others = ~Q(officer=officer.name) & Q(confirmed_by="")
    own = Q(officer=officer.name) & ~Q(confirmed_by="")
    found = Waiting.objects.filter(others | own, seen_by(officer), expires__gt=now)
    return found.order_by("expires") if may_act(officer.role, Verb.EXPORT) else found.none()


def state_of(case: str, *, now: datetime) -> str:
    """Return a word that changes whenever what waits for a case does."""
    rows = Waiting.objects.filter(case=case, expires__gt=now).order_by("pk").values_list("pk", "confirmed_by")
    return ".".join(f"{proposal[:8]}{'+' if by else '-'}" for proposal, by in rows)
