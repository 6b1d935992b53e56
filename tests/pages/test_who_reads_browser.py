"""Who reads, decided in the browser out of the page's own table: said before it is sealed, and nobody is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.browsers import violations
from tests.pages.telling import Place, Rosa, picture, place
from tests.world import OVERSEER_SEED, REGION_SEEDS
from tocsin.exchange import places

pytestmark = pytest.mark.browser
NORTH = "It is read by the Northern Isles office of the Harbour Office."
WHAT = "A man offered money for the tide tables."


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = place(tmp_path_factory.mktemp("line"))
    with made.intake():
        yield made


def at_what(line: Place, browser: Browser, concern: str, *, language: str = "en", width: int = 1280) -> Rosa:
    """Open the form, choose a concern, and write what happened."""
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    rosa = Rosa.at(context, line.url, f"/{language}/report")
    rosa.page.check(f"input[value={concern}]")
    rosa.go_on("what")
    rosa.page.fill("#what", WHAT)
    return rosa


def to_check(rosa: Rosa) -> None:
    for step in ("about", "files", "you", "check"):
        rosa.go_on(step)


def reading(page: Page, step: str = "check") -> str:
    """Return who is said to read; exactly one is."""
    [shown] = page.locator(f"[data-step={step}] [data-reading]:visible").all_inner_texts()
    return shown.strip()


def lying(line: Place) -> dict[str, int]:
    return {desk: len(line.posts(desk)) for desk in ("main", "north", "south", "overseer")}


def test_a_report_from_the_north_is_sealed_to_the_north_with_its_files(
    line: Place, browser: Browser, tmp_path: Path
) -> None:
    before = lying(line)
    rosa = at_what(line, browser, "ce-approach")
    page = rosa.page
    page.select_option("#area", "NI")
    rosa.go_on("about")
    rosa.go_on("files")
    (tmp_path / "pier.png").write_bytes(picture("pier"))
    page.set_input_files("#files", [tmp_path / "pier.png"])
    rosa.go_on("you")
    rosa.go_on("check")
    assert reading(page) == NORTH
    assert "The Northern Isles" in page.locator("[data-step=check] .answers").inner_text()
    assert violations(page) == []
    words = rosa.send()
    assert reading(page, "done") == NORTH
    payload = line.report_of(words, REGION_SEEDS["north"], desk="north")
    assert (payload.report["area"], len(payload.attachments)) == ("NI", 1)
    assert lying(line) == before | {"north": before["north"] + 1}
    assert list(places.attachments(line.home, "north").iterdir())
    assert not list(places.attachments(line.home, "main").glob("*"))
    assert {url for method, url, _ in rosa.sent if method == "GET" and "routes" in url} == set()
    page.context.close()


def test_about_the_lines_own_people_the_ordinary_form_goes_to_the_overseer_too(line: Place, browser: Browser) -> None:
    before = lying(line)
    rosa = at_what(line, browser, "ce-mishandled")
    rosa.page.select_option("#area", "SC")
    to_check(rosa)
    assert "The people who read all other reports cannot open it." in reading(rosa.page)
    words = rosa.send()
    assert line.report_of(words, OVERSEER_SEED, desk="overseer").report["concern"] == "ce-mishandled"
    assert lying(line) == before | {"overseer": before["overseer"] + 1}
    rosa.page.context.close()


def test_another_area_or_none_is_read_by_others_and_the_check_says_so_again(line: Place, browser: Browser) -> None:
    before = lying(line)
    rosa = at_what(line, browser, "ce-approach")
    page = rosa.page
    page.select_option("#area", "NI")
    to_check(rosa)
    assert reading(page) == NORTH
    page.locator("[data-step=check] .answers button", has_text="In which of these areas?").click()
    rosa.at_step("what")
    page.select_option("#area", "")
    rosa.go_on("check")
    assert reading(page).startswith("It is read by the Harbour Office of the Republic of Skerrow")
    rosa.send()
    assert lying(line) == before | {"main": before["main"] + 1}
    page.context.close()


def test_where_another_authority_is_competent_both_are_said(line: Place, browser: Browser) -> None:
    rosa = at_what(line, browser, "ce-retaliation")
    to_check(rosa)
    assert reading(rosa.page).startswith(
        "This is a matter for the Reporters' Commissioner. It is read first by the Harb"
    )
    rosa.page.context.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-Hans", 360)])
def test_stop_and_call_is_said_at_once_and_nothing_typed_is_lost(
    line: Place, browser: Browser, language: str, width: int
) -> None:
    rosa = at_what(line, browser, "ce-sabotage", language=language, width=width)
    page, call = rosa.page, rosa.page.locator(".stop")
    expect(call).to_have_count(0)
    page.check("input[name=ongoing][value=yes]")
    expect(call).to_be_visible()
    assert call.get_attribute("role") == "alert"
    assert call.locator("a").get_attribute("href") == "tel:111"
    page.select_option("#area", "SEA")
    expect(call.locator("a").first).to_have_attribute("href", "tel:0200119100")  # the Coast Guard's own
    expect(call.locator("a").last).to_have_attribute("href", "tel:119")
    assert violations(page) == []
    page.check("input[name=ongoing][value=no]")
    expect(call).to_have_count(0)
    page.check("input[name=ongoing][value=yes]")
    assert page.input_value("#what") == WHAT
    to_check(rosa)
    expect(page.locator("[data-step=check] .stop")).to_be_visible()
    assert violations(page) == []
    rosa.send()
    expect(page.locator(".stop:visible")).to_have_count(0)
    page.context.close()


def test_a_number_that_differs_by_place_follows_the_place(line: Place, browser: Browser) -> None:
    rosa = at_what(line, browser, "ce-coercion")
    page = rosa.page
    page.check("input[name=ongoing][value=yes]")
    expect(page.locator(".stop b")).to_have_text("111")
    page.select_option("#area", "ABROAD")
    expect(page.locator(".stop b")).to_have_text("+000 20 111 911")
    expect(page.locator(".stop a")).to_have_attribute("href", "tel:+00020111911")
    page.context.close()
