"""The guide in a real browser: without script as pages, with it as one page, by keyboard, on paper."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.lines import free_port, public_home, running
from tests.pages.browsers import violations

pytestmark = pytest.mark.browser
NORTH = "ce-site-surveillance/north-office"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = public_home(tmp_path_factory.mktemp("line") / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        yield f"http://localhost:{port}"


def phone(browser: Browser, width: int = 360, **more: Any) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True, **more)


def errors_of(page: Page) -> list[str]:
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_without_script_one_goes_from_page_to_page_to_the_answer(url: str, browser: Browser) -> None:
    context = phone(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/en")
    page.get_by_role("link", name="Whom do I tell?").first.click()
    page.get_by_role("link", name="Someone watches a protected site").click()
    page.get_by_role("link", name="The Northern Isles").click()
    assert page.url.endswith(f"/en/guide/{NORTH}")
    assert page.locator(".answer h2").first.inner_text() == "The Northern Isles office of the Harbour Office"
    assert page.locator(".first-call").is_visible()
    assert page.locator("[data-now]").first.is_hidden()  # no file knows the hour: the week says it
    assert page.get_by_text("08:00–16:00").first.is_visible()
    assert page.locator("button").count() == page.locator("button[hidden]").count()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_with_script_the_guide_is_one_page_that_can_be_linked(
    url: str, browser: Browser, width: int, scheme: str, language: str
) -> None:
    context = phone(browser, width, color_scheme=scheme)
    page = context.new_page()
    errors, asked = errors_of(page), list[str]()
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.goto(f"{url}/{language}/guide", wait_until="networkidle")
    asked.clear()
    page.locator(f'[data-guide=what] a[href$="/{NORTH.split("/", maxsplit=1)[0]}"]').click()
    page.wait_for_selector("[data-guide=where]:visible")
    assert page.locator(".noticed").is_hidden()
    assert page.evaluate("document.activeElement.closest('[data-guide]').dataset.guide") == "where"
    page.locator(f'[data-guide=where] a[href$="/{NORTH}"]').first.click()
    page.wait_for_selector("[data-guide=answer]:visible")
    assert page.url.endswith(f"/{language}/guide#{NORTH}")
    page.evaluate("scrollTo(0, 0)")  # what lies half under the bar that stays is smaller than it is
    assert violations(page) == []
    assert asked == [f"GET {url}/{language}/guide/{part}" for part in (NORTH.split("/", maxsplit=1)[0], NORTH)]
    answer = page.locator("[data-guide=answer]").inner_text()
    page.go_back()
    page.wait_for_selector("[data-guide=answer]", state="detached")
    assert page.locator("[data-guide=where] [data-choices]").is_visible()
    page.go_back()
    page.wait_for_selector("[data-guide=where]", state="detached")
    assert page.locator(".noticed").is_visible()
    page.goto("about:blank")
    page.goto(f"{url}/{language}/guide#{NORTH}")
    page.wait_for_selector("[data-guide=answer]:visible")
    assert page.locator("[data-guide=answer]").inner_text() == answer
    page.locator("[data-guide=where] [data-chosen]").click()
    page.wait_for_selector("[data-guide=answer]", state="detached")
    assert page.locator("[data-guide=where] [data-choices]").is_visible()
    assert errors == []
    context.close()


def test_an_address_that_is_none_of_the_guides_shows_the_list(url: str, browser: Browser) -> None:
    context = phone(browser)
    page = context.new_page()
    for way in ("../report", "https://example.org/", "ce-x/../../report", "<img>", "//example.org/x"):
        page.goto("about:blank")
        page.goto(f"{url}/en/guide#{way}", wait_until="networkidle")
        assert page.locator(".noticed").is_visible()
        assert page.locator("[data-way]").count() == 0
    context.close()


@pytest.mark.parametrize(
    ("now", "language", "said"),
    [
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), "en", "Open now, until 16:00"),
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), "en", "Closed now; opens Monday 08:00"),
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), "zh-Hans", "现在关闭；星期一 08:00 开放"),
    ],
)
def test_with_script_a_week_says_which_of_it_is_now(
    url: str, browser: Browser, now: datetime, language: str, said: str
) -> None:
    # The reader sits in Tokyo: the hours are those of the office.
    context = phone(browser, timezone_id="Asia/Tokyo", locale="ja-JP")
    page = context.new_page()
    page.clock.set_fixed_time(now)
    page.goto(f"{url}/{language}/guide/{NORTH}")
    page.wait_for_selector(".channel [data-now]:visible")
    assert page.locator("#north-phone [data-now]").inner_text() == said
    context.close()


def test_a_page_that_lay_in_a_cache_for_long_warns_all_the_same(url: str, browser: Browser) -> None:
    context = phone(browser)
    page = context.new_page()
    page.goto(f"{url}/en/guide/ce-cyber", wait_until="networkidle")
    assert page.locator("[data-stale]:visible").count() == 0
    page.clock.set_fixed_time(datetime(2027, 6, 1, tzinfo=UTC))
    page.goto(f"{url}/en/guide/ce-cyber")
    page.wait_for_selector("[data-stale]:visible")
    context.close()


def test_the_keyboard_alone_reaches_the_answer(url: str, browser: Browser) -> None:
    context = phone(browser, 1280)
    page = context.new_page()
    page.goto(f"{url}/en/guide", wait_until="networkidle")
    page.locator('[data-guide=what] a[href$="/ce-intrusion"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-guide=where]:visible")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/en/guide/ce-intrusion/harbour-office.SEA":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-guide=answer]:visible")
    # The first thing that can be pressed in the answer is whom to call.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "tel:0200119100"
    context.close()


def test_on_paper_it_is_black_and_a_card_for_a_wallet_comes_with_it(url: str, browser: Browser) -> None:
    context = phone(browser, 800, color_scheme="dark")
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"{url}/en/guide/{NORTH}", wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    card = page.locator(".wallet")
    box = card.bounding_box()
    assert box
    assert (round(box["width"]), box["height"] <= 240) == (round(85.6 * 96 / 25.4), True)  # 96 px are an inch
    assert "0200 211 100" in card.inner_text()
    assert "111" in card.inner_text()
    assert page.locator(".bar").first.is_hidden()
    page.emulate_media(media="screen")
    assert card.is_hidden()
    context.close()
