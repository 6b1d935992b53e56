"""What the opener's feed changes at the desk."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tocsin.desk.cases import following
from tocsin.desk.cases.models import Case, Event, Presence
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
ADDED = {"case": "aaaa1111", "addition": "addition", "attachments": 1}
ANSWERED = {"case": "aaaa1111", "day": "2026-11-24", "reports": ["r"]}


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


@pytest.fixture
def take() -> Callable[[str, dict[str, Any]], Case]:
    day = date(2026, 11, 24)
    Case.objects.create(id="aaaa1111", number=1, received=day, concern="ce-approach", language="en", unseen=False)

    def take(kind: str, event: dict[str, Any]) -> Case:
        following._TAKEN[kind](event)
        return Case.objects.get()

    return take


Take = Callable[[str, dict[str, Any]], Case]


def test_a_closed_case_that_an_addition_opens_says_so_in_its_story(take: Take) -> None:
    take("addition", ADDED)
    assert not Event.objects.exists()
    Case.objects.update(state="closed", closed=date(2026, 11, 24))
    take("addition", ADDED)
    assert [(event.act, event.officer) for event in Event.objects.all()] == [("came-back", "")]


@pytest.mark.parametrize(("state", "after"), [("new", "new"), ("waiting", "in work"), ("closed", "in work")])
def test_an_addition_puts_a_case_back_where_somebody_looks(state: str, after: str, take: Take) -> None:
    Case.objects.update(state=state, closed=date(2026, 11, 24) if state == "closed" else None)
    case = take("addition", ADDED)
    assert (case.state, case.closed, case.unseen, case.additions) == (after, None, True, 1)


@pytest.mark.parametrize(
    ("told", "state", "after", "acts"),
    [
        ("question", "new", "waiting", ["reply", "ask"]),
        ("question", "in work", "waiting", ["reply", "ask"]),
        ("in work", "new", "in work", ["reply", "begin"]),
        ("in work", "waiting", "waiting", ["reply"]),
        ("question", "closed", "closed", ["reply"]),
    ],
)
def test_an_answer_moves_its_case_and_stands_in_its_story(
    told: str, state: str, after: str, acts: list[str], take: Take
) -> None:
    Case.objects.update(state=state)
    case = take("state", ANSWERED | {"state": told, "officer": "otto"})
    assert (case.state, case.told, case.answered) == (after, told, date(2026, 11, 24))
    assert [(event.act, event.officer) for event in Event.objects.order_by("id")] == [(act, "otto") for act in acts]


def test_an_answer_of_another_case_that_holds_the_report_counts_and_names_nobody(take: Take) -> None:
    case = take("state", ANSWERED | {"state": "question"})
    assert (case.state, case.told, case.answered) == ("new", "question", date(2026, 11, 24))
    assert not Event.objects.exists()


def test_who_is_recused_has_the_case_no_more(otto: Officer, take: Take) -> None:
    Case.objects.update(assigned=otto)
    Presence.objects.create(case_id="aaaa1111", officer=otto, at="2026-11-25T09:00Z")
    assert take("recusal", {"officer": "otto", "case": "aaaa1111"}).assigned is None
    assert not Presence.objects.exists()


def test_an_answer_ends_what_was_promised_for_its_day_and_leaves_a_later_promise(take: Take) -> None:
    told = {"case": "aaaa1111", "state": "in work", "day": "2026-11-25"}
    for promised, after in ((date(2026, 11, 25), None), (date(2026, 11, 26), date(2026, 11, 26))):
        Case.objects.update(promised=promised)
        assert take("state", told).promised == after
