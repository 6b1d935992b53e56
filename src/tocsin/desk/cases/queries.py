"""Which cases exist for an officer, in which order they wait, and how one of them stands."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.desk.cases.models import Case, Event, Presence, Recusal
from tocsin.desk.cases.rules import PRESENT_FOR, UNDO_WITHIN, Rewrite, Standing, State, findings
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


def visible(officer: Officer) -> QuerySet[Case]:
    """Return the cases that exist for an officer: inside their compartments, and none that they are recused from."""
    recused = Recusal.objects.filter(officer=officer.name, case=OuterRef("pk"))
    return Case.objects.filter(Q(compartment="") | Q(compartment__in=officer.compartments)).exclude(Exists(recused))


def seen_by(officer: Officer, case: str = "case") -> Exists:
    """Return, as a condition on rows that name a case, that it exists for an officer.

    Asked of each such row: `case__in=visible(officer)` has SQLite gather the whole queue first (70 ms of 100,000).
    """
    return Exists(visible(officer).filter(pk=OuterRef(case)))


def sees(officer: Officer, case: str) -> bool:
    """Tell whether a case exists for an officer."""
    return visible(officer).filter(id=case).exists()


def queue(officer: Officer) -> QuerySet[Case]:
    """Return what waits, the most urgent first and of these the oldest first."""
    return visible(officer).exclude(state=State.CLOSED).order_by("urgent", "number")


def standing_of(case: Case) -> Standing:
    """Return what is asked of a case before it closes."""
    return Standing(
        answered=case.answered is not None or case.withdrawn,  # who withdrew waits for nothing
        graded=bool(case.source_grade and case.content_grade),
        read=not case.unseen,
        open_ends=case.open_ends.count(),
    )


def findings_of(case: Case) -> dict[str, str]:
    """Return the outcomes of the findings that stand, by paper, the last one last."""
    return findings(case.events.filter(act__startswith="finding").order_by("id").values_list("act", "became"))


def found_of(case: Case) -> str:
    """Return the outcome of the last finding that stands; empty without one."""
    return next(reversed(findings_of(case).values()), "")


def rewriting_of(case: Case) -> Event | None:
    """Return the last writing of the rewrite."""
    written = case.events.filter(act="rewrite", undone=False, became__rewrite=Rewrite.DRAFT)
    return written.order_by("id").last()


def workers(case: Case) -> list[Officer]:
    """Return who may be given a case, by name."""
    officers = Officer.objects.filter(is_active=True).order_by("name")
    return [each for each in officers if may_act(each.role, Verb.WORK_CASE) and sees(each, case.id)]


def present(case: str, *, beside: Officer, now: datetime) -> list[str]:
    """Return who else has a case open now."""
    here = Presence.objects.filter(case=case, at__gt=now - PRESENT_FOR).exclude(officer=beside)
    return list(here.order_by("officer__name").values_list("officer__name", flat=True))


def undoable(case: str, officer: Officer, *, now: datetime) -> Event | None:
    """Return the officer's last act on a case that may still be undone."""
    own = Event.objects.filter(case=case, officer=officer.name, undone=False, at__gte=now - UNDO_WITHIN)
    return own.exclude(act="undo").exclude(was={}).order_by("id").last()
