import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lines import HARBOUR
from tocsin.charter.calendars import Days, NoWorkingDay, counting
from tocsin.charter.clocks import Due, Facts, State, due_dates, end_of, most_pressing
from tocsin.charter.desk import Calendar, Clock
from tocsin.charter.faults import CharterFaults
from tocsin.charter.hours import NoCalendar
from tocsin.charter.read import load

CHARTER = load(HARBOUR)
COUNTING = counting(CHARTER)
CHINA = Days(Calendar("cn", "working", "1", country="CN"))
AMERICA = Days(Calendar("us", "working", "1", country="US"))
SKERROW = COUNTING["skerrow"]
FIRST = date(2026, 3, 2)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def dues(facts: Facts, today: date) -> dict[str, Due]:
    return {due.clock: due for due in due_dates(CHARTER, facts, today=today, calendars=COUNTING)}


def test_china_works_the_saturdays_and_sundays_that_the_state_council_made_up() -> None:
    saturday, sunday, spring_festival = date(2025, 2, 8), date(2025, 1, 26), date(2025, 1, 29)
    assert CHINA.works(saturday)
    assert CHINA.works(sunday)
    assert not CHINA.works(spring_festival)
    assert not CHINA.works(date(2025, 2, 15))
    # Friday 24 January, then Sunday 26, Monday 27; the holiday ends with Tuesday 4 February.
    assert [CHINA.after(date(2025, 1, 24), n) for n in (1, 2, 3)] == [sunday, date(2025, 1, 27), date(2025, 2, 5)]


def test_america_rests_on_the_monday_for_a_holiday_on_a_sunday() -> None:
    assert not AMERICA.works(date(2027, 7, 5))
    assert AMERICA.after(date(2027, 7, 2), 1) == date(2027, 7, 6)
    assert AMERICA.works(date(2025, 2, 10))


def test_a_subdivision_has_days_off_of_its_own() -> None:
    texas = Days(Calendar("tx", "working", "1", country="US", subdivision="TX"))
    assert AMERICA.works(date(2026, 3, 2))
    assert not texas.works(date(2026, 3, 2))


def test_an_own_list_counts_over_the_year_and_makes_up_a_saturday() -> None:
    assert SKERROW.after(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert SKERROW.after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert SKERROW.works(date(2026, 8, 8))
    assert not SKERROW.works(date(2026, 8, 10))
    assert not SKERROW.works(date(2027, 8, 7))


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    month = Clock("own", "received", ("assessed",), (1, "M"))
    assert end_of(month, date(2026, 1, 31), {}) == date(2026, 2, 28)
    assert end_of(month, date(2028, 1, 31), {}) == date(2028, 2, 29)


@given(DAYS, st.sampled_from([(7, "D"), (2, "W"), (1, "M"), (14, "M"), (3, "working")]))
def test_who_came_later_is_never_due_before(day: date, limit: tuple[int, str]) -> None:
    clock = Clock("own", "received", ("closed",), limit, calendar="skerrow")
    assert end_of(clock, day, COUNTING) <= end_of(clock, day + timedelta(days=1), COUNTING)


def test_a_charters_own_days_win_over_the_librarys() -> None:
    off, made_up = frozenset({date(2026, 6, 1)}), frozenset({date(2027, 2, 6)})
    china = Days(Calendar("cn", "working", "1", country="CN", days_off=off, make_up=made_up))
    assert CHINA.works(date(2026, 6, 1))
    assert not china.works(date(2026, 6, 1))
    assert china.works(date(2027, 2, 6))


def test_a_calendar_without_a_working_day_says_so_and_ends() -> None:
    every = frozenset((d.month, d.day) for d in (date(2024, 1, 1) + timedelta(days=n) for n in range(366)))
    with pytest.raises(NoWorkingDay):
        Days(Calendar("never", "working", "1", yearly=every)).after(FIRST, 1)


def test_a_new_case_has_the_dates_that_its_reporter_was_promised() -> None:
    found = dues(Facts(FIRST, acknowledged=FIRST), FIRST)
    line = CHARTER.line.clocks
    assert found["acknowledgement"].due == FIRST + timedelta(days=line.acknowledged)
    assert found["feedback"].due == FIRST + timedelta(days=line.feedback)
    assert found["review"].due == FIRST + timedelta(days=120)
    assert found["next-date"].state is State.NOT_STARTED
    assert found["second-reader"].state is State.NOT_STARTED


@pytest.mark.parametrize(
    ("after", "state"), [(0, State.RUNNING), (5, State.RUNNING), (6, State.WARN), (7, State.WARN), (8, State.OVERDUE)]
)
def test_a_clock_runs_warns_and_is_overdue_the_day_after(after: int, state: State) -> None:
    due = dues(Facts(FIRST), FIRST + timedelta(days=after))["acknowledgement"]
    assert (due.state, due.days_left) == (state, 7 - after)


def test_the_automatic_acknowledgement_does_not_meet_what_a_person_owes() -> None:
    assert dues(Facts(FIRST, acknowledged=FIRST), FIRST)["acknowledgement"].state is State.RUNNING
    assert dues(Facts(FIRST, first_answered=FIRST), FIRST)["acknowledgement"].state is State.MET


def test_an_answer_before_assessment_is_not_feedback() -> None:
    thanked = Facts(FIRST, first_answered=FIRST, last_answered=FIRST, assessed=FIRST + timedelta(days=3))
    assert dues(thanked, FIRST)["feedback"].state is State.RUNNING
    told = Facts(FIRST, FIRST, FIRST, FIRST + timedelta(days=5), FIRST + timedelta(days=3))
    assert dues(told, FIRST)["feedback"].state is State.MET


def test_the_next_date_is_what_the_last_answer_said_until_the_case_is_closed() -> None:
    promised = FIRST + timedelta(days=10)
    facts = Facts(FIRST, first_answered=FIRST, last_answered=FIRST, promised=promised)
    assert dues(facts, promised)["next-date"].due == promised
    assert dues(facts, promised + timedelta(days=1))["next-date"].state is State.OVERDUE
    closed = Facts(FIRST, last_answered=FIRST, promised=promised, closed=promised)
    assert {d.state for d in dues(closed, promised + timedelta(days=99)).values()} <= {State.MET, State.NOT_STARTED}


def test_a_clock_in_a_calendar_that_is_not_there_is_no_clock_in_other_days() -> None:
    with pytest.raises(NoCalendar) as caught:
        due_dates(CHARTER, Facts(FIRST, assessed=FIRST), today=FIRST)
    assert caught.value.hint


@given(DAYS, DAYS, st.integers(0, 200), st.integers(0, 200))
def test_nothing_is_due_before_it_began_and_a_working_day_is_one(
    received: date, today: date, assessed: int, promised: int
) -> None:
    on = received + timedelta(days=assessed)
    handed = dict.fromkeys(("to_transfer", "to_refer", "referred"), on)
    facts = Facts(received, last_answered=on, assessed=on, promised=received + timedelta(days=promised), **handed)
    for due in dues(facts, today).values():
        assert due.event_day is not None
        assert due.due is not None
        assert due.event_day <= due.due
    working = dues(facts, today)["second-reader"].due
    assert working is not None
    assert SKERROW.works(working)


@given(st.sampled_from([CHINA, AMERICA, SKERROW]), DAYS, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up_and_none_is_skipped(days: Days, start: date, first: int, more: int) -> None:
    end = days.after(start, first + more)
    assert end == days.after(days.after(start, first), more)
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(map(days.works, between)) == first + more


@given(DAYS, st.lists(DAYS, min_size=1, max_size=5))
def test_linking_moves_no_start_and_makes_nothing_due_later(first: date, others: list[date]) -> None:
    today = date(2030, 1, 1)
    own = due_dates(CHARTER, Facts(first), today=today, calendars=COUNTING)
    linked = [*own, *(d for o in others for d in due_dates(CHARTER, Facts(o), today=today, calendars=COUNTING))]
    alone, together = most_pressing(own), most_pressing(linked)
    assert alone is not None
    assert together is not None
    assert together.due is not None
    assert alone.due is not None
    assert together.due <= alone.due
    assert [d for d in linked if d in own][: len(own)] == own


def test_what_the_law_wants_immediately_has_a_day_and_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    shutil.copytree(HARBOUR, folder)
    desk = folder / "desk.toml"
    desk.write_text(desk.read_text("utf-8").replace('limit = "P1D"\nsaid', 'limit = "P2D"\nsaid', 1), "utf-8")
    with pytest.raises(CharterFaults) as caught:
        load(folder)
    assert [fault.key for fault in caught.value.faults] == ["clock[2].limit"]


def test_what_others_have_a_part_in_begins_when_it_was_decided_and_ends_when_they_have_it() -> None:
    before = dues(Facts(FIRST), FIRST)
    assert before["pass-on"].state is State.NOT_STARTED
    owed = dues(Facts(FIRST, to_refer=FIRST), FIRST + timedelta(days=2))
    assert owed["pass-on"].state is State.OVERDUE
    gone = dues(Facts(FIRST, to_refer=FIRST, referred=FIRST), FIRST)
    assert (gone["pass-on"].state, gone["taken-on"].state) == (State.MET, State.RUNNING)
