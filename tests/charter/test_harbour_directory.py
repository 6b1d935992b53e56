"""The demonstration's directory at work: a national line with two regional offices, and others who must pass on."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.charter.nations import BARE
from tests.lines import HARBOUR
from tocsin.charter.calendars import counting
from tocsin.charter.commands import check_charter
from tocsin.charter.directory.decision import Decision, Question
from tocsin.charter.directory.invariants import not_assured
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.read import load

CHARTER = load(HARBOUR)
DAYS = counting(CHARTER)
NOON, EVENING = datetime(2026, 11, 25, 12, 0, tzinfo=UTC), datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
DAY_OFF = datetime(2026, 12, 25, 12, 0, tzinfo=UTC)


def ask(concern: str, area: str, now: datetime = NOON, language: str = "en", **more: object) -> Decision:
    question = Question(concern, area, language, **more)  # type: ignore[arg-type]
    return resolve(CHARTER, question, now=now, calendars=DAYS)


@pytest.mark.parametrize(
    ("concern", "area", "lead", "desk"),
    [
        ("ce-site-surveillance", "NI-BRAE", "north-office", "north"),
        ("ce-cyber", "NI-BRAE", "harbour-office", "main"),
        ("ce-academic", "SC-MILL", "south-office", "south"),
        ("ce-academic", "NI", "harbour-office", "main"),
        ("ce-procurement", "SC", "customs", "main"),
        ("ce-mishandled", "NI", "overseer", "overseer"),
        ("ce-retaliation", "SC", "reporters-commissioner", "main"),
        ("ce-advice", "ABROAD", "harbour-office", "main"),
    ],
)
def test_each_concern_has_its_lead_in_each_place(concern: str, area: str, lead: str, desk: str) -> None:
    decision = ask(concern, area)
    assert decision.lead
    assert (decision.lead.authority.id, decision.desk) == (lead, desk)


def test_a_regional_office_answers_by_day_and_the_national_one_at_night_on_days_off_and_in_chinese() -> None:
    def first(now: datetime, language: str) -> str:
        return ask("ce-approach", "NI", now, language).contacts[0].point.id

    assert first(NOON, "en") == "north-phone"
    assert {first(EVENING, "en"), first(DAY_OFF, "en"), first(NOON, "zh-Hans")} == {"harbour-form"}


def test_police_and_every_other_office_must_transfer_and_the_police_are_told() -> None:
    decision = ask("ce-intrusion", "NI")
    assert {(t.authority.id, t.to.id) for t in decision.transfers} == {
        ("police", "harbour-office"),
        ("any-other-office", "harbour-office"),
    }
    assert [party.authority.id for party in decision.informed] == ["police"]
    goods = ask("ce-procurement", "NI")
    assert {(t.authority.id, t.to.id) for t in goods.transfers} == {
        ("police", "customs"),
        ("any-other-office", "customs"),
    }


def test_who_is_called_depends_on_sea_and_land_day_and_night() -> None:
    def number(concern: str, area: str, now: datetime) -> str:
        call = ask(concern, area, now, answers={"ongoing": "yes"}).call
        return call.number if call else ""

    assert number("ce-intrusion", "SEA", NOON) == "0200 119 100"
    assert number("ce-coercion", "SEA", NOON) == "119"
    assert number("ce-site-surveillance", "NI-BRAE", NOON) == "0200 211 100"
    assert number("ce-site-surveillance", "NI-BRAE", EVENING) == "111"
    assert number("ce-coercion", "ABROAD", EVENING) == "+000 20 111 911"
    assert number("ce-cyber", "NI", NOON) == ""


def test_numbers_of_the_line_come_from_the_directory_and_read_as_before() -> None:
    line = CHARTER.line
    assert [(e.name["en"], e.number) for e in line.emergency_areas][1:] == [
        ("At sea", "119"),
        ("Outside Skerrow", "+000 20 111 911"),
    ]
    assert ("telephone", "0200 111 100") in {(o.kind, o.value["en"]) for o in line.official}
    assert line.official[-1].value["zh-Hans"] == "斯凯罗港灯笼码头 1 号港务署"
    assert (line.elsewhere[0].office["en"], line.elsewhere[0].contact["en"]) == ("The police", "0200 101")


def test_the_check_lists_what_nobody_has_tried_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_charter(HARBOUR, as_json=False, today=date(2026, 11, 25)) == 0
    assert "made sure" not in capsys.readouterr().out
    assert check_charter(HARBOUR, as_json=False, today=date(2027, 3, 1)) == 0
    said = capsys.readouterr().out
    assert "Nobody has made sure of these for 90 days" in said
    assert "contacts.toml: harbour-phone, last on 2026-11-02 by charter editor" in said
    assert "south-sms" not in said  # never shown, so nobody is warned
    assert check_charter(HARBOUR, as_json=True, today=date(2027, 3, 1)) == 0
    listed = json.loads(capsys.readouterr().out)["not_assured"]
    assert {"file": "remits.toml", "id": "national", "assured_date": "2026-11-02"} in listed


def test_nothing_is_stale_on_the_day_it_was_written_and_all_is_after_a_quarter() -> None:
    assert not_assured(CHARTER, today=date(2026, 11, 25)) == []
    assert len(not_assured(CHARTER, today=date(2027, 3, 1))) > 20
    assert BARE.directory.exists is False
