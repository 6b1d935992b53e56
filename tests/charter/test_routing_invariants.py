"""What holds for every directory: days, hours, refusals, complaints, and whom "stop and call" sends somebody to."""

from dataclasses import replace
from datetime import date, time

import pytest

from tests.charter.nations import BARE, contacts, nation
from tocsin.charter.directory.invariants import broken, not_assured
from tocsin.charter.directory.model import Role
from tocsin.charter.hours import MIDNIGHT, Hours, Spans
from tocsin.charter.model import UrgencyRule

CALL = UrgencyRule(("ce-cyber",), {}, "Immediate", call=True, contact="police-emergency", message={"en": "x"})
CALLS = [
    ({"contact": "nobody"}, "contact"),
    ({"contact": "ombudsman-post"}, "contact"),
    ({"contact": "city-new"}, "contact"),
    ({"contact": "city-hotline"}, "contact"),
    ({"areas": ("N", "C99")}, "areas"),
    ({"hours": "noon"}, "hours"),
]


@pytest.mark.parametrize(("changed", "key"), CALLS)
def test_whoever_is_to_call_is_never_sent_to_nobody(changed: dict[str, object], key: str) -> None:
    rules = (CALL, replace(CALL, **changed))  # type: ignore[arg-type]
    [fault] = broken(nation(urgency=rules))
    assert (fault.file, fault.key) == ("concerns.toml", f"urgency[2].{key}")
    assert fault.hint


def test_a_number_that_is_answered_by_day_is_called_by_day() -> None:
    assert broken(nation(urgency=(replace(CALL, contact="city-hotline", hours="office"),))) == []


def test_a_rule_with_a_place_needs_a_directory() -> None:
    [fault] = broken(replace(BARE, urgency=(replace(CALL, contact="", areas=("N",)),)))
    assert fault.key == "urgency[1].areas"


MORNING, DAYTIME, NIGHT = ((time(0), time(9)),), ((time(9), time(17)),), ((time(17), MIDNIGHT),)


@pytest.mark.parametrize(
    ("spans", "zone", "calendar", "fine"),
    [
        ((MORNING, NIGHT), "Asia/Shanghai", "days", True),
        ((MORNING,), "Asia/Shanghai", "days", False),
        ((MORNING, NIGHT), "Asia/Tokyo", "days", False),
        ((MORNING, NIGHT), "Asia/Shanghai", "holidays", False),
    ],
)
def test_hours_fill_a_week_together_in_one_zone_and_without_holidays(
    spans: tuple[Spans, ...],
    zone: str,
    calendar: str,
    fine: bool,  # noqa: FBT001 - the expected answer of a table
) -> None:
    post = nation().directory.contacts["customs-post"]
    week = dict.fromkeys(range(7), DAYTIME)
    points = {"customs-post": replace(post, hours=Hours("Asia/Shanghai", week))}
    for number, span in enumerate(spans):
        hours = Hours(zone, dict.fromkeys(range(7), span), calendar)
        points[f"n{number}"] = replace(post, id=f"n{number}", hours=hours)
    found = broken(nation(contacts=contacts() | points))
    assert [fault.key for fault in found] == ([] if fine else ["authority.customs"])


def test_leads_that_follow_each_other_day_by_day_leave_no_gap_and_do_not_meet() -> None:
    first, *rest = nation().directory.remits
    until = replace(first, valid_to=date(2026, 6, 30))
    after = replace(first, id="after", valid_from=date(2026, 7, 1))
    late = replace(first, id="late", valid_from=date(2026, 7, 2))
    early = replace(first, id="early", valid_from=date(2026, 6, 30), precedence=0)
    assert broken(nation(remits=(*rest, until, after))) == []
    gap = broken(nation(remits=(*rest, until, late)))
    assert {fault.message for fault in gap} == {"nobody leads this for the whole area after 2026-06-30"}
    assert len(gap) == len(first.concerns) - 1  # goods are led by customs all the while
    assert [fault.key for fault in broken(nation(remits=(*rest, until, early)))] == ["remit.national.precedence"]


def test_a_refusal_is_judged_on_every_day_on_which_it_holds() -> None:
    remits = nation().directory.remits
    cyber = frozenset({"ce-cyber"})
    refusal = replace(remits[0], id="no", role=Role.REFUSED, concerns=cyber, areas=frozenset({"P1"}), desk="")
    instead = replace(remits[0], id="yes", authority="customs", concerns=cyber, areas=frozenset({"P1"}), desk="")
    assert broken(nation(remits=(*remits, refusal, instead))) == []
    ended = replace(instead, valid_to=date(2027, 1, 1))
    assert [f.key for f in broken(nation(remits=(*remits, refusal, ended)))] == ["remit.no.areas"]
    before = replace(refusal, valid_from=date(2025, 1, 1))
    assert broken(nation(remits=(*remits, before, instead))) == []
    both = replace(refusal, valid_to=date(2027, 1, 1))
    assert broken(nation(remits=(*remits, both, ended))) == []


def test_a_complaint_may_go_to_the_office_above_where_that_leads_nothing_itself() -> None:
    national, *rest = nation().directory.remits
    city = frozenset({"C11"})
    all_of_it = replace(national, id="all-of-it", authority="ns-c11", areas=city, precedence=5, desk="")
    above = replace(rest[2], id="above", authority="ns", areas=city)
    assert above.concerns == {"ce-retaliation", "ce-mishandled"}
    assert broken(nation(remits=(national, *rest, all_of_it, above))) == []
    for_some = replace(all_of_it, concerns=all_of_it.concerns - {"ce-cyber"})
    assert [f.key for f in broken(nation(remits=(national, *rest, for_some, above)))] == ["remit.above.concerns"]


def test_remits_and_contact_points_that_nobody_has_tried_for_long_are_listed() -> None:
    charter = nation()
    assert not_assured(charter, today=date(2026, 10, 30)) == []
    late = not_assured(charter, today=date(2026, 10, 31))
    assert len(late) == 6 + 7  # but not the number that is unconfirmed, nor the one for machines
    assert ("contacts.toml", "ns-form") in {entry[:2] for entry in late}
