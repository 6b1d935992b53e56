"""Which areas a form asks for, and that nothing is lost by asking for no more."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given

from tests.charter.directories import FIRST, LATER_DAYS, SOME, directories
from tests.charter.nations import BARE, nation
from tests.lines import HARBOUR
from tocsin.charter.directory import telling
from tocsin.charter.directory.calling import how_soon
from tocsin.charter.directory.decision import Question, Rule
from tocsin.charter.directory.model import Directory
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.directory.telling import Reader, reader_of, telling_areas
from tocsin.charter.model import Charter, UrgencyRule
from tocsin.charter.read import load

NOON = datetime.combine(FIRST, time(12), UTC)


def reader(charter: Charter, concern: str, area: str, now: datetime) -> tuple[Reader, str]:
    """Return who reads and who leads, out of the whole decision."""
    decision = resolve(charter, Question(concern, area), now=now)
    lead = decision.lead
    handed_on = lead is not None and decision.rule is not Rule.TRIAGE and not lead.remit.desk
    name = lead.authority.id if lead else ""
    return Reader(decision.desk, name if handed_on else ""), name


def asked(charter: Charter, area: str) -> str:
    """Return what somebody in an area says: the nearest area that is asked for, or nothing."""
    telling_ones = telling_areas(charter)
    return next((code for code in routes_of(charter.directory).lineage[area] if code in telling_ones), "")


@given(directories())
def test_who_reads_is_what_the_whole_decision_says_in_every_area_and_what_is_asked_for_is_enough(
    directory: Directory,
) -> None:
    charter = replace(BARE, directory=directory)
    for day in LATER_DAYS:
        now = datetime.combine(day, time(12), UTC)
        for concern in (*SOME, "of-an-older-charter"):
            for area in directory.areas:
                found = reader(charter, concern, area, now)
                assert reader_of(charter, concern, area, day) == found[0]
                assert reader(charter, concern, asked(charter, area), now) == found


@given(directories())
def test_no_area_is_asked_for_in_which_all_is_as_above(directory: Directory) -> None:
    charter = replace(BARE, directory=directory)
    days = [datetime.combine(day, time(12), UTC) for day in LATER_DAYS]
    for area in telling_areas(charter):
        above = directory.areas[area].parent
        assert any(reader(charter, c, area, now) != reader(charter, c, above, now) for c in SOME for now in days)


def test_the_harbour_asks_for_four_parts_and_no_village() -> None:
    assert telling_areas(load(HARBOUR)) == {"NI": "", "SC": "", "SEA": "", "ABROAD": ""}


def test_a_line_without_directory_asks_for_nothing() -> None:
    assert telling_areas(BARE) == {}
    assert reader_of(BARE, "ce-approach", "N", FIRST) == Reader("main")


def test_one_answer_for_the_whole_country_asks_for_nothing() -> None:
    national = tuple(r for r in nation().directory.remits if r.id != "city")
    assert telling_areas(nation(remits=national)) == {}


@pytest.mark.parametrize("area", ["C11", "P1", "N"])
def test_a_number_of_its_own_is_a_reason_to_ask(area: str) -> None:
    national = tuple(r for r in nation().directory.remits if r.id != "city")
    words: dict[str, Any] = {"answers": {"ongoing": ("yes",)}, "urgency": "Immediate", "call": True}
    words |= {"message": dict.fromkeys(BARE.line.languages, "x")}
    rules = (UrgencyRule(("ce-approach",), areas=(area,), contact="ns-hotline", **words), UrgencyRule((), **words))
    charter = nation(remits=national, urgency=rules)
    assert list(telling_areas(charter)) == [*([area] if area != "N" else []), "SEA"]  # at sea 119 is right
    for concern in ("ce-approach", "ce-cyber"):
        for each in charter.directory.areas:
            told = [Question(concern, place, answers={"ongoing": "yes"}) for place in (each, asked(charter, each))]
            lineages = [routes_of(charter.directory).lineage[q.area or charter.directory.root] for q in told]
            calls = [how_soon(charter, q, w, now=NOON, calendars={})[1] for q, w in zip(told, lineages, strict=True)]
            assert calls[0] == calls[1]


def test_a_list_that_nobody_would_read_shrinks_to_desks_and_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    charter = nation()
    assert "C11" in telling_areas(charter)
    monkeypatch.setattr(telling, "LONGEST", 0)
    other = nation()
    assert telling_areas(other) == {}
    remits = tuple(replace(r, desk="overseer") if r.id == "city" else r for r in charter.directory.remits)
    assert telling_areas(nation(remits=remits)) == {"C11": ""}
