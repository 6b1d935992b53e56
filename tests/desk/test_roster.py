"""The roster: who plans, who swaps with whose consent, what is shown, and what a calendar file says."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from tocsin.desk.staff.models import Officer
from tocsin.desk.watch import actions
from tocsin.desk.watch.forms import PlanForm
from tocsin.desk.watch.models import Duty, Entry, Swap

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


@pytest.fixture
def nils() -> Officer:
    return Officer.objects.create(name="nils", role="officer")


@pytest.fixture
def sara() -> Officer:
    return Officer.objects.create(name="sara", role="supervisor")


def duty(officer: Officer, begins: datetime = TOMORROW, hours: int = 8) -> Duty:
    return Duty.objects.create(officer=officer, begins=begins, ends=begins + timedelta(hours=hours))


def test_a_supervisor_plans_and_an_officer_does_not(otto: Officer, sara: Officer) -> None:
    spans = [(TOMORROW, TOMORROW + timedelta(hours=8))]
    with pytest.raises(actions.NotAllowed):
        actions.plan_duty(planner=otto, who=otto, spans=spans, now=NOW)
    actions.plan_duty(planner=sara, who=otto, spans=spans, now=NOW)
    assert [(e.officer, e.act) for e in Entry.objects.all()] == [("sara", "planned")]
    with pytest.raises(actions.NotAllowed):
        actions.remove_duty(planner=otto, duty=Duty.objects.get().pk, now=NOW)
    actions.remove_duty(planner=sara, duty=Duty.objects.get().pk, now=NOW)
    assert not Duty.objects.exists()


def test_many_weeks_are_planned_whole_or_not_at_all(otto: Officer, sara: Officer) -> None:
    duty(otto, TOMORROW + timedelta(weeks=2, hours=1))
    spans = [(TOMORROW + timedelta(weeks=n), TOMORROW + timedelta(weeks=n, hours=8)) for n in range(3)]
    with pytest.raises(actions.DutiesOverlap):
        actions.plan_duty(planner=sara, who=otto, spans=spans, now=NOW)
    assert Duty.objects.count() == 1


def test_a_duty_changes_hands_when_both_agree(otto: Officer, nils: Officer) -> None:
    mine, theirs = duty(otto), duty(nils, TOMORROW + timedelta(days=1))
    actions.ask_swap(asker=otto, duty=mine.pk, asked=nils, against=theirs.pk, now=NOW)
    assert Duty.objects.get(pk=mine.pk).officer == otto
    swap = Swap.objects.get()
    with pytest.raises(actions.SomeoneWasFirst):
        actions.answer_swap(asked=otto, swap=swap.pk, agrees=True, now=NOW)  # nobody agrees for another
    actions.answer_swap(asked=nils, swap=swap.pk, agrees=True, now=NOW)
    assert Duty.objects.get(pk=mine.pk).officer == nils
    assert Duty.objects.get(pk=theirs.pk).officer == otto
    with pytest.raises(actions.SomeoneWasFirst):
        actions.answer_swap(asked=nils, swap=swap.pk, agrees=True, now=NOW)


def test_a_swap_on_the_same_evening_is_possible(otto: Officer, nils: Officer) -> None:
    mine, theirs = duty(otto), duty(nils, TOMORROW + timedelta(hours=4))
    actions.ask_swap(asker=otto, duty=mine.pk, asked=nils, against=theirs.pk, now=NOW)
    actions.answer_swap(asked=nils, swap=Swap.objects.get().pk, agrees=True, now=NOW)
    assert Duty.objects.get(pk=theirs.pk).officer == otto


def test_nothing_changes_hands_when_it_is_too_late_or_withdrawn(otto: Officer, nils: Officer, sara: Officer) -> None:
    mine = duty(otto)
    actions.ask_swap(asker=otto, duty=mine.pk, asked=nils, against=None, now=NOW)
    with pytest.raises(actions.SomeoneWasFirst):
        actions.ask_swap(asker=otto, duty=mine.pk, asked=sara, against=None, now=NOW)
    swap = Swap.objects.get()
    with pytest.raises(actions.SomeoneWasFirst):
        actions.answer_swap(asked=nils, swap=swap.pk, agrees=True, now=TOMORROW)  # it has begun
    assert Swap.objects.get().state == "open"
    actions.withdraw_swap(asker=otto, swap=swap.pk, now=NOW)
    with pytest.raises(actions.SomeoneWasFirst):
        actions.answer_swap(asked=nils, swap=swap.pk, agrees=True, now=NOW)
    assert Duty.objects.get().officer == otto


def test_one_cannot_give_away_what_is_not_ones_own(otto: Officer, nils: Officer, sara: Officer) -> None:
    theirs = duty(nils)
    overseer = Officer.objects.create(name="olga", role="overseer")
    for words in ({"duty": theirs.pk, "asked": sara}, {"duty": duty(otto).pk, "asked": overseer}):
        with pytest.raises(actions.NotYours):
            actions.ask_swap(asker=otto, against=None, now=NOW, **words)  # type: ignore[arg-type]


@pytest.mark.usefixtures("otto")
def test_a_night_ends_on_the_next_day_and_the_hour_stays_when_the_clocks_change() -> None:
    typed = {"who": "otto", "day": "2026-10-20", "begins": "22:00", "ends": "06:00", "weeks": "2"}
    form = PlanForm(typed, zone=ZoneInfo("Europe/Berlin"))
    assert form.is_valid(), form.errors
    first, second = form.cleaned_data["spans"]
    assert first == (datetime(2026, 10, 20, 20, tzinfo=UTC), datetime(2026, 10, 21, 4, tzinfo=UTC))
    assert second == (datetime(2026, 10, 27, 21, tzinfo=UTC), datetime(2026, 10, 28, 5, tzinfo=UTC))


def test_the_page_shows_gaps_and_keeps_what_was_typed(client: Client, otto: Officer, sara: Officer) -> None:
    client.force_login(sara)
    typed = {"who": "otto", "day": "2026-11-24", "begins": "17:00", "ends": "09:00", "weeks": "1"}
    assert client.post("/roster/plan", typed).status_code == 302
    page = client.get("/roster?week=2026-11-24").text
    assert ">17:00</time>" in page
    refused = client.post("/roster/plan", {**typed, "begins": "18:30"})
    assert refused.status_code == 409
    assert 'value="18:30"' in refused.text
    assert "on duty in that time already" in refused.text
    wrong = client.post("/roster/plan", {**typed, "day": "soon"})
    assert wrong.status_code == 422
    assert "cannot be read" in wrong.text
    client.force_login(otto)
    assert client.post("/roster/plan", typed).status_code == 403
    assert "Plan a duty" not in client.get("/roster").text


def test_a_swap_by_its_pages(client: Client, otto: Officer, nils: Officer) -> None:
    mine = duty(otto, datetime.now(UTC) + timedelta(days=1))
    client.force_login(otto)
    assert client.post("/roster/ask", {"duty": mine.pk, "asked": "nils"}).status_code == 302
    assert "You asked nils." in client.get("/roster").text
    client.force_login(nils)
    assert "otto asks you to take a duty" in client.get("/roster").text
    assert client.post(f"/roster/swaps/{Swap.objects.get().pk}", {"answer": "agree"}).status_code == 302
    assert client.post(f"/roster/swaps/{Swap.objects.get().pk}", {"answer": "agree"}).status_code == 409
    assert Duty.objects.get().officer == nils


def test_the_calendar_says_when_and_nothing_else(client: Client, otto: Officer) -> None:
    mine = duty(otto, datetime(2027, 11, 24, 17, tzinfo=UTC))
    duty(Officer.objects.create(name="nils", role="officer"), datetime(2027, 11, 25, 17, tzinfo=UTC))
    client.force_login(otto)
    said = client.get("/roster/duty.ics").text
    assert said.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20271124T170000Z\r\nDTEND:20271125T010000Z\r\nSUMMARY:Duty\r\n" in said
    for word in ("otto", "nils", "harbour", "tocsin", settings.DESK, f"UID:{mine.pk}\r"):
        assert word not in said.lower()


def test_the_overseers_eye_sees_no_roster(client: Client) -> None:
    client.force_login(Officer.objects.create(name="olga", role="overseer"))
    assert {client.get(path).status_code for path in ("/roster", "/roster/duty.ics")} == {403}


def test_days_are_those_of_the_desk(otto: Officer) -> None:
    from tocsin.desk.watch.rules import Hours
    from tocsin.desk.watch.shown import week

    late = duty(otto, datetime(2026, 11, 23, 23, 30, tzinfo=UTC), hours=2)  # Tuesday morning in Shanghai
    days = week(date(2026, 11, 23), [late], Hours(zone=ZoneInfo("Asia/Shanghai")), own="otto", today=date(2026, 11, 24))
    assert [len(day.duties) for day in days] == [0, 1, 0, 0, 0, 0, 0]
    assert [bar.kind for bar in days[1].bars] == ["own", "gap", "gap"]
