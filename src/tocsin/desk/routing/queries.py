"""What stands, what stood before, and where nobody was found."""

from django.db.models import Q, QuerySet

from tocsin.charter.directory.decision import Rule
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import seen_by
from tocsin.desk.routing.models import Decision, Dispatch
from tocsin.desk.routing.rules import BINDING, SendState
from tocsin.desk.staff.models import Officer

MOST = 200  # tasks on a page; who has more has no time for a longer list


def standing(case: Case) -> Decision | None:
    """Return the decision that stands; none for a case from before decisions were kept."""
    return case.decisions.filter(superseded_by=None).first()


def history(case: Case) -> list[Decision]:
    """Return every decision, the newest first."""
    return list(case.decisions.order_by("-id"))


def undecided(officer: Officer) -> QuerySet[Decision]:
    """Return where the charter names nobody and no person has decided, of the open cases that exist for an officer."""
    found = Decision.objects.filter(seen_by(officer), rule=Rule.TRIAGE.code, lead="", superseded_by=None)
    return found.filter(case__closed=None).order_by("id")


def to_do(officer: Officer) -> list[Dispatch]:
    """Return what waits for somebody, of the open cases that exist for an officer: to be handed on, or acknowledged."""
    waits = Q(state__in=[SendState.UNPROCESSED, SendState.PROCESSING, SendState.FAILED])
    waits |= Q(state=SendState.SENT, role__in=BINDING)
    found = Dispatch.objects.filter(seen_by(officer), waits, case__closed=None).select_related("case")
    return list(found.order_by("owed", "id")[:MOST])
