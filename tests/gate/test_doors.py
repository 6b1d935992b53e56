"""The doors: open within their budget, then for work or for waiting; each counts for one report, and always counts."""

from hypothesis import given
from hypothesis import strategies as st

from tests.world import fixed_rng
from tocsin.gate.budget import Budget, Tariff
from tocsin.gate.doors import VALID, Doors, Wait, Work
from tocsin.gate.waiting import REMEMBERED, USES, Token, Used
from tocsin.reporter.work import solve

ROSA, NILS = b"rosa's report", b"nils's report"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def doors(clock: Clock, *, burst: int = 0, rate: float = 0.001, seed: int = 0) -> Doors:
    budget = Budget(burst, rate)
    tariff = Tariff({"sealed": budget, "form": budget, "parts": budget}, tries=(50, 100), seconds=(10, 60))
    return Doors(tariff, clock=clock, rng=fixed_rng(seed))


def asked(answer: Work | Wait | None) -> Work:
    assert isinstance(answer, Work)
    return answer


def told(answer: Wait | None) -> Wait:
    assert answer is not None
    return answer


def test_within_the_budget_nobody_is_asked_for_anything() -> None:
    ours = doors(Clock(), burst=3)
    assert [ours.work("sealed", ROSA, None) for _ in range(3)] == [None] * 3
    assert asked(ours.work("sealed", ROSA, None)).why == ""
    assert ours.wait("form", ROSA, "") is None, "each door has a budget of its own"


def test_work_counts_for_one_report_and_for_a_few_requests_of_it() -> None:
    ours = doors(Clock())
    proof = solve(asked(ours.work("sealed", ROSA, None)).challenge)
    assert [ours.work("sealed", ROSA, proof) for _ in range(USES)] == [None] * USES
    assert "used" in asked(ours.work("sealed", ROSA, proof)).why
    assert "used" in asked(ours.work("sealed", NILS, proof)).why


def test_work_for_another_door_or_too_late_is_asked_for_again() -> None:
    clock = Clock()
    ours = doors(clock)
    proof = solve(asked(ours.work("sealed", ROSA, None)).challenge)
    assert "another door" in asked(ours.work("parts", ROSA, proof)).why
    clock.now += VALID + 1
    late = asked(ours.work("sealed", ROSA, proof))
    assert "late" in late.why
    assert ours.work("sealed", ROSA, solve(late.challenge)) is None


def test_a_bad_proof_is_as_good_as_none_where_the_budget_lets_in() -> None:
    assert doors(Clock(), burst=1).work("sealed", ROSA, "nonsense") is None


@given(debt=st.integers(0, 60), burst=st.integers(0, 20))
def test_work_and_waiting_are_always_let_in_however_deep_the_debt(debt: int, burst: int) -> None:
    clock = Clock()
    ours = doors(clock, burst=burst)
    work = [w for w in (ours.work("sealed", b"%d" % i, None) for i in range(burst + debt)) if w]
    waits = [(b"%d" % i, w) for i in range(burst + debt) if (w := ours.wait("form", b"%d" % i, ""))]
    assert (len(work), len(waits)) == (debt, debt)
    for bucket in ours._buckets.values():
        for _ in range(debt * 10):
            bucket.charge(clock.now)
    clock.now += 60
    for i, one in enumerate(work[:3]):
        assert ours.work("sealed", b"new %d" % i, solve(one.challenge)) is None
    for target, wait in waits:
        assert ours.wait("form", target, wait.token) is None


def test_the_wait_goes_on_and_does_not_begin_again() -> None:
    clock = Clock()
    ours = doors(clock)
    first = told(ours.wait("form", ROSA, ""))
    assert first.seconds == 10
    clock.now += 4
    early = told(ours.wait("form", ROSA, first.token))
    assert (early.seconds, early.token) == (6, first.token)
    clock.now += 6
    assert ours.wait("form", ROSA, first.token) is None


def test_a_finished_wait_counts_once_for_one_report_with_room_for_a_double_click() -> None:
    clock = Clock()
    ours = doors(clock)
    token = told(ours.wait("form", ROSA, "")).token
    clock.now += 10
    assert told(ours.wait("form", NILS, token)).token != token
    assert [ours.wait("form", ROSA, token) for _ in range(USES)] == [None] * USES
    assert told(ours.wait("form", ROSA, token)).token != token


def test_a_wait_that_ended_long_ago_begins_again() -> None:
    clock = Clock()
    ours = doors(clock)
    token = told(ours.wait("form", ROSA, "")).token
    clock.now += 10 + VALID + 1
    assert told(ours.wait("form", ROSA, token)).seconds == 10


def test_both_prices_rise_with_the_debt_alike() -> None:
    clock = Clock()
    ours = doors(clock, burst=10)
    for bucket in ours._buckets.values():
        for _ in range(15):
            bucket.charge(clock.now)
    most = asked(ours.work("sealed", ROSA, None)).challenge["parameters"]["data"]["most"]
    assert (most, told(ours.wait("form", ROSA, "")).seconds) == (75, 35)


def test_who_only_asks_makes_it_dearer_for_nobody() -> None:
    clock = Clock()
    ours = doors(clock, burst=10)
    for i in range(500):
        ours.work("sealed", b"%d" % i, None)
        ours.wait("form", b"%d" % i, "")
    assert asked(ours.work("sealed", ROSA, None)).challenge["parameters"]["data"]["most"] == 50
    assert told(ours.wait("form", ROSA, "")).seconds == 10


@given(text=st.text(max_size=220) | st.from_regex(r"[0-9]{1,12}\.[0-9a-f]{0,20}\.[0-9a-f]{0,64}", fullmatch=True))
def test_no_token_is_forged_and_none_makes_it_fail(text: str) -> None:
    assert told(doors(Clock()).wait("form", ROSA, text)).token != text


def test_a_token_is_worth_nothing_for_another_time_door_report_or_process() -> None:
    clock = Clock()
    ours = doors(clock)
    token = told(ours.wait("form", ROSA, "")).token
    ready, mark, seal = token.split(".")
    clock.now += 10
    assert told(ours.wait("parts", ROSA, token)).token != token
    assert told(ours.wait("form", ROSA, f"{int(ready) - 5}.{mark}.{seal}")).token != token
    assert told(ours.wait("form", ROSA, f"0{ready}.{mark}.{seal}")).token != token
    assert told(ours.wait("form", ROSA, f"{ready}.{'0' * 16}.{seal}")).token != token
    assert told(doors(clock, seed=1).wait("form", ROSA, token)).token != token
    assert Token.read(token, b"another key", "form", ROSA) is None


def test_the_memory_of_what_was_used_is_bounded_and_names_no_report() -> None:
    used = Used(b"k" * 32)
    for i in range(REMEMBERED + 10):
        assert used.use(b"%d" % i, ROSA)
    assert len(used._seen) == REMEMBERED
    assert ROSA not in b"".join(hidden for hidden, _ in used._seen.values())
