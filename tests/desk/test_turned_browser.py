"""The desk's pages as others need them: from the right on a telephone, and with few colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.desk.at_work import desk_at_work
from tests.desk.turned import turn
from tests.pages.browsers import chromium

pytestmark = pytest.mark.browser
TELEPHONE = {"viewport": {"width": 390, "height": 844}}
PATHS = (
    "/",
    "/views/closed",
    "/handover",
    "/roster",
    "/shift",
    "/keys",
    "/officers",
    "/handing-on",
    "/figures",
    "/cases/{}/routing",
    "/cases/{}/refer",
    "/cases/{}/export",
    "/cases/{}",
)
# What reaches over the window's edge and is not cut off by something that scrolls or hides it.
WIDER = """() => [...document.querySelectorAll('body *')].filter(each => {
  const { left, right, width } = each.getBoundingClientRect();
  const out = width > 0 && (left < -1 || right > innerWidth + 1);
  return out && each.checkVisibility() && !each.closest('.rooms, .views');
}).slice(0, 3).map(each => each.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def sara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Sara's window on a telephone, turned; one case is hers."""
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        with desk_at_work(tmp_path_factory.mktemp("turned") / "home", browser, supervisors=("sara", "sven")) as desk:
            desk.tell([("ce-insider", "A boat without lights, and one name that is rather long.")], "one")
            page = turn(desk.officer("sara", base_url=desk.url, **TELEPHONE))
            page.keyboard.press("c")
            expect(page.locator("#said")).to_contain_text("1")
            yield page
        browser.close()


def test_no_page_of_the_desk_is_wider_than_a_telephone_where_people_write_from_the_right(sara: Page) -> None:
    case = sara.locator(".rows > .row").get_attribute("data-id")
    wide = {}
    for path in PATHS:
        sara.goto(path.format(case), wait_until="networkidle")
        assert sara.evaluate("document.documentElement.dir") == "rtl"
        if path == PATHS[-1]:  # her own, which she reads without being asked why
            expect(sara.locator("#told .report")).to_be_visible()
        sara.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        if sara.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide[path] = sara.evaluate(WIDER)
    assert wide == {}


def test_with_few_colours_one_still_sees_where_one_is(sara: Page) -> None:
    sara.emulate_media(forced_colors="active")
    sara.goto("/handover")
    hand = sara.locator(".hand").first
    hand.focus()
    expect(hand).to_have_css("outline-style", "solid")
    line = "each => getComputedStyle(each).borderBlockEndColor"
    ground = sara.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
    assert sara.locator(".rooms a[aria-current]").evaluate(line) != ground
    assert sara.locator(".rooms a:not([aria-current])").first.evaluate(line) == ground
