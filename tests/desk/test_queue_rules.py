"""Which of what waits a view shows, and in which order: pure, so that properties can be tried on it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.rules import State, order_of
from tocsin.desk.queue.rules import (
    Due,
    Facts,
    Filters,
    Mark,
    Row,
    Vocabulary,
    in_order,
    marks,
    read_place,
    write_place,
)

TODAY = date(2026, 11, 24)
PLAIN = Facts(
    id="2B3C4D5F",
    number=1,
    received=TODAY,
    concern="ce-approach",
    language="en",
    compartment="",
    reports=1,
    attachments=0,
    additions=0,
    protection=False,
    withdrawn=False,
    unseen=False,
    state="new",
    told="received",
    urgency="Unknown",
    urgent=order_of("Unknown"),
    assigned=None,
    answered=None,
    last_answered=None,
    assessed=None,
    last_reviewed=None,
    promised=None,
    closed=None,
)
VOCABULARY = Vocabulary(concern=frozenset({"ce-approach"}), language=frozenset({"en"}), officers=frozenset({"sara"}))


def row(number: int = 1, *, left: int | None = 3, **words: Any) -> Row:
    urgency = str(words.get("urgency", "Unknown"))
    facts = PLAIN._replace(number=number, id=f"CASE{number:04}", urgent=order_of(urgency), **words)
    due = Due("answer", TODAY + timedelta(days=left), left, warns=False) if left is not None else None
    return Row(facts, due)


ROWS = st.builds(
    row,
    st.integers(1, 400),
    left=st.none() | st.integers(-40, 60),
    urgency=st.sampled_from([str(u) for u in Urgency]),
    state=st.sampled_from([str(s) for s in State]),
    assigned=st.none() | st.sampled_from(["otto", "sara"]),
    protection=st.booleans(),
    attachments=st.integers(0, 2),
    received=st.integers(0, 60).map(lambda days: TODAY - timedelta(days=days)),
)
FILTERS = st.builds(
    Filters,
    state=st.frozensets(st.sampled_from([str(s) for s in State])),
    urgency=st.frozensets(st.sampled_from([str(u) for u in Urgency])),
    mark=st.frozensets(st.sampled_from([str(m) for m in Mark])),
    assigned=st.sampled_from(["", "me", "nobody", "sara"]),
    overdue=st.booleans(),
)


def test_the_most_urgent_stands_first_then_what_is_due_next_then_the_oldest() -> None:
    late = row(4, left=-2)
    soon, sooner, older = row(5, left=9), row(6, left=1), row(3, left=9)
    immediate, without = row(7, left=40, urgency="Immediate"), row(1, left=None)
    assert in_order([without, soon, older, sooner, late, immediate]) == [immediate, late, sooner, older, soon, without]


def test_closed_cases_stand_last_and_the_latest_of_them_first() -> None:
    old = row(1, left=None, state="closed", closed=TODAY - timedelta(days=9), urgency="Immediate")
    new = row(2, left=None, state="closed", closed=TODAY)
    waiting = row(3, urgency="Past")
    assert in_order([old, new, waiting]) == [waiting, new, old]


@given(ROWS)
def test_a_place_is_read_as_it_was_written(each: Row) -> None:
    assert read_place(write_place(each.place)) == each.place


def test_what_is_no_place_is_the_beginning() -> None:
    for text in ("x", "1.2", "1.2.3.4", "1.99999999999.1", "<script>"):
        assert read_place(text) < row().place


@given(FILTERS)
def test_filters_survive_an_address(filters: Filters) -> None:
    assert VOCABULARY.read(filters.words()) == filters


def test_no_filter_keeps_what_somebody_wrote() -> None:
    words = {
        "state": ["new", "CANARY"],
        "concern": ["CANARY"],
        "assigned": ["CANARY"],
        "overdue": ["CANARY"],
        "q": ["x"],
    }
    assert VOCABULARY.read(words) == Filters(state=frozenset({"new"}))


def test_marks_are_told_the_gravest_first() -> None:
    marked = PLAIN._replace(protection=True, withdrawn=True, unseen=True, reports=2, attachments=1)
    assert marks(marked) == tuple(Mark)
    assert marks(PLAIN) == ()


def test_a_version_changes_with_all_that_a_row_shows() -> None:
    one = row()
    others = [
        Row(one.case._replace(assigned="sara"), one.due),
        Row(one.case._replace(unseen=True), one.due),
        Row(one.case, None),
        Row(one.case, one.due, ("sara",)),
    ]
    assert len({each.version for each in [one, *others]}) == 5
    assert row().version == one.version
