"""The cases that the routing facts ask of every routing engine, and what they leave to think of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.charter.nations import BARE, contacts, nation, read_nation
from tocsin.charter.directory.decision import Act, Decision, Question, Rule
from tocsin.charter.directory.invariants import broken
from tocsin.charter.directory.model import Remit, Role, Standing
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.hours import Hours, NoCalendar
from tocsin.charter.model import Charter, UrgencyRule
from tocsin.charter.urgency import Urgency

DAY = datetime(2026, 9, 7, 4, 0, tzinfo=UTC)  # a Monday, noon in Shanghai
NIGHT = datetime(2026, 9, 7, 15, 0, tzinfo=UTC)
NATION = nation()


def ask(charter: Charter, concern: str, area: str = "C11", now: datetime = DAY, **more: object) -> Decision:
    words = {"language": "zh-Hans", **more}
    return resolve(charter, Question(concern, area, **words), now=now)  # type: ignore[arg-type]


def points(decision: Decision) -> list[str]:
    return [reached.point.id for reached in decision.contacts]


def lead(decision: Decision) -> str:
    return decision.lead.authority.id if decision.lead else ""


def remits(**changed: dict[str, object]) -> tuple[Remit, ...]:
    """Return the nation's remits, some of them changed."""
    return tuple(replace(r, **changed.get(r.id.replace("-", "_"), {})) for r in NATION.directory.remits)  # type: ignore[arg-type]


def test_the_nation_is_a_directory_without_a_fault() -> None:
    assert broken(NATION) == []


def test_1_a_city_with_its_own_lead_comes_before_the_nation_and_the_police_transfer() -> None:
    decision = ask(NATION, "ce-approach")
    assert (lead(decision), decision.rule) == ("ns-c11", Rule.NEAREST_LEAD)
    [transfer] = decision.transfers
    assert (transfer.authority.id, transfer.to.id) == ("police", "ns")
    assert decision.remits == ("city", "police-duty")
    assert decision.charter == BARE.version
    assert decision.faults == ()


def test_2_a_province_without_a_lead_is_led_by_the_nation() -> None:
    decision = ask(NATION, "ce-approach", "P2")
    assert (lead(decision), decision.desk) == ("ns", "main")
    assert ask(NATION, "ce-cyber", "C11").remits[0] == "national"


def test_3_a_hotline_that_is_shut_at_night_climbs_to_one_that_is_open() -> None:
    assert points(ask(NATION, "ce-approach")) == ["city-hotline"]
    decision = ask(NATION, "ce-approach", now=NIGHT)
    assert lead(decision) == "ns-c11"
    assert points(decision) == ["ns-form", "ns-hotline", "city-hotline"]
    assert [reached.open for reached in decision.contacts] == [True, True, False]
    assert [(s.subject, s.to) for s in decision.steps if s.act is Act.CLIMBED] == [("ns-c11", "ns")]


def test_who_gives_a_name_is_shown_the_counter_too_and_who_gives_none_is_not() -> None:
    assert points(ask(NATION, "ce-approach", anonymous=False)) == ["city-counter", "city-hotline"]
    silent = nation(contacts=contacts(city_hotline={"anonymous_ok": False}))
    assert points(ask(silent, "ce-approach")) == ["ns-form", "ns-hotline"]


def test_4_a_language_that_the_city_does_not_speak_climbs_to_one_that_does() -> None:
    decision = ask(NATION, "ce-approach", language="en")
    assert points(decision) == ["ns-form", "ns-hotline", "city-hotline"]
    assert [reached.speaks for reached in decision.contacts] == [True, True, False]
    assert ask(NATION, "ce-approach", language="").contacts == decision.contacts  # the line's own is English


def test_a_language_that_nobody_speaks_is_still_answered_and_said() -> None:
    decision = ask(NATION, "ce-approach", language="fr")
    assert {reached.speaks for reached in decision.contacts} == {False}
    assert points(decision)[0] == "city-hotline"


def test_being_understood_comes_before_being_answered_at_once() -> None:
    charter = nation(contacts=contacts(ns_hotline={"languages": ("en",)}, ns_form={"languages": ("en",)}))
    assert points(ask(charter, "ce-approach", now=NIGHT)) == ["city-hotline", "ns-form", "ns-hotline"]


CALL = UrgencyRule(
    concerns=("ce-intrusion",),
    answers={"ongoing": ("yes",)},
    urgency="Immediate",
    call=True,
    contact="police-emergency",
    message={"en": "Call now. Do not confront anyone.", "zh-Hans": "请立即拨打电话。不要与任何人对峙。"},
)
NOW = {"ongoing": "yes"}


def test_5_happening_now_stops_and_the_rest_is_resolved_all_the_same() -> None:
    charter = nation(urgency=(CALL,))
    assert broken(charter) == []
    decision = ask(charter, "ce-intrusion", answers=NOW)
    assert decision.call
    assert (decision.call.number, decision.call.message) == ("000 999", CALL.message)
    assert decision.urgency is Urgency.IMMEDIATE
    assert lead(decision) == "ns"
    assert [party.authority.id for party in decision.informed] == ["police"]
    over = ask(charter, "ce-intrusion", answers={"ongoing": "no"})
    assert (over.call, over.urgency) == (None, Urgency.IMMEDIATE)  # the concern's own word
    assert replace(over, call=decision.call) == decision


def test_whom_to_call_depends_on_the_place_and_the_hour() -> None:
    at_sea = replace(CALL, contact="", areas=("SEA",))
    by_day = replace(CALL, hours="office")
    areas = {"111": "N", "119": "SEA"}
    numbers = tuple(replace(e, area=areas.get(e.number, "")) for e in BARE.line.emergency_areas)
    charter = nation(urgency=(at_sea, by_day))
    charter = replace(charter, line=replace(charter.line, emergency_areas=numbers))

    def number(area: str, now: datetime) -> str:
        call = ask(charter, "ce-intrusion", area, now, answers=NOW).call
        return call.number if call else ""

    assert number("SEA", NIGHT) == "119"
    assert number("C11", DAY) == "000 999"
    assert number("C11", NIGHT) == ""
    assert number("nowhere", NIGHT) == ""
    everywhere = nation(urgency=(replace(CALL, contact=""),))
    call = ask(everywhere, "ce-intrusion", answers=NOW).call
    assert call
    assert (call.number, call.point) == (BARE.line.emergency_number, None)


def test_6_what_a_merged_office_led_is_led_by_the_last_that_took_it_over() -> None:
    decision = ask(NATION, "ce-procurement")
    assert lead(decision) == "customs"
    assert points(decision) == ["customs-post"]
    assert "old-customs has become a part of customs (goods)" in decision.reason


def test_a_closed_office_is_passed_over_and_its_parent_reached() -> None:
    authorities = dict(read_nation().authorities)
    authorities["customs"] = replace(authorities["customs"], standing=Standing.CLOSED)
    decision = ask(nation(authorities=authorities), "ce-procurement")
    assert (lead(decision), decision.desk) == ("ns", "main")
    assert "old-customs is closed and nobody follows (goods)" in decision.reason
    authorities = dict(read_nation().authorities)
    authorities["ns-c11"] = replace(authorities["ns-c11"], parent="bureau")
    assert points(ask(nation(authorities=authorities), "ce-approach", now=NIGHT))[0] == "ns-form"


def test_7_an_unconfirmed_contact_is_never_shown_and_people_are_told() -> None:
    charter = nation(contacts=contacts(customs_post={"status": "unconfirmed"}))
    decision = ask(charter, "ce-procurement")
    assert (decision.contacts, decision.rule, decision.desk) == ((), Rule.TRIAGE, "main")
    [fault] = decision.faults
    assert (fault.file, fault.key) == ("contacts.toml", "customs")
    assert "no contact point" in fault.message
    assert fault.hint


def test_8_a_concern_without_a_remit_goes_to_triage() -> None:
    decision = ask(NATION, "of-an-older-charter")
    assert (decision.lead, decision.rule, decision.desk) == (None, Rule.TRIAGE, "main")
    [fault] = decision.faults
    assert (fault.file, fault.key) == ("remits.toml", "of-an-older-charter")


def test_a_complaint_about_the_line_never_falls_back_on_the_line() -> None:
    assert (lead(ask(NATION, "ce-mishandled")), ask(NATION, "ce-mishandled").desk) == ("ombudsman", "overseer")
    nobody = nation(remits=())
    assert (ask(nobody, "ce-mishandled").rule, ask(nobody, "ce-mishandled").desk) == (Rule.TRIAGE, "overseer")


def test_a_place_that_nobody_knows_is_the_whole_and_is_said() -> None:
    for area in ("", "Atlantis"):
        decision = ask(NATION, "ce-approach", area)
        assert (decision.area, lead(decision)) == ("N", "ns")
        assert decision.steps[0].act is Act.PLACE_OPEN


def test_remits_hold_from_their_first_day_to_their_last() -> None:
    charter = nation(remits=remits(city={"valid_from": date(2026, 9, 7), "valid_to": date(2026, 9, 8)}))
    days = [DAY + timedelta(days=n) for n in range(-1, 3)]
    assert [lead(ask(charter, "ce-approach", now=day)) for day in days] == ["ns", "ns-c11", "ns-c11", "ns"]


def test_precedence_comes_before_the_id_and_the_area_before_both() -> None:
    assert lead(ask(NATION, "ce-procurement")) == "customs"  # higher than the nation's
    lower = nation(remits=remits(goods={"precedence": 0}))
    assert lead(ask(lower, "ce-procurement")) == "customs"  # goods before national
    assert lead(ask(nation(remits=remits(goods={"precedence": -1})), "ce-procurement")) == "ns"
    assert lead(ask(nation(remits=remits(national={"precedence": 99})), "ce-approach")) == "ns-c11"


def test_who_refuses_in_a_province_refuses_in_its_cities_and_leads_elsewhere() -> None:
    refusal = replace(NATION.directory.remits[0], id="not-here", role=Role.REFUSED, areas=frozenset({"P1"}), desk="")
    second = replace(NATION.directory.remits[0], id="second", authority="customs", precedence=-5, desk="")
    charter = nation(remits=(*NATION.directory.remits, refusal, second))
    assert broken(charter) == []
    assert lead(ask(charter, "ce-cyber", "C11")) == "customs"
    assert lead(ask(charter, "ce-approach", "C11")) == "ns-c11"
    assert lead(ask(charter, "ce-cyber", "P2")) == "ns"
    assert "ns does not take this here (not-here)" in ask(charter, "ce-cyber", "C11").reason


def test_the_lead_is_not_told_twice() -> None:
    told = replace(NATION.directory.remits[0], id="told", role=Role.INFO_ONLY, areas=frozenset({"C11"}), desk="")
    charter = nation(remits=(*NATION.directory.remits, told))
    assert [p.authority.id for p in ask(charter, "ce-approach").informed] == ["ns"]
    assert ask(charter, "ce-cyber").informed == ()


def test_whoever_leads_may_have_to_transfer_and_an_office_that_took_over_the_other_has_it_already() -> None:
    duty: dict[str, object] = {"authority": "ns-c11", "concerns": frozenset({"ce-approach"})}
    charter = nation(remits=remits(police_duty=duty))
    assert broken(charter) == []
    decision = ask(charter, "ce-approach")
    assert [(t.authority.id, t.to.id) for t in decision.transfers] == [(lead(decision), "ns")]
    both = replace(charter.directory.remits[4], id="another-duty", transfer_to="police")
    twice = nation(remits=(*charter.directory.remits, both, replace(both, id="yet-another")))
    assert [t.to.id for t in ask(twice, "ce-approach").transfers] == ["police", "ns"]
    merged = nation(remits=remits(police_duty={**duty, "authority": "old-customs", "transfer_to": "excise"}))
    assert broken(merged) == []
    assert ask(merged, "ce-approach").transfers == ()


def test_what_nobody_has_tried_for_long_is_shown_with_a_warning() -> None:
    assert [reached.stale for reached in ask(NATION, "ce-approach").contacts] == [False]
    later = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)
    assert {reached.stale for reached in ask(NATION, "ce-approach", now=later).contacts} == {True}


def test_hours_in_a_calendar_that_is_not_given_are_not_guessed() -> None:
    hours = Hours("UTC", {0: ((DAY.time(), NIGHT.time()),)}, "holidays")
    charter = nation(contacts=contacts(city_hotline={"hours": hours}))
    with pytest.raises(NoCalendar):
        ask(charter, "ce-approach")


def test_a_line_without_a_directory_has_one_desk_for_everything() -> None:
    for concern in ("ce-approach", "ce-mishandled", "of-an-older-charter"):
        decision = ask(BARE, concern)
        assert (decision.rule, decision.desk, decision.faults) == (Rule.ONE_DESK, "main", ())
    rule = replace(CALL, contact="")
    call = ask(replace(BARE, urgency=(rule,)), "ce-intrusion", answers=NOW).call
    assert call
    assert call.number == "111"
