"""What the pages say of referrals; lent to other rooms as `case | referred` and `officer | referrals_waiting`."""

from typing import Any

from django.conf import settings
from jinja2 import Environment
from jinja2.ext import Extension

from tocsin.desk.cases.models import Case
from tocsin.desk.pages import charter
from tocsin.desk.referring import words
from tocsin.desk.referring.models import Referral
from tocsin.desk.referring.queries import came, history, waiting_for
from tocsin.desk.referring.rules import OUT, WAITS, State
from tocsin.desk.staff.models import Officer


def page(case: Case) -> dict[str, Any]:
    """Return the page of one case."""
    others = [desk for desk in charter().line.desks if desk != settings.DESK]
    here = came(case)
    return {
        "case": case,
        "came": said(here) if here else None,
        "history": [said(each) for each in history(case)],
        "away": _is_away(case),
        "desks": {desk: words.desk(desk) for desk in others},
        "two": bool(case.compartment) or charter().line.two_persons.transfers,
        "reasons": words.reasons(),
    }


def said(row: Referral) -> dict[str, Any]:
    """Return one referral in words."""
    return {"row": row, "desk": words.desk(row.desk), "stands": words.states().get((row.way, row.state), row.state)}


def referred(case: Case) -> dict[str, Any] | None:
    """Return the newest referral of a case in words."""
    newest = next(iter(history(case)), None)
    return said(newest) if newest else None


def waiting(officer: Officer | None) -> list[dict[str, Any]]:
    """Return what waits for who is signed in."""
    return [said(each) for each in waiting_for(officer)[:20]] if isinstance(officer, Officer) else []


def _is_away(case: Case) -> bool:
    newest = next(iter(history(case)), None)
    return newest is not None and newest.way == OUT and newest.state in (*WAITS, State.ACKNOWLEDGED)


class Referrals(Extension):
    """Lends the filters."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["referred"] = referred
        environment.filters["referrals_waiting"] = waiting
        environment.filters["referral_reason"] = lambda text: words.reasons().get(text, text)
        environment.filters["desk_name"] = words.desk
