from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tocsin.charter.faults import Fault
from tocsin.charter.hours import MIDNIGHT, Hours
from tocsin.charter.hours_toml import read_hours
from tocsin.charter.table import Table
from tocsin.desk.watch import rules

EVENING: dict[str, object] = {"zone": "Asia/Shanghai", "monday": ["08:00-12:00", "18:00-24:00"]}


def read(value: dict[str, object]) -> tuple[Hours, list[str]]:
    faults: list[Fault] = []
    hours = read_hours(Table("x.toml", "hours", value, faults), {"own"})
    return hours, [fault.key for fault in faults]


def test_a_span_holds_from_its_first_moment_to_before_its_last_and_midnight_is_the_end_of_the_day() -> None:
    hours, faults = read(EVENING)
    assert faults == []
    monday = datetime(2026, 9, 7, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert hours.hold(monday + timedelta(hours=8), {})
    assert not hours.hold(monday + timedelta(hours=12), {})
    assert hours.hold(monday + timedelta(hours=24) - timedelta(microseconds=1), {})
    assert not hours.hold(monday + timedelta(hours=24), {})
    assert hours.hold(datetime(2026, 9, 7, 0, 0, tzinfo=UTC), {})  # eight in Shanghai


def test_a_desk_that_is_staffed_until_midnight_leaves_no_gap_before_the_next_day() -> None:
    week = {0: ((time(18), MIDNIGHT),), 1: ((time(0), time(6)),)}
    monday, tuesday = (rules.Hours(week=week).spans(date(2026, 9, day)) for day in (7, 8))
    assert monday[0][1] == tuesday[0][0] == datetime(2026, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize("spans", [["24:00-24:00"], ["18:00-24:01"], ["18:00-24:00", "23:00-24:00"], ["9-12"], []])
def test_a_span_that_is_none_is_a_fault(spans: list[str]) -> None:
    assert read({"monday": spans})[1] == ["hours.monday"]
