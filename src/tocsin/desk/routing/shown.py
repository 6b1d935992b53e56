"""What the pages say about routing; lent to the case's page as `case | routed`."""

from datetime import date
from typing import Any

from django.utils.translation import override
from jinja2 import Environment
from jinja2.ext import Extension

from tocsin.charter.clocks import HANDED
from tocsin.charter.directory.model import Role
from tocsin.desk.cases import words as cases
from tocsin.desk.cases.dues import dues, latest
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.preview import readers
from tocsin.desk.pages import TAGS, charter, language
from tocsin.desk.routing import words
from tocsin.desk.routing.carrying import recipient_of
from tocsin.desk.routing.handing import way_of
from tocsin.desk.routing.models import Decision, Dispatch
from tocsin.desk.routing.queries import MOST, history, standing, to_do, undecided
from tocsin.desk.routing.rules import BINDING, MOVES, REACHED, SendState, is_carried, others, ours
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act
from tocsin.look.rendering import write_day


def page(case: Case) -> dict[str, Any]:
    """Return the page of one case's routing."""
    now = standing(case)
    return {
        "case": case,
        "now": decision(now) if now else None,
        "older": [decision(each) for each in history(case) if each != now],
        "concerns": {code: cases.concern(code) for code in sorted(charter().codes())},
        "areas": words.areas(),
        "authorities": words.active_authorities(),
        "reasons": words.reasons(),
        "dispatches": [dispatch(each) for each in case.dispatches.order_by("id")],
        "whats": words.whats(),
        "to_tell": to_tell(case),
    }


def dispatch(row: Dispatch) -> dict[str, Any]:
    """Return one dispatch in words: whose part is what, how they are reached, how far it has come, what may be done."""
    point, tag = way_of(row), language()
    value = (point.value.get(tag) or next(iter(point.value.values()), "")) if point else ""
    return {
        "row": row,
        "name": cases.office(row.authority),
        "role": words.roles().get(row.role, row.role),
        "state": words.states().get(row.state, row.state),
        "way": words.channels().get(point.channel, "") if point else "",
        "value": value,
        "what": words.whats().get(row.what, ""),
        "why": words.failures().get(row.fail_reason, "") if row.state == SendState.FAILED else "",
        "carried": point is not None and is_carried(point),
        "may": {move for move, (before, _) in MOVES.items() if row.state in before},
        "binding": row.role in BINDING,
    }


def to_tell(case: Case) -> list[dict[str, str]]:
    """Return what the reporter may be told of each office that has it, in the language in which they read."""
    if not charter().line.referral.tell:
        return []
    tag = readers(case)
    rows = case.dispatches.filter(state__in=REACHED, role=Role.LEAD).order_by("id")
    with override({name: code for code, name in TAGS.items()}.get(tag, "en")):
        return [
            {"language": tag, "text": words.passed_on(cases.office(row.authority), write_day(row.sent, tag))}
            for row in rows
            if row.sent
        ]


def tasks(officer: Officer, *, today: date) -> dict[str, Any]:
    """Return what is to be handed on, and what nobody has acknowledged: what is late first, then the oldest."""
    names, found = cases.clocks(), []
    for row in to_do(officer):
        late = latest(due for due in dues(row.case, today=today) if due.clock in _handing())
        found.append({**dispatch(row), "late": late, "clock": names[late.clock] if late else ""})
    found.sort(key=lambda each: (each["late"].days_left if each["late"] else 0, each["row"].owed))
    faults = list(undecided(officer)[:MOST]) if may_act(officer.role, Verb.DECIDE) else []
    return {"tasks": found, "undecided": faults}


def _handing() -> set[str]:
    return {clock.id for clock in charter().desk.clocks if clock.event in HANDED}


def decision(row: Decision) -> dict[str, Any]:
    """Return one decision in words: why, who leads, who is told too, who must be told."""
    parts = others(charter(), row.lead, row.informed, row.transfers)
    own, names = ours(charter()), {part.authority: cases.office(part.authority) for part in parts}
    return {
        "row": row,
        "why": words.rules().get(row.rule, row.rule),
        "reason": words.reasons().get(row.reason, ""),
        "concern": cases.concern(row.concern),
        "lead": cases.office(row.lead) if row.lead else "",
        "outside": bool(row.lead) and row.lead not in own and charter().directory.exists,
        "informed": [cases.office(id_) for id_ in row.informed],
        "must": [names[part.authority] for part in parts if part.role is Role.MUST_TRANSFER],
        "bases": words.bases(row.remits),
    }


def routed(case: Case) -> dict[str, Any] | None:
    """Return the decision that stands on a case, in words."""
    now = standing(case)
    return decision(now) if now else None


def sealed_to(case: Case, number: str) -> dict[str, str] | None:
    """Return whom an export of a case is for, where its page was asked for one of the case's dispatches."""
    row = case.dispatches.filter(pk=int(number)).first() if number.isdecimal() else None
    key = recipient_of(row) if row else ""
    return {"name": cases.office(row.authority), "recipient": key} if row and key else None


class Routed(Extension):
    """Lends `case | routed` and `case | sealed_to(number)` to templates of rooms that may not know this one."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["routed"] = routed
        environment.filters["sealed_to"] = sealed_to
