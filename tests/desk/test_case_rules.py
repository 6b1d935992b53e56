"""Where a case can go: every path ends or waits, and nothing closes that still lacks something."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.rules import (
    MOVES,
    ORDER,
    UNDO_WITHIN,
    Lacking,
    Outcome,
    Standing,
    State,
    after_addition,
    agrees,
    findings,
    lacking,
    may_move,
    may_undo,
    order_of,
    paths,
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def reachable(state: State) -> set[State]:
    found, todo = {state}, [state]
    while todo:
        for after in paths(todo.pop()):
            if after not in found:
                found.add(after)
                todo.append(after)
    return found


@pytest.mark.parametrize("state", State)
def test_every_state_can_end(state: State) -> None:
    assert State.CLOSED in reachable(state)
    assert State.IN_WORK in reachable(state)


@given(st.lists(st.sampled_from([*MOVES, "addition"]), max_size=40))
def test_every_path_ends_or_waits(acts: list[str]) -> None:
    state = State.NEW
    for act in acts:
        if act == "addition":
            state = after_addition(state)
            assert state != State.CLOSED
        elif may_move(act, state):
            state = MOVES[act][1]
            assert state != State.NEW  # what was looked at is never new again
        assert state == State.CLOSED or any(may_move(act, state) for act in MOVES)


def test_an_act_that_nobody_defined_leads_nowhere() -> None:
    assert not may_move("delete", State.NEW)
    assert not may_move("close", State.CLOSED)


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3))
def test_a_case_closes_only_when_nothing_is_lacking(answered: bool, graded: bool, read: bool, ends: int) -> None:  # noqa: FBT001
    what = lacking(Standing(answered, graded, read, ends))
    assert (what == ()) == (answered and graded and read and ends == 0)
    assert (Lacking.OPEN_END in what) == (ends > 0)


def test_the_most_urgent_is_first() -> None:
    assert sorted(Urgency, key=order_of) == list(ORDER)
    assert order_of("Immediate") == 0


@given(st.timedeltas(timedelta(), timedelta(hours=1)))
def test_an_act_is_undone_by_who_did_it_for_ten_minutes(later: timedelta) -> None:
    words = {"by": "otto", "at": NOW, "now": NOW + later}
    assert may_undo(officer="otto", undone=False, **words) == (later <= UNDO_WITHIN)  # type: ignore[arg-type]
    assert not may_undo(officer="sara", undone=False, **words)  # type: ignore[arg-type]
    assert not may_undo(officer="otto", undone=True, **words)  # type: ignore[arg-type]


def test_the_last_finding_that_was_not_taken_back_is_what_was_found() -> None:
    story = [
        ("finding", {"paper": "a", "outcome": "unfounded"}),
        ("finding", {"paper": "b", "outcome": "substantiated"}),
        ("finding-withdrawn", {"paper": "b"}),
    ]
    assert findings(story) == {"a": "unfounded"}
    assert list(findings([*story, ("finding-restored", {"paper": "b"})])) == ["a", "b"]
    assert findings([*story, ("finding-withdrawn", {"paper": "a"}), ("grades", {})]) == {}


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("needed", [False, True])
def test_an_outcome_is_what_was_found_and_one_that_weighs_is_never_one_officers_where_two_are_needed(
    outcome: Outcome, *, needed: bool
) -> None:
    assert agrees(outcome, "", needed=needed) == (not needed or outcome not in {"substantiated", "knowingly false"})
    for found in Outcome:
        assert agrees(outcome, found, needed=needed) == (outcome == found)
