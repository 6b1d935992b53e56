"""What the opener's feed changes at the desk."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.desk.at_work import Desk as AtWork
from tests.desk.filed import Signing
from tests.lines import run
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


def test_what_is_linked_stands_in_the_story_once_although_the_desk_ended_before_it_was_noted(
    line: Path,
    transactional_db: None,  # noqa: ARG001 - it opens the database
    client: Client,
) -> None:
    AtWork(line, "", None).send([{"concern": "ce-insider", "language": "en", "what": each} for each in "ab"], "two")  # type: ignore[arg-type]
    following.follow()
    first, second = Case.objects.order_by("number")
    report = second.holding_set.get().report_id
    client.force_login(Officer.objects.get(name="otto"))
    otto = Signing(client, "otto", line).begin()
    linked = otto.post(f"/cases/{first.id}/ask/link", otto.line("link", first.id, message=report))
    assert linked.status_code == 200
    # What follows reaches the opener past the desk, as an act of which the desk ended before the answer came back.
    for verb in ("new-case", "unlink"):
        words = (verb, first.id, "--message", report, "--reason", "apart", "--officer", "otto")
        assert run("tocsin-desk", *words, home=line).returncode == 0
    following.follow()
    following.follow()
    new = Case.objects.order_by("number").last()
    story = [(event.case_id, event.act, event.officer, event.became) for event in Event.objects.order_by("id")]
    assert new is not None
    assert story == [
        (first.id, "link", "otto", {}),
        (first.id, "new-case", "otto", {"case": new.id}),
        (first.id, "unlink", "otto", {}),
    ]
