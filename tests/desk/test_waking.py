"""Who is woken when an immediate report is unseen: in which order, when, how often, and who never."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lines import HARBOUR, left_behind
from tocsin.charter.read import load
from tocsin.desk.alarm.bell import Bell, Rung, bell_file, lay, look, rung_file
from tocsin.desk.cases.models import Case, Recusal
from tocsin.desk.staff.models import Officer
from tocsin.desk.watch.alarming import Alarming
from tocsin.desk.watch.models import Duty, Ring
from tocsin.desk.watch.queries import order_of_waking
from tocsin.desk.watch.rules import Chain, Hours, Patience, gaps, ring_is_due
from tocsin.desk.watch.terms import Terms, terms_of

NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OFFICE = Hours(week=dict.fromkeys(range(5), ((time(9), time(17)),)))
CANARY = "zanzibarquartz"

pytestmark = pytest.mark.django_db


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def officer(name: str, role: str = "officer", compartments: tuple[str, ...] = ()) -> Officer:
    return Officer.objects.create(name=name, role=role, compartments=list(compartments))


def case(name: str, **words: object) -> Case:
    usual = {"number": 1, "received": date(2026, 11, 24), "concern": "ce-approach", "language": "en"}
    return Case.objects.create(id=name, **{**usual, "urgency": "Immediate", "urgent": 0, **words})


def duty(who: Officer, begins: datetime, hours: int = 8) -> Duty:
    return Duty.objects.create(officer=who, begins=begins, ends=begins + timedelta(hours=hours))


@pytest.fixture
def alarming(tmp_path: Path) -> Alarming:
    return Alarming(tmp_path, "main", Terms(OFFICE, Patience(minutes(15), minutes(10))))


@pytest.fixture
def rung(tmp_path: Path) -> Callable[[], tuple[str, ...]]:
    return lambda: look(bell_file(tmp_path, "main"), Bell).officers


@pytest.fixture
def cast() -> dict[str, Officer]:
    people = {"otto": officer("otto"), "nils": officer("nils"), "sara": officer("sara", "supervisor")}
    duty(people["otto"], NIGHT - minutes(60))
    return people


Rings = Callable[[], tuple[str, ...]]


@pytest.mark.usefixtures("cast")
def test_out_of_hours_who_is_on_duty_is_woken_at_once_and_then_the_next(alarming: Alarming, rung: Rings) -> None:
    case("aaaa1111")
    alarming.step(NIGHT)
    assert rung() == ("otto",)
    alarming.step(NIGHT + minutes(9))
    assert rung() == ("otto",)
    alarming.step(NIGHT + minutes(10))
    assert rung() == ("sara",)


@pytest.mark.usefixtures("cast")
def test_in_staffed_hours_the_queue_has_its_time_first(alarming: Alarming, rung: Rings) -> None:
    case("aaaa1111")
    alarming.step(NOON)
    alarming.step(NOON + minutes(14))
    assert rung() == ()
    alarming.step(NOON + minutes(15))
    assert rung() == ("sara",)  # Otto's duty is over, and a supervisor is always there


@pytest.mark.usefixtures("cast")
def test_a_flood_rings_once(alarming: Alarming, tmp_path: Path) -> None:
    for number in range(300):
        case(f"{number:08}", number=number)
        if number % 30 == 0:
            alarming.step(NIGHT + timedelta(seconds=number))
    assert [(r.act, r.officer) for r in Ring.objects.all()] == [("rang", "otto")]
    assert look(bell_file(tmp_path, "main"), Bell).officers == ("otto",)


@pytest.mark.parametrize("looked", [{"unseen": False}, {"state": "in work"}, {"urgency": "Past"}])
def test_it_stops_when_somebody_looks(
    looked: dict[str, object], alarming: Alarming, rung: Rings, cast: dict[str, Officer]
) -> None:
    assert cast
    case("aaaa1111")
    alarming.step(NIGHT)
    Case.objects.update(**looked)
    alarming.step(NIGHT + minutes(1))
    assert rung() == ()
    assert [r.act for r in Ring.objects.order_by("id")] == ["rang", "over"]


def test_it_stops_when_somebody_takes_it(alarming: Alarming, rung: Rings, cast: dict[str, Officer]) -> None:
    case("aaaa1111")
    alarming.step(NIGHT)
    Case.objects.update(assigned=cast["sara"])
    alarming.step(NIGHT + minutes(1))
    assert rung() == ()


def test_who_must_not_see_the_case_is_not_woken_for_it(
    alarming: Alarming, rung: Rings, cast: dict[str, Officer]
) -> None:
    duty(cast["nils"], NIGHT - minutes(30))
    Recusal.objects.create(officer="nils", case=case("aaaa1111"))
    Recusal.objects.create(officer="otto", case=Case.objects.get())
    alarming.step(NIGHT)
    assert rung() == ("sara",)
    assert order_of_waking([case("bbbb2222", compartment="red")], NIGHT) == []
    officer("rita", "supervisor", ("red",))
    assert order_of_waking(Case.objects.filter(compartment="red"), NIGHT) == ["rita"]


def test_when_nobody_may_be_woken_the_book_says_so(alarming: Alarming, rung: Rings) -> None:
    officer("olga", "overseer")
    case("aaaa1111")
    alarming.step(NIGHT)
    alarming.step(NIGHT + minutes(60))
    assert rung() == ()
    assert [r.act for r in Ring.objects.all()] == ["nobody"]


@pytest.mark.usefixtures("cast")
def test_a_request_for_protection_wakes_as_the_charter_says(alarming: Alarming, rung: Rings, tmp_path: Path) -> None:
    case("aaaa1111", urgency="Unknown", protection=True)
    Alarming(tmp_path, "main", Terms(OFFICE, protection=False)).step(NIGHT)
    assert rung() == ()
    alarming.step(NIGHT)
    assert rung() == ("otto",)


@pytest.mark.usefixtures("cast")
def test_who_is_not_reached_is_followed_by_the_next_without_waiting(
    alarming: Alarming, rung: Rings, tmp_path: Path
) -> None:
    case("aaaa1111")
    alarming.step(NIGHT)
    name = look(bell_file(tmp_path, "main"), Bell).name
    lay(rung_file(tmp_path, "main"), Rung(name, failed=("otto",)).to_bytes())
    alarming.step(NIGHT + minutes(1))
    assert rung() == ("sara",)
    assert [r.act for r in Ring.objects.order_by("id")] == ["rang", "not reached", "rang"]


@pytest.mark.usefixtures("cast")
def test_an_alarm_that_does_not_answer_is_told_once(alarming: Alarming) -> None:
    case("aaaa1111")
    for minute in range(9):
        alarming.step(NIGHT + minutes(minute))
    assert [r.act for r in Ring.objects.order_by("id")] == ["rang", "mute"]


@pytest.mark.usefixtures("cast")
def test_no_hour_and_no_case_stands_in_what_is_kept(alarming: Alarming, tmp_path: Path) -> None:
    case("aaaa1111", concern=CANARY)
    alarming.step(NIGHT)
    assert [vars(r)["day"] for r in Ring.objects.all()] == [date(2026, 11, 24)]
    assert {f.name for f in Ring._meta.get_fields()} == {"id", "day", "act", "officer"}
    assert left_behind(tmp_path, CANARY, "aaaa1111", "Immediate") == []


@given(st.lists(st.integers(0, 600), max_size=60), st.integers(0, 4))
def test_rings_come_ever_more_slowly(offsets: list[int], people: int) -> None:
    chain, rings = Chain(NIGHT), list[datetime]()
    for offset in sorted(offsets):
        now = NIGHT + minutes(offset)
        words = {"staffed": False, "failed": False, "people": people, "patience": Patience()}
        if ring_is_due(chain, now=now, **words):  # type: ignore[arg-type]
            chain = chain.after_ring(now)
            rings.append(now)
    pauses = [b - a for a, b in pairwise(rings)]
    assert all(pause >= Patience().escalate for pause in pauses)


def test_gaps_are_what_nobody_covers() -> None:
    day = OFFICE.day(date(2026, 11, 24))
    office = OFFICE.spans(date(2026, 11, 24))
    assert gaps(day, office) == [(day[0], office[0][0]), (office[0][1], day[1])]
    assert gaps(day, [*office, (day[0], NOON), (NOON, day[1])]) == []
    assert gaps(day, []) == [day]


def test_the_terms_are_the_charters() -> None:
    terms = terms_of(load(HARBOUR))
    assert terms.patience == Patience(minutes(15), minutes(10))
    assert terms.hours.staffed(datetime(2026, 11, 24, 17, 59, tzinfo=UTC))
    assert not terms.hours.staffed(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    assert not terms.hours.staffed(datetime(2026, 12, 25, 12, 0, tzinfo=UTC))  # a Friday, and a day off
    assert terms.hours.staffed(datetime(2026, 8, 8, 12, 0, tzinfo=UTC)) is False  # a working Saturday without hours
