"""The end of a shift: what is offered to whom, taken one by one, and never to who must not see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tocsin.desk.cases.models import Case, Event, Recusal
from tocsin.desk.staff.models import Officer
from tocsin.desk.watch import handing
from tocsin.desk.watch.actions import NotAllowed, SomeoneWasFirst
from tocsin.desk.watch.board import own_cases
from tocsin.desk.watch.models import Entry, Handed, Handover
from tocsin.desk.watch.rules import GROUPS, group_of

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
TODAY = NOW.date()
IDS = ["aaaa1111", "bbbb2222", "cccc3333"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


@pytest.fixture
def sara() -> Officer:
    return Officer.objects.create(name="sara", role="supervisor")


@pytest.fixture
def nils() -> Officer:
    return Officer.objects.create(name="nils", role="officer")


@pytest.fixture
def three(otto: Officer) -> list[str]:
    for number, name in enumerate(IDS):
        case(name, number=number, assigned=otto)
    return IDS


def case(name: str, **words: object) -> Case:
    usual = {"number": 1, "received": TODAY, "concern": "ce-approach", "language": "en", "state": "in work"}
    return Case.objects.create(id=name, **{**usual, "unseen": False, **words})


def give(giver: Officer, taker: Officer, cases: list[str]) -> tuple[int, list[str]]:
    handover, left = handing.hand_over(giver=giver, taker=taker, offered=cases, now=NOW)
    return handover.pk if handover else 0, left


def states() -> dict[str, str]:
    return dict(Handed.objects.values_list("case_id", "state"))


def test_two_of_three_are_taken_and_the_third_stays(otto: Officer, sara: Officer, three: list[str]) -> None:
    handover, left = give(otto, sara, three)
    assert left == []
    assert Case.objects.filter(assigned=otto).count() == 3  # offered is not given
    for name in three[:2]:
        handing.take_case(taker=sara, handover=handover, case=name, now=NOW)
    handing.confirm(taker=sara, handover=handover, now=NOW)
    assert states() == {three[0]: "taken", three[1]: "taken", three[2]: "kept"}
    assert list(Case.objects.filter(assigned=otto).values_list("id", flat=True)) == three[2:]
    assert [e.act for e in Event.objects.filter(case=three[0])] == ["assign"]
    assert [e.act for e in Entry.objects.order_by("id")] == ["handed over", "took", "took", "confirmed"]
    with pytest.raises(SomeoneWasFirst):
        handing.take_case(taker=sara, handover=handover, case=three[2], now=NOW)


def test_the_recused_one_is_never_offered_a_case(otto: Officer, nils: Officer, three: list[str]) -> None:
    Recusal.objects.create(officer="nils", case_id=three[0])
    Case.objects.filter(id=three[1]).update(compartment="red")
    Officer.objects.filter(name="otto").update(compartments=["red"])
    otto.refresh_from_db()
    handover, left = give(otto, nils, three)
    assert left == three[:2]
    assert states() == {three[2]: "offered"}
    # One who is recused after the offer is answered as if there had been none.
    Recusal.objects.create(officer="nils", case_id=three[2])
    with pytest.raises(SomeoneWasFirst):
        handing.take_case(taker=nils, handover=handover, case=three[2], now=NOW)
    assert Case.objects.get(id=three[2]).assigned == otto
    client = Client()
    client.force_login(nils)
    page = client.get("/handover").text
    assert not any(name in page for name in three)
    assert "to-me" not in page  # nor that something was offered
    assert not any(name in entry.about for entry in Entry.objects.all() for name in three)


def test_where_no_case_can_go_nothing_is_opened_and_the_giver_is_told(
    otto: Officer, nils: Officer, three: list[str]
) -> None:
    for name in three:
        Recusal.objects.create(officer="nils", case_id=name)
    assert give(otto, nils, three) == (0, three)
    assert not Handover.objects.exists()
    assert not Entry.objects.exists()
    client = Client()
    client.force_login(nils)
    assert "to-me" not in client.get("/handover").text


def test_what_somebody_else_took_meanwhile_is_not_taken_twice(
    otto: Officer, sara: Officer, nils: Officer, three: list[str]
) -> None:
    handover, _ = give(otto, sara, three)
    Case.objects.filter(id=three[0]).update(assigned=nils)
    with pytest.raises(SomeoneWasFirst):
        handing.take_case(taker=sara, handover=handover, case=three[0], now=NOW)
    assert states()[three[0]] == "offered"  # nothing of the act is left
    with pytest.raises(SomeoneWasFirst):
        handing.take_case(taker=nils, handover=handover, case=three[1], now=NOW)  # it was offered to Sara


def test_an_offer_to_another_ends_the_first_one(otto: Officer, sara: Officer, nils: Officer, three: list[str]) -> None:
    first, _ = give(otto, sara, three)
    second, _ = give(otto, nils, three[:1])
    with pytest.raises(SomeoneWasFirst):
        handing.take_case(taker=sara, handover=first, case=three[0], now=NOW)
    handing.take_case(taker=nils, handover=second, case=three[0], now=NOW)
    handing.withdraw(giver=otto, handover=first, now=NOW)
    with pytest.raises(SomeoneWasFirst):
        handing.take_case(taker=sara, handover=first, case=three[1], now=NOW)


def test_only_ones_own_open_cases_are_offered_and_to_a_colleague(
    otto: Officer, sara: Officer, nils: Officer, three: list[str]
) -> None:
    case("dddd4444", assigned=nils)
    Case.objects.filter(id=three[1]).update(state="closed")
    assert give(otto, sara, [*three, "dddd4444"])[1] == [three[1], "dddd4444"]
    olga = Officer.objects.create(name="olga", role="overseer")
    for taker in (otto, olga):
        with pytest.raises(handing.NobodyToTakeIt):
            give(otto, taker, three)
    with pytest.raises(NotAllowed):
        give(olga, sara, three)


def test_cases_stand_under_the_first_heading_that_applies(otto: Officer) -> None:
    case("aaaa1111", assigned=otto, urgency="Immediate", urgent=0)
    case("bbbb2222", assigned=otto, received=TODAY - timedelta(days=8))  # nobody has answered for a week
    case("cccc3333", assigned=otto, received=TODAY - timedelta(days=4))
    case("dddd4444", assigned=otto, unseen=True, answered=TODAY, last_answered=TODAY)
    case("eeee5555", assigned=otto, state="waiting", answered=TODAY, last_answered=TODAY)
    case("ffff6666", assigned=otto)
    case("gggg7777", assigned=otto, state="closed", closed=TODAY)
    groups = own_cases(otto, TODAY)
    assert {group: [row.case.id for row in rows] for group, rows in groups.items()} == {
        "immediate": ["aaaa1111"],
        "day": ["bbbb2222"],
        "days": ["cccc3333"],
        "unread": ["dddd4444"],
        "work": ["ffff6666"],
        "reporter": ["eeee5555"],
    }
    assert set(groups) <= set(GROUPS)


@pytest.mark.parametrize(("left", "group"), [(-3, "day"), (1, "day"), (2, "days"), (3, "days"), (4, "work")])
def test_a_day_and_three(left: int, group: str) -> None:
    assert group_of(urgency="Past", days_left=left, unread=False, state="in work") == group


def test_the_pages_answer_in_codes_and_refuse_with_a_way_out(
    client: Client, otto: Officer, sara: Officer, three: list[str]
) -> None:
    client.force_login(otto)
    words = {"content_type": "application/json"}
    given = client.post("/handover/give", {"taker": "sara", "cases": three}, **words)  # type: ignore[arg-type]
    assert given.json() == {"left": [], "given": True}
    refused = client.post("/handover/give", {"taker": "", "cases": three}, **words)  # type: ignore[arg-type]
    assert refused.status_code == 409
    assert "Choose a colleague" in refused.json()["hint"]
    handover = Handover.objects.get().pk
    assert client.post(f"/handover/{handover}/{three[0]}/take").status_code == 409  # Otto cannot take for Sara
    client.force_login(sara)
    assert "otto hands over to you" in client.get("/handover").text
    assert client.post(f"/handover/{handover}/{three[0]}/take").status_code == 200
    assert client.post(f"/handover/{handover}/{three[1]}/leave").status_code == 200
    assert client.post(f"/handover/{handover}/confirm").status_code == 200
    assert Case.objects.get(id=three[0]).assigned == sara
    assert client.post(f"/handover/{handover}/withdraw").status_code == 409


def test_without_the_opener_the_words_are_refused_and_named(client: Client, otto: Officer) -> None:
    client.force_login(otto)
    for path in ("/handover/titles", "/handover/said", "/handover/say", "/handover/say/aaaa1111"):
        answer = client.post(path, {}, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]) == (403, "not-allowed")


def test_the_overseers_eye_hands_nothing_over(client: Client) -> None:
    client.force_login(Officer.objects.create(name="olga", role="overseer"))
    assert client.get("/handover").status_code == 403
    assert client.post("/handover/give").status_code == 403
