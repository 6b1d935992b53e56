"""What the desk makes of the opener's word on referrals: a case waits, closes as passed on, or is work again."""

from datetime import date
from typing import Any

import pytest

from tocsin.desk.cases import open_ends
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.referring import hearing, shown
from tocsin.desk.referring.models import Referral
from tocsin.desk.referring.queries import waiting_for
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return Case.objects.create(
        id="AAAA-2222", number=1, received=date(2026, 11, 1), concern="ce-approach", language="en"
    )


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


def hear(case: Case, way: str, state: str, **changes: Any) -> Case:
    event = {"case": case.id, "way": way, "desk": "north", "state": state, "day": "2026-11-25", "times": 1}
    hearing.take(event | {"referral": "00" * 16, "passing": "referred", "officer": ""} | changes)
    case.refresh_from_db()
    return case


def acts() -> list[str]:
    return list(Event.objects.order_by("id").values_list("act", flat=True))


def test_a_case_that_went_out_waits_until_the_other_desk_has_taken_it(case: Case) -> None:
    hear(case, "out", "unprocessed", officer="otto")
    hear(case, "out", "sent")
    assert (case.state, len(open_ends.of(case))) == ("new", 1)
    hear(case, "out", "acknowledged")
    assert (case.state, case.outcome, open_ends.of(case)) == ("closed", "not within remit", [])
    assert acts() == ["refer-out-unprocessed", "refer-out-acknowledged"]
    assert Event.objects.earliest("id").officer == "otto"


def test_it_stays_open_while_another_room_waits_for_something(case: Case) -> None:
    open_ends.register(case=case.id, room="routing", code="x")
    hear(case, "out", "sent")
    hear(case, "out", "acknowledged")
    assert (case.state, open_ends.of(case)) == ("new", [("routing", "x")])


@pytest.mark.parametrize("state", ["returned", "failed"])
def test_one_that_comes_home_is_open_and_unread(case: Case, state: str) -> None:
    Case.objects.update(unseen=False)
    hear(case, "out", "sent")
    hear(case, "out", state)
    assert (case.state, case.unseen, open_ends.of(case)) == ("new", True, [])


def test_what_came_waits_for_those_who_see_the_case_and_no_longer_than_somebody_took_it(
    case: Case, otto: Officer
) -> None:
    hear(case, "in", "sent")
    assert [each.desk for each in waiting_for(otto)] == ["north"]
    assert list(waiting_for(Officer.objects.create(name="olga", role="overseer"))) == []
    Case.objects.update(compartment="harbour")
    assert list(waiting_for(otto)) == []
    Case.objects.update(compartment="")
    hear(case, "in", "acknowledged", officer="otto")
    assert list(waiting_for(otto)) == []
    assert acts() == ["refer-in-sent", "refer-in-acknowledged"]


def test_what_went_after_its_report_by_itself_is_nobodys_work(case: Case) -> None:
    hear(case, "out", "unprocessed", passing="forwarded")
    assert (Referral.objects.count(), acts(), open_ends.of(case)) == (0, [], [])


def test_what_could_not_go_after_its_report_is_work_here(case: Case) -> None:
    Case.objects.update(unseen=False)
    hear(case, "out", "unprocessed", passing="forwarded")
    hear(case, "out", "failed", passing="forwarded")
    assert (case.unseen, acts()) == (True, ["refer-out-failed"])


def test_the_page_offers_every_other_desk_and_none_while_another_has_the_case(case: Case) -> None:
    assert list(shown.page(case)["desks"]) == ["north", "south", "overseer"]
    hear(case, "out", "sent")
    assert shown.page(case)["away"]
    hear(case, "out", "returned")
    assert not shown.page(case)["away"]
