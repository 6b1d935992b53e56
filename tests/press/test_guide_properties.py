"""Whatever a directory looks like: each concern and area has one answer, and it is what resolution says then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.charter.directories import MOMENTS, SOME, directories
from tests.charter.nations import BARE
from tests.lines import HARBOUR
from tocsin.charter.calendars import counting
from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.model import Directory, Role
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.press.guide.answers import Answer, Directions
from tocsin.press.guide.places import MOST_ROWS, Place, pages, where

CHARTER = load(HARBOUR)


def agrees(directions: Directions, concern: str, area: str, now: datetime) -> None:
    charter = directions.charter
    [answer] = [each for each in directions.answers[concern] if area in each.areas]
    question = Question(concern, area, answers={"ongoing": "yes"}, anonymous=False)
    calendars = counting(charter)
    decision = resolve(charter, question, now=now, calendars=calendars)
    lead = decision.lead
    assert (answer.lead.remit if answer.lead else None) is (lead.remit if lead else None)
    assert answer.desk == decision.desk or not decision.contacts
    inside = set(routes_of(charter.directory).lineage[area])

    def told(role: Role) -> set[tuple[str, str, str]]:
        here = [p for p in answer.parties if p.role is role and (not p.areas or inside.intersection(p.areas))]
        return {(p.authority.id, p.to.id if p.to else "", p.remit.id) for p in here}

    assert told(Role.INFO_ONLY) >= {(p.authority.id, "", p.remit.id) for p in decision.informed}
    assert told(Role.MUST_TRANSFER) >= {(t.authority.id, t.to.id, t.remit.id) for t in decision.transfers}
    hours = charter.directory.hours
    held = [c for c in answer.calls if not c.rule.hours or hours[c.rule.hours].hold(now, calendars)]
    assert [held[0].call.number] == [decision.call.number] if decision.call else held == []


@given(directories(), st.sampled_from(SOME), MOMENTS)
def test_every_area_has_one_answer_and_it_is_what_resolution_says(
    directory: Directory, concern: str, now: datetime
) -> None:
    directions = Directions(replace(BARE, directory=directory), now.date())
    for area in directory.areas:
        agrees(directions, concern, area, now)


@given(st.data())
def test_so_it_is_in_the_harbour_at_any_hour(data: st.DataObject) -> None:
    now = data.draw(st.integers(0, 6 * 7 * 24).map(lambda n: datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=n)))
    directions = Directions(CHARTER, now.date())
    concern = data.draw(st.sampled_from(sorted(CHARTER.codes())))
    agrees(directions, concern, data.draw(st.sampled_from(list(CHARTER.directory.areas))), now)


def leads_to(place: Place) -> dict[str, Answer]:
    """Return every place that a page names, with the answer that a reader finds there."""
    found = {place.area: place.answer}
    for inner in place.below:
        found |= leads_to(inner)
    return found


@given(directories(), st.sampled_from(SOME))
def test_who_chooses_the_nearest_place_that_is_listed_finds_the_right_answer(
    directory: Directory, concern: str
) -> None:
    directions = Directions(replace(BARE, directory=directory), datetime(2026, 1, 3, tzinfo=UTC).date())
    right = directions.by_area(concern)
    listed = leads_to(where(directions.areas, right))
    for area in directory.areas:
        nearest = next(each for each in routes_of(directory).lineage[area] if each in listed)
        assert listed[nearest] is right[area]


def test_a_country_of_many_places_is_divided_into_pages(wide: Charter) -> None:
    directions = Directions(wide, datetime(2026, 11, 25, tzinfo=UTC).date())
    found = list(pages(where(directions.areas, directions.by_area("ce-cyber"))))
    assert len(found) > 1
    assert all(sum(inner.rows for inner in place.below) <= MOST_ROWS for place in found)
    assert len({place.area for place in found}) == len(found)


@pytest.fixture
def wide() -> Charter:
    """A country of 20 provinces with 20 districts each, every one led by an office of its own."""
    directory = CHARTER.directory
    root, any_area = directory.root, next(iter(directory.areas.values()))
    areas = dict(directory.areas)
    for n in range(20):
        areas[f"P{n}"] = replace(any_area, code=f"P{n}", parent=root)
        areas |= {f"P{n}-{m}": replace(any_area, code=f"P{n}-{m}", parent=f"P{n}") for m in range(20)}
    model = next(r for r in directory.remits if r.id == "northern-isles")
    own = {"authority": "north-office", "concerns": frozenset({"ce-cyber"})}
    districts = [code for code in areas if "-" in code and code.startswith("P")]
    remits = [replace(model, id=f"r-{code.lower()}", areas=frozenset({code}), **own) for code in districts]  # type: ignore[arg-type]
    return replace(CHARTER, directory=replace(directory, areas=areas, remits=(*directory.remits, *remits)))
