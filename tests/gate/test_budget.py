"""What a bucket promises, as properties: no more for nothing than burst and rate; whoever pays is never turned away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.gate.budget import DOORS, ORDINARY, Bucket, Budget, Tariff, between, read_ends

budgets = st.builds(Budget, st.integers(0, 50), st.floats(0.01, 100))
pauses = st.floats(0, 5)
acts = st.lists(st.tuples(pauses, st.sampled_from(["take", "charge"])), max_size=200)


@given(budget=budgets, acts=acts)
def test_never_more_for_nothing_than_burst_and_rate_times_time(budget: Budget, acts: list[tuple[float, str]]) -> None:
    bucket, now, given_away = Bucket(budget, now=0), 0.0, 0
    for pause, act in acts:
        now += pause
        if act == "take":
            given_away += bucket.take(now)
        else:
            bucket.charge(now)
        assert given_away <= budget.burst + budget.rate * now + 1e-6


@given(budget=budgets, acts=acts)
def test_the_pressure_is_a_share_and_only_those_who_pay_raise_it(budget: Budget, acts: list[tuple[float, str]]) -> None:
    bucket, now = Bucket(budget, now=0), 0.0
    for pause, act in acts:
        now += pause
        before = bucket.pressure(now)
        assert 0 <= before <= 1
        if act == "take":
            bucket.take(now)
            assert bucket.pressure(now) == before
        else:
            bucket.charge(now)
            assert bucket.pressure(now) >= before


@given(budget=budgets, debts=st.integers(0, 500))
def test_after_a_flood_the_door_is_open_again_within_two_bursts_time(budget: Budget, debts: int) -> None:
    bucket = Bucket(budget, now=0)
    for _ in range(debts):
        bucket.charge(0)
    if budget.burst:
        assert bucket.take(2 * (budget.burst + 1) / budget.rate)


@given(budget=budgets, debts=st.integers(0, 60))
def test_the_pause_it_tells_is_the_pause_it_needs(budget: Budget, debts: int) -> None:
    bucket = Bucket(budget, now=0)
    for _ in range(debts):
        bucket.charge(0)
    pause = bucket.pause(0)
    if budget.burst:
        assert bucket.take(pause + 1e-6)


def test_a_clock_that_is_set_back_gives_nothing() -> None:
    bucket = Bucket(Budget(1, 1), now=100)
    assert bucket.take(100)
    assert not bucket.take(0)
    assert not bucket.take(0.5)
    assert bucket.take(1.5)


def test_the_price_rises_with_the_debt_and_falls_again() -> None:
    bucket, tariff = Bucket(Budget(100, 10), now=0), Tariff()
    prices = []
    for _ in range(200):
        bucket.charge(0)
        prices.append(between(tariff.tries, bucket.pressure(0)))
    assert prices == sorted(prices)
    assert (prices[100], prices[-1]) == (21_000, 120_000)
    assert between(tariff.tries, bucket.pressure(5)) == 70_000
    assert between(tariff.tries, bucket.pressure(10)) == 20_000


def test_an_ordinary_surge_and_an_import_of_thousands_pass() -> None:
    assert {d: (b.burst, b.rate) for d, b in ORDINARY.items()} == {
        "sealed": (20_000, 100),
        "form": (4_000, 20),
        "parts": (2_000, 10),
    }
    assert tuple(ORDINARY) == DOORS


def test_budgets_and_prices_are_read_strictly() -> None:
    assert Budget.read("sealed=20000:100") == ("sealed", Budget(20_000, 100))
    assert Budget.read("form=0:0.5") == ("form", Budget(0, 0.5))
    for wrong in (
        "",
        "sealed",
        "sealed=1",
        "gate=1:1",
        "sealed=-1:1",
        "sealed=1:0",
        "form=1:-1",
        "form=1:inf",
        "form=1:nan",
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - argparse asks for no more
            Budget.read(wrong)
    assert read_ends("10:60") == (10, 60)
    for wrong in ("", "10", "60:10", "0:5", "1:99999999999"):
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            read_ends(wrong)
