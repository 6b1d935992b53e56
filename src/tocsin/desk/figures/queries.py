"""The days of all cases of a period. Counting takes no case from anybody: who is recused learns a rounded number."""

from collections import defaultdict
from datetime import date

from django.conf import settings

from tocsin.charter.clocks import Facts
from tocsin.desk.cases.dues import COLUMNS, calendars
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.figures.models import Publication
from tocsin.desk.figures.rules import PERIOD, Told, figures_of
from tocsin.desk.pages import charter
from tocsin.desk.routing.models import Decision, Dispatch
from tocsin.exchange.figures import Figures


def figures(*, today: date) -> Figures:
    """Return the figures as they would be published today."""
    since = today - PERIOD
    decided: defaultdict[str, int] = defaultdict(int)
    for case in Decision.objects.filter(case__received__gte=since).values_list("case_id", flat=True):
        decided[case] += 1
    handed: defaultdict[str, list[int]] = defaultdict(list)
    sent = Dispatch.objects.filter(case__received__gte=since, sent__isnull=False)
    for case, owed, day in sent.values_list("case_id", "owed", "sent"):
        if day:  # as asked for; the type does not know
            handed[case].append((day - owed).days)
    firsts = {act: _days_of(act, since) for act in ("reply", "review")}
    told = []
    for case, *days in Case.objects.filter(received__gte=since).values_list("id", *COLUMNS.values()):
        facts = dict(zip(COLUMNS, days, strict=True))
        # What was said or read once more later does not make the first time late.
        assessed = facts["assessed"]
        facts["last_answered"] = _first(firsts["reply"][case], assessed) or facts["last_answered"]
        facts["last_reviewed"] = _first(firsts["review"][case], assessed) or facts["last_reviewed"]
        told.append(Told(Facts(**facts), _rerouted(decided.get(case)), tuple(handed[case])))
    return figures_of(charter(), settings.DESK, told, today=today, calendars=calendars())


def last_published() -> Publication | None:
    """Return when they were published last."""
    return Publication.objects.order_by("-id").first()


def _days_of(act: str, since: date) -> defaultdict[str, list[date]]:
    found: defaultdict[str, list[date]] = defaultdict(list)
    rows = Event.objects.filter(act=act, undone=False, case__received__gte=since).order_by("id")
    for case, at in rows.values_list("case_id", "at"):
        found[case].append(at.date())
    return found


def _first(days: list[date], since: date | None) -> date | None:
    return next((day for day in days if since and day >= since), None)


def _rerouted(decisions: int | None) -> bool | None:
    return None if decisions is None else decisions > 1
