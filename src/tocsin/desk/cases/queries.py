"""Which cases exist for an officer, and in which order they wait."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.desk.cases.models import Case, Recusal
from tocsin.desk.cases.rules import State
from tocsin.desk.staff.models import Officer


def visible(officer: Officer) -> QuerySet[Case]:
    """Return the cases that exist for an officer: inside their compartments, and none that they are recused from."""
    recused = Recusal.objects.filter(officer=officer.name, case=OuterRef("pk"))
    return Case.objects.filter(Q(compartment="") | Q(compartment__in=officer.compartments)).exclude(Exists(recused))


def queue(officer: Officer) -> QuerySet[Case]:
    """Return what waits, the most urgent first and of these the oldest first."""
    return visible(officer).exclude(state=State.CLOSED).order_by("urgent", "number")
