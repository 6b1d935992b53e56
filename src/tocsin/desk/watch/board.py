"""The handover's page, from what stands in clear: one's cases by what is due, what is offered to one and by one."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from tocsin.charter.clocks import Due, most_pressing
from tocsin.desk.cases.dues import dues
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import seen_by, visible
from tocsin.desk.cases.rules import State
from tocsin.desk.pages import charter, language, texts
from tocsin.desk.pages import gettext as _
from tocsin.desk.staff.models import Officer
from tocsin.desk.watch.models import OPEN, Handed, Handover
from tocsin.desk.watch.rules import GROUPS, group_of


@dataclass(frozen=True)
class Row:
    """One case, and what it owes next."""

    case: Case
    due: Due | None
    group: str
    state: str = ""  # of its being handed over


@dataclass(frozen=True)
class Offer:
    """A handover that is open, with the cases of it that exist for who looks."""

    handover: Handover
    rows: list[Row]

    @property
    def taken(self) -> int:
        """Return how many were taken."""
        return sum(row.state == "taken" for row in self.rows)


def own_cases(officer: Officer, today: date) -> dict[str, list[Row]]:
    """Return an officer's open cases by heading, each under the first that applies; what is due first comes first."""
    mine = visible(officer).filter(assigned=officer).exclude(state=State.CLOSED).order_by("urgent", "number")
    rows = sorted((_row(case, today) for case in mine), key=lambda row: (row.due and row.due.due) or date.max)
    found = {group: [row for row in rows if row.group == group] for group in GROUPS}
    return {group: listed for group, listed in found.items() if listed}


def offered_to(officer: Officer, today: date) -> list[Offer]:
    """Return what colleagues hand over to an officer: nothing at all of which no case exists for them any more."""
    offers = [_offer(each, officer, today) for each in Handover.objects.filter(taker=officer, state=OPEN)]
    return [offer for offer in offers if offer.rows]


def offered_by(officer: Officer, today: date) -> list[Offer]:
    """Return what an officer offers to colleagues."""
    return [_offer(each, officer, today) for each in Handover.objects.filter(giver=officer, state=OPEN)]


def headings() -> dict[str, str]:
    """Return the headings' words."""
    return {
        "immediate": _("Immediate"),
        "day": _("Late, or due within 24 hours"),
        "days": _("Due within 72 hours"),
        "unread": _("Something new that nobody has read"),
        "work": _("In work"),
        "reporter": _("Waiting for the reporter"),
    }


def concern(case: Case) -> str:
    """Return a concern's name in the language of this request."""
    return _concerns(language()).get(case.concern, case.concern)


def time_left(due: Due) -> str:
    """Say how long there is, or how long too late it is."""
    ngettext, left = texts(language()).ngettext, due.days_left or 0
    if left == 0:
        return _("due today")
    if left < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -left) % {"num": -left}
    return ngettext("due in %(num)s day", "due in %(num)s days", left) % {"num": left}


def _offer(handover: Handover, officer: Officer, today: date) -> Offer:
    handed = Handed.objects.filter(seen_by(officer), handover=handover).select_related("case")
    return Offer(handover, [_row(each.case, today, each.state) for each in handed.order_by("case__urgent", "id")])


def _row(case: Case, today: date, state: str = "") -> Row:
    due = most_pressing(dues(case, today=today))
    left = due.days_left if due else None
    return Row(case, due, group_of(urgency=case.urgency, days_left=left, unread=case.unseen, state=case.state), state)


@cache
def _concerns(tag: str) -> dict[str, str]:
    default = charter().line.default
    named = {c.code: (c.texts.get(tag) or c.texts[default]).name for c in charter().concerns}
    return named | {p.code: p.name.get(tag) or p.name[default] for p in charter().paths if p.reports}
