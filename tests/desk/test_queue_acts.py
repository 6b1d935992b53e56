"""One act on many cases: each for itself, nothing kept back by one that somebody else was first for."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.desk.many import case, officer
from tocsin.desk.cases.models import Case, Event, Recusal
from tocsin.desk.queue.acting import NoSuchAct, act, undo
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def three() -> list[Case]:
    return [case(f"CASE000{n}", today=TODAY) for n in (2, 3, 4)]


@pytest.fixture
def otto() -> Officer:
    return officer("otto")


def post(who: Officer, path: str, **body: Any) -> Any:
    client = Client()
    client.force_login(who)
    return client.post(path, json.dumps(body), content_type="application/json")


def owners() -> list[str | None]:
    return list(Case.objects.order_by("id").values_list("assigned__name", flat=True))


def test_a_bulk_claim_tells_which_worked_and_which_somebody_was_first_for(otto: Officer, three: list[Case]) -> None:
    sara = officer("sara", "supervisor")
    Case.objects.filter(id=three[1].id).update(assigned=sara)
    answer = post(otto, "/queue/act", act="claim", cases=[each.id for each in three], value="").json()
    assert owners() == ["otto", "sara", "otto"]
    assert len(answer["events"]) == 2
    assert answer["said"] == "Done for 2 cases. Somebody was first: CASE0003."


def test_undoing_a_bulk_act_undoes_all_of_it_that_still_stands(otto: Officer, three: list[Case]) -> None:
    sara = officer("sara", "supervisor")
    done = act(officer=otto, name="claim", cases=[each.id for each in three], value="", now=NOW)
    act(officer=sara, name="assign", cases=[three[0].id], value="sara", now=NOW + timedelta(minutes=1))
    result = undo(officer=otto, events=done.events, now=NOW + timedelta(minutes=2))
    assert owners() == ["sara", None, None]
    assert (len(result.events), result.first) == (2, [three[0].id])


def test_nobody_undoes_what_another_did(otto: Officer, three: list[Case]) -> None:
    done = act(officer=otto, name="urgency", cases=[three[0].id], value="Immediate", now=NOW)
    assert undo(officer=officer("sara", "supervisor"), events=done.events, now=NOW).events == []
    assert Case.objects.get(id=three[0].id).urgency == "Immediate"


def test_a_case_that_does_not_exist_for_an_officer_is_counted_and_never_named(three: list[Case]) -> None:
    nils = officer("nils")
    Recusal.objects.create(officer="nils", case=three[0])
    Case.objects.filter(id=three[1].id).update(compartment="quay")
    for name, value in (("claim", ""), ("assign", "nils"), ("urgency", "Immediate"), ("begin", ""), ("release", "")):
        cases = [three[0].id, three[1].id, "NOTTHERE"]
        answer = post(nils, "/queue/act", act=name, cases=cases, value=value).json()
        assert answer == {"events": [], "said": "Nothing was done. 3 cases are not there for you."}
    assert not Event.objects.exists()


def test_a_case_is_assigned_to_nobody_who_must_not_see_it(otto: Officer, three: list[Case]) -> None:
    officer("nils")
    Recusal.objects.create(officer="nils", case=three[0])
    result = act(officer=otto, name="assign", cases=[each.id for each in three[:2]], value="nils", now=NOW)
    assert (owners(), result.already) == ([None, "nils", None], [three[0].id])


@pytest.mark.parametrize("path", ["/queue/act", "/queue/undo"])
@pytest.mark.parametrize("role", ["overseer", "custodian", "board-member"])
def test_who_does_not_work_on_cases_acts_on_none(role: str, path: str, three: list[Case]) -> None:
    answer = post(officer("olga", role), path, act="claim", cases=[three[0].id], value="", events=[1])
    assert answer.status_code == 403
    assert owners() == [None, None, None]


@pytest.mark.parametrize(("name", "value"), [("close", ""), ("urgency", "Soon"), ("assign", "nobody"), ("", "")])
def test_what_the_queue_does_not_know_it_does_not_do(name: str, value: str, otto: Officer, three: list[Case]) -> None:
    with pytest.raises(NoSuchAct):
        act(officer=otto, name=name, cases=[three[0].id], value=value, now=NOW)
    answer = post(otto, "/queue/act", act=name, cases=[three[0].id], value=value)
    assert (answer.status_code, answer.json()["error"]) == (400, "not-possible")


def test_a_post_of_any_shape_does_nothing_and_fails_calmly(otto: Officer) -> None:
    shapes: list[dict[str, Any]] = [{"cases": "all"}, {"cases": [1, None, {}]}, {"act": "claim"}]
    for body in [*shapes, {"act": "claim", "cases": {}}]:
        assert post(otto, "/queue/act", **body).status_code in {200, 400}
    assert post(otto, "/queue/undo", events=["1", None, 2**40]).json()["events"] == []


def test_a_post_from_elsewhere_acts_on_nothing(otto: Officer, three: list[Case]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(otto)
    body = json.dumps({"act": "claim", "cases": [three[0].id], "value": ""})
    assert client.post("/queue/act", body, content_type="application/json").status_code == 403
    assert owners() == [None, None, None]
