"""The guide: each case of the routing facts as a page that shows it, and nothing that may not be shown."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.charter.nations import BARE, contacts, nation
from tests.lines import HARBOUR, REPOSITORY
from tests.press.guides import TODAY, Guide, Page, guide_of
from tocsin.charter.calendars import counting
from tocsin.charter.contacts import MATTERS
from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.hours import Hours
from tocsin.charter.model import UrgencyRule
from tocsin.charter.read import load
from tocsin.look.texts import catalogue
from tocsin.press.guide.answers import Directions

CHARTER = load(HARBOUR)
NATION = nation()


@pytest.fixture(scope="module")
def harbour() -> Guide:
    return guide_of(CHARTER)


@pytest.fixture(scope="module")
def land() -> Guide:
    return guide_of(NATION)


def test_1_a_city_with_its_own_lead_has_an_answer_of_its_own_and_the_police_must_pass_it_on(land: Guide) -> None:
    page = land.page("/en/guide/ce-approach/ns-c11")
    assert "This is for City office" in page.text
    assert "City" in page.text
    assert re.search(r"Police\s+must pass it on to\s+National office", page.text)
    assert "/en/guide/ce-approach/ns-c11" in land.page("/en/guide/ce-approach").links


def test_2_a_province_without_a_lead_is_not_listed_and_the_nation_answers(land: Guide) -> None:
    where = land.page("/en/guide/ce-approach")
    assert "Second province" not in where.text
    assert where.links.count("/en/guide/ce-approach/ns") >= 2  # I do not know where, and everywhere else
    assert "This is for National office" in land.page("/en/guide/ce-approach/ns").text
    assert "This is for National office" in land.page("/en/guide/ce-cyber").text  # the same everywhere: no question


def test_3_a_hotline_with_hours_shows_its_week_and_then_the_office_above(land: Guide) -> None:
    page = land.page("/zh-Hans/guide/ce-approach/ns-c11")
    html = page.html
    assert "09:00–17:00" in html
    assert 'data-zone="Asia/Shanghai"' in html
    assert html.index("tel:00011") < html.index('tel:0001"')
    assert page.ids >= {"city-hotline", "city-counter", "ns-hotline", "ns-form"}


def test_4_in_a_language_that_the_city_does_not_speak_its_telephone_says_so_and_the_office_above_follows(
    land: Guide,
) -> None:
    page = land.page("/en/guide/ce-approach/ns-c11")
    assert "Chinese (Simplified)" in page.text
    assert "Closed, or not in your language? Then ask the office above: National office" in page.text


CALL = UrgencyRule(
    concerns=("ce-intrusion",),
    answers={"ongoing": ("yes",)},
    urgency="Immediate",
    call=True,
    contact="police-emergency",
    message={"en": "Call now. Do not confront anyone.", "zh-Hans": "请立即拨打电话。不要与任何人对峙。"},
)


def test_5_what_happens_now_comes_before_anything_else() -> None:
    html = guide_of(nation(urgency=(CALL,))).files["/en/guide/ce-intrusion"]
    assert html.index("Is it happening now?") < html.index("tel:000999") < html.index("This is for")
    assert "Call now. Do not confront anyone." in html


def test_whom_to_call_is_said_for_the_place_and_hour_by_hour(harbour: Guide) -> None:
    north = harbour.page("/en/guide/ce-site-surveillance/north-office").text
    assert re.search(r"At these hours:.*0200 211 100.*Mon to Thu.*08:00–16:00.*At all other hours:.*111", north)
    sea = harbour.page("/en/guide/ce-intrusion/harbour-office.SEA").text
    assert "Coast Guard 0200 119 100" in sea
    assert "At sea" in sea
    assert "+000 20 111 911" in harbour.page("/en/guide/ce-coercion/harbour-office.ABROAD").text


def test_6_an_office_that_was_merged_is_followed_and_the_reader_is_told(land: Guide, harbour: Guide) -> None:
    assert "This is for Customs" in land.page("/en/guide/ce-procurement").text
    assert "It has taken over from: Old customs." in land.page("/en/guide/ce-procurement").text
    assert "It has taken over from: the Controlled Goods Board." in harbour.page("/en/guide/ce-procurement").text


def test_7_without_a_confirmed_way_nothing_is_shown_and_people_of_the_line_take_it() -> None:
    page = guide_of(nation(contacts=contacts(customs_post={"status": "unconfirmed"}))).page("/en/guide/ce-procurement")
    assert "2 Quay" not in page.html
    assert "No way to reach it may be shown" in page.text
    assert "/en/report" in page.links


def test_8_a_concern_without_a_remit_is_answered_by_people_of_the_line() -> None:
    page = guide_of(nation(remits=())).page("/en/guide/ce-cyber")
    assert BARE.line.run_by["en"] in page.text
    assert "/en/report" in page.links


def test_a_line_without_a_directory_has_a_guide_too() -> None:
    guide = guide_of(BARE)
    assert "/en/report" in guide.page("/en/guide/ce-cyber").links
    assert "/en/overseer" in guide.page("/en/guide/ce-mishandled").links


def test_what_somebody_else_leads_may_be_told_the_line_all_the_same_and_both_are_said(harbour: Guide) -> None:
    page = harbour.page("/en/guide/ce-retaliation")
    assert "This is for the Reporters' Commissioner" in page.text
    assert "You may tell the line all the same" in page.text
    assert "https://reporters-commissioner.example/tell" in page.links
    assert "/en/report" in page.links
    assert "Who does not take it" in page.text
    assert "The Labour Ombudsman" in page.text


def test_a_complaint_about_the_line_leads_to_the_overseers_form(harbour: Guide) -> None:
    page = harbour.page("/zh-Hans/guide/ce-mishandled")
    assert "/zh-Hans/overseer" in page.links
    assert "/zh-Hans/report" not in page.links


def test_who_is_told_somewhere_only_is_told_with_the_place(harbour: Guide) -> None:
    assert "the Coast Guard (At sea)" in harbour.page("/en/guide/ce-equipment/harbour-office").text


def test_a_way_that_nobody_tried_for_a_quarter_is_shown_with_a_warning() -> None:
    def warned(html: str) -> int:
        return len(re.findall(r"data-stale>", html))

    fresh = guide_of(CHARTER).files["/en/guide/ce-cyber"]
    old = guide_of(CHARTER, date(2027, 3, 1)).files["/en/guide/ce-cyber"]
    assert (warned(fresh), warned(old)) == (0, 3)
    assert fresh.count("data-stale hidden>") == 3


def test_days_off_of_the_calendar_are_said_and_known_to_the_script(harbour: Guide) -> None:
    page = harbour.page("/en/guide/ce-approach/north-office")
    assert "December 25, 2026" in page.text
    assert re.search(r'data-off="[^"]*2026-12-25', page.html)
    assert 'data-open="480-960 1920-2400 3360-3840 4800-5280 6240-6600"' in page.html


def test_a_week_with_a_pause_and_the_end_of_a_day() -> None:
    named = {"office": Hours("Asia/Shanghai", {6: ((CHARTER.directory.hours["south-day"].week[0])[0],)})}
    points = contacts(city_hotline={"hours": named["office"]})
    page = guide_of(nation(contacts=points)).page("/en/guide/ce-approach/ns-c11")
    assert re.search(r"Mon to Sat\s+closed\s+Sun\s+09:00–12:00", page.text)


@pytest.mark.parametrize("name", ["harbour", "university", "industry"])
def test_every_shipped_charter_says_who_else_may_help(name: str) -> None:
    charter = load(REPOSITORY / "charters" / name)
    assert {entry.kind for entry in charter.line.elsewhere} >= set(MATTERS)
    first = guide_of(charter).page("/en/guide")
    for entry in charter.line.elsewhere:
        assert entry.office["en"] in first.text
        assert entry.contact["en"] in first.text
    assert first.text.index("do not want to live") < first.text.index(charter.line.elsewhere[0].matter["en"])


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_is_nothing_to_report_is_said_with_its_reason(harbour: Guide, language: str) -> None:
    page = harbour.page(f"/{language}/guide/not-to-report")
    said = catalogue(language).pgettext
    for words in ("Who somebody is", "Journalism and open research", "Lawful criticism and protest"):
        assert said("safety", words) in page.text
    for concern in CHARTER.concerns:
        for item in concern.texts[language].non_examples:
            assert item in page.text


def test_the_form_leads_to_the_desk_that_reads_it_and_stands_where_that_office_does(harbour: Guide) -> None:
    page = harbour.page("/en/guide/ce-approach/north-office")
    assert "read by the Northern Isles office of the Harbour Office" in page.text
    assert page.links.count("/en/report") == 1
    assert page.html.index('href="/en/report"') < page.html.index("Then ask the office above")
    assert "harbour-form" not in page.ids
    assert "harbour-phone" in page.ids


def test_a_remit_that_ends_says_when() -> None:
    remits = tuple(replace(r, valid_to=date(2027, 6, 30)) if r.id == "city" else r for r in NATION.directory.remits)
    assert "until June 30, 2027" in guide_of(nation(remits=remits)).page("/en/guide/ce-approach/ns-c11").text


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_whatever_resolution_offers_at_any_hour_stands_on_the_page(harbour: Guide, language: str) -> None:
    directions, calendars = Directions(CHARTER, TODAY), counting(CHARTER)
    for concern, answers in directions.answers.items():
        for answer in answers:
            page = harbour.page(f"/{language}/guide/{concern}/{answer.slug}".rstrip("/"))
            for hour in (3, 9, 12, 20):
                now = datetime(2026, 11, 25, hour, tzinfo=UTC)
                question = Question(concern, answer.areas[0], language, anonymous=False)
                decision = resolve(CHARTER, question, now=now, calendars=calendars)
                for reached in decision.contacts:
                    forms = reached.point.channel == "form" and {"/zh-Hans", "/en"} & {
                        x[: x.rfind("/")] for x in page.links
                    }
                    assert reached.point.id in page.ids or forms, (concern, answer.slug, reached.point.id)


def test_every_link_of_the_guide_leads_somewhere(harbour: Guide, land: Guide) -> None:
    smaller = [guide_of(load(REPOSITORY / "charters" / name)) for name in ("university", "industry")]
    for guide in (harbour, land, guide_of(BARE), *smaller):
        for path, page in guide.pages.items():
            for link in page.links:
                if link.startswith("/"):
                    assert link.partition("#")[0] in guide.files, (path, link)


def test_the_guide_is_found_from_the_first_page_and_the_foot_of_every_page(harbour: Guide) -> None:
    for path, text in harbour.files.items():
        if text.startswith("<!doctype html>"):
            assert re.search(r'href="/[a-zA-Z-]+/guide"', text), path
    assert "/en/guide" in harbour.page("/en").links
    assert "/en/guide/ce-cyber" in harbour.page("/en/learn").links


@pytest.mark.parametrize("canary", ["0200 311 101", "handed-on@customs.example"])
def test_what_is_unconfirmed_or_for_machines_stands_in_no_file(harbour: Guide, canary: str) -> None:
    for path, text in harbour.files.items():
        assert canary not in text, path
        assert canary.replace(" ", "") not in text, path


def test_no_page_asks_for_anything(harbour: Guide) -> None:
    for path, page in harbour.pages.items():
        assert isinstance(page, Page)
        assert "<form" not in page.html, path
        assert "<input" not in page.html, path


def test_the_same_day_gives_the_same_pages() -> None:
    assert guide_of(CHARTER).files == guide_of(replace(CHARTER)).files


def test_an_office_that_reads_at_the_line_is_told_there_also_where_the_charter_names_no_form_of_its_own() -> None:
    page = guide_of(load(HARBOUR)).page("/en/guide/ce-site-surveillance/north-office")
    told = page.text.index("is read by the Northern Isles office of the Harbour Office.")
    assert page.text[told:].split(". ", 1)[1].startswith("Tell us what you noticed")
    assert "/en/report" in page.links
