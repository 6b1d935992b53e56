"""A case on its way from new to closed: what leads on, and what would keep it from closing."""

from datetime import date, datetime

from tocsin.desk.cases.changing import Fields, NoSuchCase, NotPossible, change, find
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.cases.queries import found_of, standing_of, visible
from tocsin.desk.cases.rules import MOVES, Lacking, Outcome, agrees, lacking, may_move
from tocsin.desk.pages import charter
from tocsin.desk.staff.models import Officer


class CaseStillOpen(NotPossible):
    """The case cannot close yet; `lacking` says what is to be done."""

    code = "still-open"
    hint = "Do what is still to be done, then close."

    def __init__(self, case: str, what: tuple[Lacking, ...]) -> None:
        super().__init__(case)
        self.lacking = what


class OutcomeDiffers(NotPossible):
    """The outcome is not what the finding says, or weighs on somebody and no finding says it."""

    code = "outcome-differs"
    hint = "Close with the finding's outcome, or write another finding first."


def promise(*, case: str, officer: Officer, day: date, now: datetime) -> None:
    """Keep the day on which an answer said that the reporter hears next; each answer says it anew, or no more."""
    if day < now.date():
        raise NotPossible(case)
    if visible(officer).filter(id=case).update(promised=day) == 0:
        raise NoSuchCase(case)


def move_case(*, case: str, officer: Officer, act: str, now: datetime, outcome: str = "") -> Event:
    """Begin, ask, go on, close with an outcome, or open again."""
    found = find(case, officer)
    if not may_move(act, found.state) or (act == "close") != (outcome in set(Outcome)):
        raise NotPossible(case)
    became: Fields = {"state": MOVES[act][1]}
    if act == "close":
        check_close(found, outcome)
        became |= {"outcome": outcome, "closed": now.date().isoformat()}
    if act == "reopen":
        became |= {"closed": None}
    return change(found, officer, act, became, now)


def check_close(case: Case, outcome: str, *, answering: bool = False) -> None:
    """Do nothing if a case may close with an outcome, or may once the answer that is about to be laid is there."""
    what = tuple(x for x in lacking(standing_of(case)) if not (answering and x == Lacking.ANSWER))
    if what:
        raise CaseStillOpen(case.id, what)
    if not agrees(outcome, found_of(case), needed=charter().line.two_persons.findings):
        raise OutcomeDiffers(case.id)
