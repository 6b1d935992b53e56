"""`tocsin/figures/v1`: what it says comes back, and what would say too much does not read."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.figures import LEAST, STEP, TIMES, Figures, Share, Time, per_cent, rounded

WHOLE = Figures(
    desk="main",
    charter="2026.1+0123456789ab",
    since=date(2025, 11, 25),
    until=date(2026, 11, 25),
    smallest=10,
    received=120,
    times={"first-answer": Time(100, 2), "transfer": Time(15, 0)},
    late={"acknowledgement": Share(100, 5)},
    rerouted=Share(100, 15),
    contacts=Share(14, 95),
)
counts = st.integers(2, 10_000).map(lambda n: n * STEP)
shares = st.builds(Share, counts, st.integers(0, 20).map(lambda n: n * STEP))
figures = st.builds(
    Figures,
    desk=st.just("main"),
    charter=st.just("2026.1"),
    since=st.just(date(2026, 1, 1)),
    until=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    smallest=st.just(LEAST),
    received=st.none() | counts,
    times=st.dictionaries(st.sampled_from(TIMES), st.builds(Time, counts, st.integers(0, 400))),
    late=st.dictionaries(st.sampled_from(["acknowledgement", "second-reader"]), shares),
    rerouted=st.none() | shares,
    contacts=st.none() | st.builds(Share, st.integers(0, 99), st.just(100)),
)


@given(figures)
def test_what_was_written_is_read(told: Figures) -> None:
    assert Figures.read(told.to_bytes()) == told


WRONG: dict[str, dict[str, Any]] = {
    "a count below the charter's least": {"received": 5},
    "a count that is not rounded": {"received": 121},
    "a share that is not rounded": {"rerouted": {"cases": 100, "percent": 13}},
    "a share of more than all": {"rerouted": {"cases": 100, "percent": 105}},
    "a least below the floor": {"smallest": 9},
    "a time that nobody measures": {"times": {"at-night": {"cases": 10, "median": 1}}},
    "a time of too few": {"times": {"close": {"cases": 5, "median": 1}}},
    "days fewer than none": {"times": {"close": {"cases": 10, "median": -1}}},
    "a key more": {"cases": ["aaaa1111"]},
    "a key more inside": {"rerouted": {"cases": 100, "percent": 15, "officer": "otto"}},
    "another format": {"format": "tocsin/figures/v2"},
    "a period that ends before it begins": {"until": "2024-01-01"},
    "no day": {"since": "yesterday"},
    "no object": {"late": {"acknowledgement": 5}},
    "a truth": {"received": True},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=list(WRONG))
def test_what_would_say_too_much_or_something_else_does_not_read(change: dict[str, Any]) -> None:
    with pytest.raises(NotCanonical):
        Figures.read(canonical.dumps({**canonical.loads(WHOLE.to_bytes()), **change}))


def test_a_missing_key_or_another_spelling_does_not_read() -> None:
    value = canonical.loads(WHOLE.to_bytes())
    del value["late"]
    for data in (canonical.dumps(value), WHOLE.to_bytes() + b"\n", b"", b"[]"):
        with pytest.raises(NotCanonical):
            Figures.read(data)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_number_is_told_so_that_one_more_or_less_is_seldom_seen(part: int, whole: int) -> None:
    assert 0 <= whole - rounded(whole) < STEP
    assert per_cent(min(part, whole), whole) in range(0, 101, STEP)
