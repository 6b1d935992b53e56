"""Where a case stands between desks, and what waits for a word of this one."""

from django.db.models import QuerySet

from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import seen_by
from tocsin.desk.referring.models import Referral
from tocsin.desk.referring.rules import IN, State
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


def history(case: Case) -> list[Referral]:
    """Return every referral of a case, the newest first."""
    return list(case.referrals.order_by("-day", "-times", "-pk"))


def came(case: Case) -> Referral | None:
    """Return the referral with which a case came and that waits for a word."""
    return case.referrals.filter(way=IN, state=State.SENT).order_by("-times").first()


def waiting_for(officer: Officer) -> QuerySet[Referral]:
    """Return what came from other desks and nobody here has taken, of the cases that exist for an officer."""
    found = Referral.objects.filter(seen_by(officer), way=IN, state=State.SENT).order_by("day", "pk")
    return found if may_act(officer.role, Verb.REFER) else found.none()
