"""The page of a case's routing in a browser: readable for everybody, decided by keyboard, also on a telephone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.desk.working import Desk, sign_in, working
from tests.pages.browsers import violations
from tocsin.exchange import places
from tocsin.exchange.figures import Figures

pytestmark = pytest.mark.browser
REPORTS: tuple[dict[str, Any], ...] = ({"concern": "ce-procurement", "language": "en", "what": "Pumps for a mill."},)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with working(tmp_path_factory.mktemp("desk"), REPORTS) as desk:
        yield desk


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_otto_decides_anew_whom_a_case_is_for(browser: Browser, desk: Desk, width: int, scheme: str) -> None:
    size = {"width": width, "height": 900}
    page = sign_in(browser, desk, bypass_csp=True, viewport=size, color_scheme=scheme)
    case = page.locator(".rows > .row").get_attribute("data-id")
    page.goto(f"{desk.url}/cases/{case}")
    page.get_by_role("link", name="Whom it is for").click()
    expect(page.locator("h1")).to_contain_text("Whom it is for")
    before = page.locator(".routing-facts").count()
    assert violations(page) == []
    page.get_by_label("Concern").select_option("ce-approach")
    page.get_by_label("Where it happened").select_option("NI")
    page.get_by_label("Why?").select_option("other-place")
    page.get_by_role("button", name="Decide", exact=True).press("Enter")
    expect(page.locator(".routing-facts")).to_have_count(before + 1)
    expect(page.locator(".routing-facts").first).to_contain_text("Northern Isles")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.goto(f"{desk.url}/cases/{case}")
    expect(page.locator(".routed")).to_contain_text("Northern Isles")
    page.context.close()


def test_otto_hands_on_what_customs_leads_and_notes_that_they_have_it(browser: Browser, desk: Desk) -> None:
    page = sign_in(browser, desk, bypass_csp=True, viewport={"width": 360, "height": 800})
    case = page.locator(".rows > .row").get_attribute("data-id")
    page.goto(f"{desk.url}/cases/{case}/routing")
    page.get_by_label("Concern").select_option("ce-procurement")
    page.get_by_role("button", name="Decide", exact=True).click()
    page.goto(f"{desk.url}/handing-on")
    assert violations(page) == []
    page.locator(".dispatch a").click()
    page.get_by_label("I handed on").select_option("rewrite")
    assert violations(page) == []
    page.get_by_role("button", name="They were told").press("Enter")
    page.get_by_label("Their number").fill("C-77/26")
    page.get_by_role("button", name="They have it").press("Enter")
    expect(page.locator(".dispatch")).to_contain_text("C-77/26")
    expect(page.locator(".notice p")).to_contain_text("We passed on what you told us to Customs")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.goto(f"{desk.url}/handing-on")
    expect(page.locator("main")).to_contain_text("Nothing waits")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (360, "light")])
def test_sara_publishes_the_desks_figures(browser: Browser, desk: Desk, width: int, scheme: str) -> None:
    size = {"width": width, "height": 900}
    page = sign_in(browser, desk, "sara", bypass_csp=True, viewport=size, color_scheme=scheme)
    page.get_by_role("link", name="Figures").click()
    expect(page.locator("h1")).to_have_text("Figures")
    assert violations(page) == []
    page.get_by_role("button", name="Publish these figures").press("Enter")
    expect(page.locator("main")).to_contain_text("Published last by sara")
    assert Figures.read(places.figures(desk.home, "main").read_bytes()).received is None
    page.context.close()
