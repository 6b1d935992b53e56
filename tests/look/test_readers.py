"""The table in which a browser looks the desk up says what the whole decision says: everywhere, of all, on any day."""

from dataclasses import replace
from datetime import UTC, datetime, time

from hypothesis import given

from tests.charter.directories import LATER_DAYS, SOME, directories
from tests.charter.nations import BARE
from tests.lines import HARBOUR, REPOSITORY
from tocsin.charter.directory.model import Directory
from tocsin.charter.directory.telling import Reader, telling_areas
from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.exchange.routes import Reading, read_routes, write_routes
from tocsin.look.readers import area_choices, decide, reader_in, routes_table, said
from tocsin.look.stopping import shown_call

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def decided(charter: Charter, concern: str, area: str, now: datetime) -> Reading:
    found = reader_in(decide(charter, {"concern": concern, "area": area}, "en", now=now))
    return Reading(found.desk, found.competent)


@given(directories())
def test_a_look_up_is_the_decision_for_every_concern_area_and_day(directory: Directory) -> None:
    charter = replace(BARE, directory=directory)
    table = routes_table(charter)
    assert read_routes(write_routes(table)) == table
    for day in LATER_DAYS:
        now = datetime.combine(day, time(12), UTC)
        for concern in SOME:
            for area in ("", "Atlantis", *telling_areas(charter)):
                assert table.reading(concern, area, day) == decided(charter, concern, area, now)
    assert table.reading("of-an-older-charter", "", day) is None


def test_every_charter_that_is_shipped_has_a_small_table_that_agrees_with_it() -> None:
    for folder in (REPOSITORY / "charters").iterdir():
        charter = load(folder)
        data = write_routes(routes_table(charter))
        assert len(data) < 2_000
        table = read_routes(data)
        for concern in charter.codes():
            for area in ("", *telling_areas(charter)):
                found = table.reading(concern, area, NOON.date())
                assert found == decided(charter, concern, area, NOON)
                assert found is not None
                for language in charter.line.languages:
                    assert said(charter, language, Reader(found.desk, found.competent))["who"]


def test_the_first_reading_is_the_lines_own_desk_for_whoever_finds_no_other() -> None:
    assert routes_table(load(HARBOUR)).readings[0] == Reading("main")


def test_what_is_about_the_staff_is_read_by_the_overseer_wherever_it_happened() -> None:
    harbour = load(HARBOUR)
    for area in ("", *telling_areas(harbour)):
        assert routes_table(harbour).reading("ce-mishandled", area, NOON.date()) == Reading("overseer")


def test_where_another_authority_is_competent_both_are_named() -> None:
    told = said(load(HARBOUR), "en", Reader("main", "reporters-commissioner"))
    assert told["competent"] == "the Reporters' Commissioner"
    assert told["who"].startswith("the Harbour Office")


def test_areas_are_named_in_the_readers_language_with_those_they_lie_in() -> None:
    harbour = load(HARBOUR)
    assert ("NI", "北部群岛") in area_choices(harbour, "zh-Hans")
    directory = harbour.directory
    remits = tuple(replace(r, areas=r.areas | {"NI-BRAE"}) if r.id == "south-coast" else r for r in directory.remits)
    nested = replace(harbour, directory=replace(directory, remits=remits))
    assert ("NI-BRAE", "The Northern Isles - Brae and Radar Hill") in area_choices(nested, "en")


def test_a_number_to_call_has_the_places_own_below_it_for_when_nobody_answers() -> None:
    harbour = load(HARBOUR)
    told = {"concern": "ce-site-surveillance", "area": "NI", "ongoing": "yes"}
    day = shown_call(harbour, "en", decide(harbour, told, "en", now=NOON))
    assert day is not None
    assert day["who"] == "the Northern Isles office of the Harbour Office"
    assert (day["number"] != "111", day["else"]) == (True, "111")
    night = shown_call(harbour, "en", decide(harbour, told, "en", now=NOON.replace(hour=23)))
    assert night is not None
    assert (night["number"], night["who"], night["else"]) == ("111", "", "")
    over = decide(harbour, told | {"ongoing": "no"}, "en", now=NOON)
    assert shown_call(harbour, "en", over) is None
