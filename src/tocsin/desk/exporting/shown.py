"""What the pages say about exports: what would leave, and, lent to other rooms' templates, which exports wait."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from tocsin.desk.cases import words
from tocsin.desk.cases.models import Case
from tocsin.desk.exporting.models import Waiting
from tocsin.desk.exporting.queries import waiting_for
from tocsin.desk.staff.models import Officer

_LEAVE = ("fact", "opinion", "finding", "note")  # drafts and handovers stay (the opener's bundle)


def leaving(answer: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return what would leave: of the case as it was told only how much, of the rewrite every word."""
    rewrites = [p for p in answer["papers"] if p["kind"] == "rewrite" and not p["withdrawn"]]
    rewrite = rewrites[-1] if rewrites else None
    return {
        "case": case,
        "reports": [date.fromisoformat(told["received"]) for told in answer["reports"]],
        "additions": answer["additions"],
        "replies": answer["replies"],
        "written": [p for p in answer["papers"] if p["kind"] in _LEAVE],
        "attachments": answer["attachments"],
        "rewrite": {**rewrite, "time": datetime.fromisoformat(rewrite["time"])} if rewrite else None,
        "rewrites": words.rewrites(),
    }


def waiting(officer: Officer | None, case: Case | None = None) -> list[Waiting]:
    """Return the exports that wait for who is signed in: all, or those of one case."""
    if not isinstance(officer, Officer):
        return []
    found = waiting_for(officer, now=datetime.now(UTC))
    return list(found.filter(case=case) if case else found[:20])


class Exports(Extension):
    """Lends `officer | exports_waiting` to templates of rooms that may not know this one."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["exports_waiting"] = waiting
