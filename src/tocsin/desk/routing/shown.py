"""What the pages say about routing; lent to the case's page as `case | routed`."""

from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from tocsin.charter.directory.model import Role
from tocsin.desk.cases import words as cases
from tocsin.desk.cases.models import Case
from tocsin.desk.pages import charter
from tocsin.desk.routing import words
from tocsin.desk.routing.models import Decision
from tocsin.desk.routing.queries import history, standing
from tocsin.desk.routing.rules import others, ours


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
    }


def decision(row: Decision) -> dict[str, Any]:
    """Return one decision in words: why, who leads, who is told too, who must be told."""
    parts = others(charter(), row.lead, row.informed, row.transfers)
    own, names = ours(charter()), {part.authority: words.authority(part.authority) for part in parts}
    return {
        "row": row,
        "why": words.rules().get(row.rule, row.rule),
        "reason": words.reasons().get(row.reason, ""),
        "concern": cases.concern(row.concern),
        "lead": words.authority(row.lead) if row.lead else "",
        "outside": bool(row.lead) and row.lead not in own and charter().directory.exists,
        "informed": [words.authority(id_) for id_ in row.informed],
        "must": [names[part.authority] for part in parts if part.role is Role.MUST_TRANSFER],
        "bases": words.bases(row.remits),
    }


def routed(case: Case) -> dict[str, Any] | None:
    """Return the decision that stands on a case, in words."""
    now = standing(case)
    return decision(now) if now else None


class Routed(Extension):
    """Lends `case | routed` to templates of rooms that may not know this one."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["routed"] = routed
