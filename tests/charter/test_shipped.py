"""A line is data: every shipped charter answers everybody and fills the same pages, and no code knows any of them."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.lines import REPOSITORY
from tests.world import SHOWN
from tocsin.charter.calendars import counting
from tocsin.charter.directory.decision import Question, Rule
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.floor import REQUIRED_CONCERNS
from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.press.build import build_site

CHARTERS = {path.name: load(path) for path in sorted((REPOSITORY / "charters").iterdir())}
MOMENTS = [datetime(2026, month, 25, hour, tzinfo=UTC) for month in (11, 12) for hour in (12, 23)]


@pytest.fixture(params=sorted(CHARTERS))
def charter(request: pytest.FixtureRequest) -> Charter:
    return CHARTERS[request.param]


def test_everybody_is_answered_everywhere_in_each_language_at_every_hour(charter: Charter) -> None:
    days = counting(charter)
    for concern in charter.codes():
        for area in charter.directory.areas:
            for language in charter.line.languages:
                for now in MOMENTS:
                    decision = resolve(charter, Question(concern, area, language), now=now, calendars=days)
                    assert decision.rule is Rule.NEAREST_LEAD
                    assert decision.contacts[0].open
                    assert decision.contacts[0].speaks


def test_no_complaint_is_led_by_who_leads_the_rest(charter: Charter) -> None:
    now = MOMENTS[0]
    leads = {
        concern: {
            decision.lead.authority.id
            for area in charter.directory.areas
            if (decision := resolve(charter, Question(concern, area), now=now, calendars=counting(charter))).lead
        }
        for concern in charter.codes()
    }
    complained_of = set().union(*(who for concern, who in leads.items() if concern not in REQUIRED_CONCERNS))
    assert all(leads[concern] and not leads[concern] & complained_of for concern in REQUIRED_CONCERNS)


def test_a_desk_of_ones_own_leads_and_must_pass_on_what_is_the_states() -> None:
    def duties(name: str, concern: str) -> set[tuple[str, str]]:
        decision = resolve(CHARTERS[name], Question(concern), now=MOMENTS[0], calendars=counting(CHARTERS[name]))
        own = decision.lead.authority.id if decision.lead else ""
        return {(own, transfer.to.id) for transfer in decision.transfers if transfer.authority.id == own}

    assert duties("university", "ce-coercion") == {("desk", "harbour-office")}
    assert duties("university", "ce-academic") == set()
    both = {("security-office", "harbour-office"), ("security-office", "contracts-agency")}
    assert duties("industry", "ce-insider") == both
    assert duties("industry", "ce-visit") == {("security-office", "contracts-agency")}


def test_every_page_is_built_from_it_and_says_nothing_of_another(charter: Charter) -> None:
    site = build_site(charter, SHOWN, date(2026, 11, 25))
    others = [other for other in CHARTERS.values() if other is not charter]
    for language in charter.line.languages:
        for slug in ("", "/report", "/overseer", "/learn", "/official", "/process", "/duty"):
            page = site[f"/{language}{slug}"].data.decode()
            assert charter.line.name[language] in page
            for other in others:
                assert other.line.name["en"] not in page


def test_no_code_knows_who_is_named_in_a_charter() -> None:
    names = set()
    for charter in CHARTERS.values():
        directory = charter.directory
        texts = [thing.name["en"] for things in (directory.areas, directory.authorities) for thing in things.values()]
        names |= {word for text in texts for word in re.findall(r"\b[A-Z]\w+ [A-Z]\w+(?: [A-Z]\w+)*", text)}
    assert len(names) > 10
    for path in (REPOSITORY / "src").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in source], path
