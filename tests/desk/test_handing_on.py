"""Handing on to offices outside the line: planned by decisions, claimed by a condition, held open, told by clocks."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.test_routing_decisions import A, told
from tests.lines import REPOSITORY
from tocsin.charter.directory.model import Role
from tocsin.charter.outcomes import Outcome
from tocsin.charter.read import load
from tocsin.desk.cases.changing import NotPossible, NotYourAct, SomeoneWasFirst
from tocsin.desk.cases.dues import dues
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.cases.moving import CaseStillOpen, move_case
from tocsin.desk.routing import deciding, handing, shown
from tocsin.desk.routing.models import Decision, Dispatch
from tocsin.desk.routing.queries import standing, to_do
from tocsin.desk.routing.rules import MOVES, REACHED, SendState, days_of, way_to
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = date(2026, 11, 24)
INDUSTRY = load(REPOSITORY / "charters" / "industry")


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


@pytest.fixture
def sara() -> Officer:
    return Officer.objects.create(name="sara", role="supervisor")


@pytest.fixture
def case() -> Case:
    return told()


@pytest.fixture
def industry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """A contractor's case, which two offices must be told of by law."""
    from tocsin.desk.cases import dues as cases_dues
    from tocsin.desk.routing import deciding, handing, shown

    for room in (deciding, handing, shown, cases_dues):
        monkeypatch.setattr(room, "charter", lambda: INDUSTRY)
    cases_dues.calendars.cache_clear()
    transfers = [["security-office", "harbour-office"], ["security-office", "contracts-agency"]]
    case = told(lead="security-office", transfers=transfers, remits=["office-leads"], concern="ce-insider")
    yield case
    cases_dues.calendars.cache_clear()


def only() -> Dispatch:
    return Dispatch.objects.get()


def anew(officer: Officer, concern: str) -> Decision:
    now = standing(Case.objects.get(id=A))
    words: dict[str, Any] = {"area": "", "lead": "", "reason": "other-concern", "instead_of": now.pk if now else None}
    return deciding.decide_anew(case=A, officer=officer, concern=concern, now=NOW, **words)


def hand(officer: Officer, what: str = "case") -> None:
    handing.hand_over(dispatch=only(), officer=officer, what=what, now=NOW)


def acknowledge(officer: Officer, day: date = TODAY) -> None:
    handing.acknowledge(dispatch=only(), officer=officer, day=day, reference="C-77/26", now=NOW)


def test_a_lead_outside_the_line_is_handed_it_once_and_the_case_waits(case: Case, otto: Officer) -> None:
    row = only()
    assert (row.authority, row.role, row.state, row.owed) == ("customs", Role.LEAD, "unprocessed", DAY)
    assert (row.contact, row.channel) == ("customs-inbox", "email")
    case.refresh_from_db()
    assert (case.to_refer, case.referred, case.to_transfer) == (DAY, None, None)
    Case.objects.update(unseen=False, source_grade="B", content_grade="2", answered=DAY)
    with pytest.raises(CaseStillOpen):
        move_case(case=A, officer=otto, act="close", outcome=Outcome.NOT_WITHIN_REMIT, now=NOW)
    hand(otto)
    case.refresh_from_db()
    assert (only().sent, only().by_hand, only().officer, case.referred) == (NOW.date(), True, "otto", NOW.date())
    move_case(case=A, officer=otto, act="close", outcome=Outcome.NOT_WITHIN_REMIT, now=NOW)


def test_an_acknowledgement_names_a_day_and_the_others_number(case: Case, otto: Officer) -> None:
    with pytest.raises(NotPossible):
        acknowledge(otto)
    hand(otto)
    for day in (DAY, NOW.date() + timedelta(days=1)):  # before it was sent; after today
        with pytest.raises(NotPossible):
            acknowledge(otto, day)
    acknowledge(otto)
    case.refresh_from_db()
    assert (only().state, only().reference, case.accepted) == ("acknowledged", "C-77/26", NOW.date())
    assert [e.act for e in Event.objects.order_by("id")] == ["handed-on", "hand-on-acknowledged"]
    with pytest.raises(SomeoneWasFirst):
        acknowledge(otto)


def test_who_must_be_told_is_not_left_out_by_an_officer_alone(case: Case, otto: Officer, sara: Officer) -> None:
    with pytest.raises(NotYourAct):
        handing.skip(dispatch=only(), officer=otto, now=NOW)
    handing.skip(dispatch=only(), officer=sara, now=NOW)
    case.refresh_from_db()
    assert (only().state, case.to_refer, case.open_ends.count()) == ("skipped", None, 0)


def test_another_decision_ends_what_nobody_did_yet_and_begins_it_again(case: Case, otto: Officer) -> None:
    anew(otto, "ce-approach")
    assert only().state == "skipped"
    assert case.open_ends.count() == 0
    made = anew(otto, "ce-procurement")
    assert (only().state, only().decision, only().owed) == ("unprocessed", made, NOW.date())
    hand(otto)
    anew(otto, "ce-approach")
    assert only().state == "sent"  # what was told cannot be taken back, and is not forgotten


def test_what_another_desk_of_the_line_has_taken_is_theirs_to_hand_on_until_it_comes_home(case: Case) -> None:
    event = {"way": "out", "passing": "referred", "case": A, "referral": "r", "desk": "north", "day": "2026-11-25"}
    for state, stands in (
        ("sent", "unprocessed"),
        ("acknowledged", "skipped"),
        ("returned", "unprocessed"),
        ("acknowledged", "skipped"),
        ("failed", "unprocessed"),
    ):
        deciding.passed_on(event | {"state": state})
        assert only().state == stands, state
        assert case.open_ends.count() == int(stands == "unprocessed")
    for other in ({"way": "in"}, {"passing": "forwarded"}):
        deciding.passed_on(event | other | {"state": "acknowledged"})
        assert only().state == "unprocessed"


def test_what_the_law_has_passed_on_is_owed_to_each_and_done_when_all_have_it(industry: Case, otto: Officer) -> None:
    rows = list(Dispatch.objects.order_by("authority"))
    assert [(row.authority, row.role) for row in rows] == [
        ("contracts-agency", Role.MUST_TRANSFER),
        ("harbour-office", Role.MUST_TRANSFER),
    ]
    for number, row in enumerate(rows):
        industry.refresh_from_db()
        assert (industry.to_transfer, industry.transferred) == (DAY, None), number
        handing.hand_over(dispatch=row, officer=otto, what="word", now=NOW)
    industry.refresh_from_db()
    assert (industry.transferred, industry.transfer_acknowledged) == (NOW.date(), None)


@pytest.mark.parametrize(("after", "state"), [(0, "running"), (1, "warn"), (2, "overdue")])
def test_what_the_law_wants_promptly_is_warned_of_and_then_late(industry: Case, after: int, state: str) -> None:
    industry.refresh_from_db()
    found = {due.clock: due for due in dues(industry, today=DAY + timedelta(days=after))}
    assert found["tell-offices"].state == state


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [hand, lambda who: handing.skip(dispatch=only(), officer=who, now=NOW)],
    ids=["hand", "skip"],
)
def test_of_many_at_once_one_does_it(act: Callable[[Officer], None]) -> None:
    told()
    sara = Officer.objects.create(name="sara", role="supervisor")
    outcomes, start = [], threading.Barrier(4)

    def work() -> None:
        start.wait()
        try:
            act(sara)
            outcomes.append("done")
        except SomeoneWasFirst:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["done", "late", "late", "late"]
    assert Event.objects.count() == 1


class Row:
    def __init__(self, role: Role, state: SendState, sent: date | None, acknowledged: date | None) -> None:
        self.role: str = role
        self.state: str = state
        self.owed = DAY
        self.sent = sent if state in REACHED else None
        self.acknowledged = acknowledged if state is SendState.ACKNOWLEDGED else None


day = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))


@given(st.lists(st.builds(Row, st.sampled_from(Role), st.sampled_from(SendState), day, day), max_size=6))
def test_a_duty_is_done_when_everybody_has_it_and_never_before(rows: list[Row]) -> None:
    found = days_of(rows)
    for role, (begun, ended) in {
        Role.MUST_TRANSFER: ("to_transfer", "transferred"),
        Role.LEAD: ("to_refer", "referred"),
    }.items():
        owed = [row for row in rows if row.role is role and row.state is not SendState.SKIPPED]
        assert (found[begun] is not None) == bool(owed)
        assert (found[ended] is not None) == (bool(owed) and all(row.sent for row in owed))
        if last := found[ended]:
            assert all(row.sent <= last for row in owed if row.sent)


def test_every_state_leads_on_or_is_an_end() -> None:
    ends = {state for state in SendState if not any(state in before for before, _ in MOVES.values())}
    assert ends == {SendState.ACKNOWLEDGED}
    assert {after for _, after in MOVES.values()} == set(SendState)


def test_a_way_that_the_charter_learnt_later_is_taken(case: Case, otto: Officer) -> None:  # noqa: ARG001 - it is there
    Dispatch.objects.update(contact="", channel="")
    assert handing.way_of(only()).id == "customs-inbox"  # type: ignore[union-attr]
    hand(otto)
    assert (only().contact, only().channel) == ("customs-inbox", "email")


def test_an_office_is_reached_over_what_is_confirmed_and_for_machines_first() -> None:
    from tests.desk.test_routing_decisions import CHARTER

    assert way_to(CHARTER, "customs").id == "customs-inbox"  # type: ignore[union-attr]
    assert way_to(CHARTER, "coast-guard").id == "coast-guard-watch"  # type: ignore[union-attr]
    assert way_to(CHARTER, "computer-team") is None


def test_the_pages_say_what_is_to_be_done_and_take_it(otto: Officer, client: Client) -> None:
    told()
    client.force_login(otto)
    assert A in client.get("/handing-on").text
    row = only()
    where = f"/cases/{A}/routing/{row.pk}"
    assert "handed-on@customs.example" in client.get(f"/cases/{A}/routing").text
    assert client.post(f"{where}/hand", {"what": "all"}).status_code == 422
    assert client.post(f"{where}/skip").status_code == 409
    assert client.post(f"{where}/hand", {"what": "rewrite"}).status_code == 302
    assert client.post(f"{where}/hand", {"what": "rewrite"}).status_code == 409
    page = client.get(f"/cases/{A}/routing").text
    assert "They said that they have it" in page
    assert "We passed on what you told us to Customs" in page
    today = datetime.now(UTC).date().isoformat()
    for wrong in ({"day": "soon"}, {"day": today, "reference": "call Mr. Smith"}):
        assert client.post(f"{where}/acknowledge", wrong).status_code == 422
    assert client.post(f"{where}/acknowledge", {"day": today, "reference": "C-7"}).status_code == 302
    assert "Nothing waits" in client.get("/handing-on").text
    assert client.post(f"/cases/{A}/routing/{row.pk + 1}/hand", {"what": "case"}).status_code == 404
    assert "handed it on to Customs" in client.get(f"/cases/{A}").text


def test_the_reporters_sentence_is_in_their_language(case: Case, otto: Officer) -> None:
    hand(otto)
    Case.objects.update(language="zh-Hans")
    case.refresh_from_db()
    [told_so] = shown.to_tell(case)
    assert (told_so["language"], "海关" in told_so["text"]) == ("zh-Hans", True)


def test_supervisors_see_what_nobody_leads_and_officers_do_not(otto: Officer, sara: Officer, client: Client) -> None:
    told(rule="triage", lead="", transfers=[], remits=[])
    for who, sees in ((sara, True), (otto, False)):
        client.force_login(who)
        assert ("The charter names nobody" in client.get("/handing-on").text) is sees
    assert not to_do(otto)
