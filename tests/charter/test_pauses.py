from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.lines import HARBOUR
from tocsin.charter.clocks import Facts, due_dates
from tocsin.charter.desk import Clock
from tocsin.charter.model import Charter
from tocsin.charter.read import load

FIRST = date(2026, 1, 31)


def with_clock(clock: Clock) -> Charter:
    harbour = load(HARBOUR)
    return replace(harbour, desk=replace(harbour.desk, clocks=(clock,)))


MONTH = with_clock(Clock("own", "received", ("assessed",), (1, "M"), pauses=("waiting",)))


def due(facts: Facts, today: date) -> date:
    found = next(d.due for d in due_dates(MONTH, facts, today=today) if d.clock == "own")
    assert found
    return found


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert due(Facts(FIRST), FIRST) == date(2026, 2, 28)


def test_waiting_moves_the_day_by_what_was_waited() -> None:
    waited = ((FIRST + timedelta(days=2), FIRST + timedelta(days=6)),)
    assert due(Facts(FIRST, waiting=waited), FIRST + timedelta(days=20)) == date(2026, 3, 4)


def test_waiting_that_began_after_the_day_moves_nothing() -> None:
    late = ((date(2026, 4, 1), date(2026, 4, 9)),)
    assert due(Facts(FIRST, waiting=late), date(2026, 5, 1)) == date(2026, 2, 28)


@given(st.integers(0, 20), st.integers(0, 20))
def test_an_open_wait_moves_the_day_along_and_the_promises_not_at_all(begin: int, days: int) -> None:
    start = FIRST + timedelta(days=begin)
    today = start + timedelta(days=days)
    facts = Facts(FIRST, waiting=((start, None),))
    assert due(facts, today) >= due(Facts(FIRST), today)
    promised = {d.clock: d.due for d in due_dates(MONTH, facts, today=today) if d.clock != "own"}
    assert promised == {d.clock: d.due for d in due_dates(MONTH, Facts(FIRST), today=today) if d.clock != "own"}
