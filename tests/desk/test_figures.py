"""The desk's own figures: of enough cases or not at all, rounded, without a case in them, by a supervisor's act."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tests.desk.many import case, officer
from tests.lines import HARBOUR, run
from tocsin.charter.calendars import counting
from tocsin.charter.clocks import Facts, Kept, clocks_of, kept
from tocsin.charter.read import load
from tocsin.desk.cases.models import Event
from tocsin.desk.figures.actions import NotAllowed, publish
from tocsin.desk.figures.models import Publication
from tocsin.desk.figures.queries import figures
from tocsin.desk.figures.rules import Told, figures_of
from tocsin.exchange import places
from tocsin.exchange.figures import Figures, Share, Time

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
CHARTER = load(HARBOUR)
CALENDARS = counting(CHARTER)
days = st.none() | st.integers(0, 200).map(lambda n: TODAY - timedelta(days=n))


def of(told: list[Told]) -> Figures:
    return figures_of(CHARTER, "main", told, today=TODAY, calendars=CALENDARS)


def answered(after: int, ago: int = 60) -> Told:
    received = TODAY - timedelta(days=ago)
    return Told(Facts(received, received, received + timedelta(days=after)), rerouted=after > 7)


def test_nothing_is_told_of_fewer_cases_than_the_charter_lets_out() -> None:
    few = of([answered(2)] * 9)
    assert (few.received, few.times, few.late, few.rerouted) == (None, {}, {}, None)
    enough = of([answered(2)] * 10)
    assert (enough.received, enough.times) == (10, {"first-answer": Time(10, 2)})
    assert (enough.late["acknowledgement"], enough.rerouted) == (Share(10, 0), Share(10, 0))


def test_half_of_the_cases_took_no_longer_and_what_ran_out_is_counted_also_once_it_was_done() -> None:
    found = of([*[answered(1)] * 7, *[answered(9)] * 7])
    assert found.times["first-answer"] == Time(10, 1)
    assert found.late["acknowledgement"] == Share(10, 50)
    assert found.rerouted == Share(10, 50)


@given(st.lists(st.builds(Facts, days.filter(bool), days, days, days, days, days, days), max_size=40))
def test_whatever_happened_the_file_reads_and_is_of_enough_cases(facts: list[Facts]) -> None:
    found = of([Told(each, rerouted=None) for each in facts])
    assert Figures.read(found.to_bytes()) == found


@given(st.builds(Facts, days.filter(bool), days, days, days, days, days, days), st.integers(0, 400))
def test_what_was_kept_or_late_once_stays_so(facts: Facts, later: int) -> None:
    for clock in clocks_of(CHARTER):
        now = kept(clock, facts, today=TODAY, calendars=CALENDARS)
        then = kept(clock, facts, today=TODAY + timedelta(days=later), calendars=CALENDARS)
        assert now in (Kept.OPEN, then)


def test_figures_come_from_the_cases_of_a_year() -> None:
    for number in range(12):
        row = case(f"case{number:04}", today=TODAY - timedelta(days=50), answered=TODAY - timedelta(days=49))
        row.decisions.create(decided=TODAY, decided_by="rule", charter="1", rule="triage", concern="x", desk="main")
    for number in range(5):
        case(f"old{number:05}", today=TODAY - timedelta(days=400))
    found = figures(today=TODAY)
    assert (found.received, found.times, found.rerouted) == (10, {"first-answer": Time(10, 1)}, Share(10, 0))
    assert (found.since, found.until) == (date(2025, 11, 25), TODAY)


def test_how_long_handing_on_took_is_told_of_each_office() -> None:
    for number in range(10):
        row = case(f"case{number:04}", today=TODAY - timedelta(days=50))
        made = row.decisions.create(decided=TODAY, decided_by="rule", charter="1", rule="x", concern="x", desk="main")
        words = {"decision": made, "role": "lead", "owed": TODAY - timedelta(days=9), "authority": "customs"}
        row.dispatches.create(**words, name=f"{number:032}", state="sent", sent=TODAY - timedelta(days=6))
    assert figures(today=TODAY).times["transfer"] == Time(10, 3)


def test_an_answer_that_came_once_more_does_not_make_the_first_late() -> None:
    begin = TODAY - timedelta(days=100)
    for number in range(10):
        name = f"case{number:04}"
        case(name, today=begin, answered=begin, assessed=begin, last_answered=TODAY)
        at = datetime.combine(begin, NOW.time(), UTC)
        Event.objects.create(case_id=name, officer="otto", act="reply", at=at + timedelta(days=10))
        Event.objects.create(case_id=name, officer="otto", act="reply", at=at + timedelta(days=99))
    found = figures(today=TODAY)
    assert found.times["feedback"] == Time(10, 10)
    assert found.late["feedback"] == Share(10, 0)


def test_a_supervisor_publishes_and_nobody_else(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "figures").mkdir()
    with pytest.raises(NotAllowed):
        publish(officer=officer("otto"), now=NOW)
    publish(officer=officer("sara", "supervisor"), now=NOW)
    written = places.figures(tmp_path, "main")
    assert Figures.read(written.read_bytes()) == figures(today=TODAY)
    assert written.stat().st_mode & 0o777 == 0o644
    assert [(row.officer, row.day) for row in Publication.objects.all()] == [("sara", TODAY)]


def test_the_page_shows_what_would_be_published_and_says_where_it_could_not(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    client.force_login(officer("sara", "supervisor"))
    assert "too few to tell" in client.get("/figures").text
    settings.HOME = tmp_path
    refused = client.post("/figures/write")
    assert (refused.status_code, "could not be written" in refused.text) == (409, True)
    assert not Publication.objects.exists()
    (tmp_path / "figures").mkdir()
    assert client.post("/figures/write").status_code == 302
    assert "Published last by sara" in client.get("/figures").text


@pytest.mark.own_desk
def test_whoever_runs_the_machine_writes_them_where_they_say(line: Path, tmp_path: Path) -> None:
    written = tmp_path / "told.json"
    done = run("tocsin-desk", "figures", "--out", str(written), home=line)
    assert done.returncode == 0, done.stderr
    assert Figures.read(written.read_bytes()).desk == "main"
    assert run("tocsin-desk", "figures", "--out", str(tmp_path / "no" / "told.json"), home=line).returncode == 1
