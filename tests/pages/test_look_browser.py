"""Every static page in a real browser: axe-core at all widths, zoom, keyboard, forced colours, and leaving."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.lines import HARBOUR, free_port, now, public_home, running
from tests.pages.browsers import unlike, violations
from tests.pages.telling import CONTINUE, SCRIPTED
from tocsin.charter.read import load
from tocsin.intake.line import Line

pytestmark = pytest.mark.browser
EXIT = load(HARBOUR).line.exit
WIDTHS = (320, 390, 1440)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """Serve a line; return its address and the paths of its pages."""
    home, port = public_home(tmp_path_factory.mktemp("line") / "home"), free_port()
    files = Line.read(home, now=now).site
    paths = unlike(path for path, file in files.items() if file.type.startswith("text/html"))
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        yield f"http://localhost:{port}", paths


def phone(browser: Browser, width: int, scheme: str = "light", **more: Any) -> BrowserContext:
    size = {"width": width, "height": 844 if width < 600 else 900}
    return browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True, **more)  # type: ignore[arg-type]


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_on_any_static_page(
    site: tuple[str, list[str]], browser: Browser, width: int, scheme: str
) -> None:
    url, paths = site
    context = phone(browser, width, scheme)
    page = context.new_page()
    found = {}
    for path in paths:
        page.goto(url + path)
        open_all(page)
        found[path] = violations(page)
    context.close()
    assert len(paths) > 20
    assert {path: v for path, v in found.items() if v} == {}


def test_nothing_is_cut_off_at_four_hundred_percent(site: tuple[str, list[str]], browser: Browser) -> None:
    url, paths = site
    # A window of 1280 by 1024 zoomed four times is one of 320 by 256 (WCAG 2.2, 1.4.10).
    context = browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    for path in paths:
        page.goto(url + path)
        open_all(page)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('main *, header *, footer *, .bar *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).clipPath === 'none'
                      && !e.closest('svg, .hidden, thead'))
            .map(e => e.outerHTML.slice(0, 100))"""
        )
        assert wide == [], path
    context.close()


@pytest.mark.parametrize(("wish", "value"), [("contrast", "more"), ("reduced_motion", "reduce")])
def test_other_wishes_of_the_reader_break_nothing(
    site: tuple[str, list[str]], browser: Browser, wish: str, value: str
) -> None:
    url, _ = site
    for scheme in ("light", "dark"):
        context = phone(browser, 390, scheme, **{wish: value})
        page = context.new_page()
        for path in ("/look", "/en", "/zh-Hans/report"):
            page.goto(url + path)
            assert violations(page) == [], path
        context.close()


def test_what_is_chosen_or_done_is_seen_without_any_colour_of_ours(
    site: tuple[str, list[str]], browser: Browser
) -> None:
    url, _ = site
    context = phone(browser, 390, forced_colors="active")
    page = context.new_page()
    page.goto(f"{url}/look")
    style = "(e, [pseudo, key]) => getComputedStyle(e, pseudo || null)[key]"
    chosen = page.locator(".concern:has(input:checked)").evaluate(style, ["", "outlineStyle"])
    notice = page.locator(".notice").first.evaluate(style, ["", "borderInlineStartStyle"])
    now_ = page.locator(".timeline li.now").evaluate(style, ["::before", "backgroundColor"])
    then = page.locator(".timeline li:not(.now)").evaluate(style, ["::before", "backgroundColor"])
    assert (chosen, notice) == ("solid", "solid")
    assert now_ != then
    context.close()


def focused(page: Page) -> dict[str, object]:
    """Return what has the focus, and whether any of the sticky bar lies over its middle."""
    found: dict[str, object] = page.evaluate(
        """() => {
            const e = document.activeElement, b = e.getBoundingClientRect();
            const bar = document.querySelector('.bar.stays'), under = bar.getBoundingClientRect().bottom;
            return { tag: e.tagName, text: (e.innerText || e.name || '').trim().slice(0, 40), body: e === document.body,
                     seen: bar.contains(e) || e.matches('.skip') || (b.top >= under - 1 && b.top < innerHeight),
                     size: Math.min(b.width, b.height) };
        }"""
    )
    return found


@pytest.mark.parametrize("path", ["/en", "/zh-Hans/report", "/look", "/en/learn"])
def test_the_bar_never_covers_what_has_the_focus(site: tuple[str, list[str]], browser: Browser, path: str) -> None:
    url, _ = site
    context = phone(browser, 390)
    page = context.new_page()
    page.goto(url + path)
    stops = 0
    for key in ("Tab", "Shift+Tab"):
        for _i in range(60):
            page.keyboard.press(key)
            at = focused(page)
            if at["body"]:
                break
            assert at["seen"], (key, at)
            stops += 1
    assert stops > 20
    context.close()


def test_the_keyboard_meets_leaving_first_and_then_the_page_in_order(
    site: tuple[str, list[str]], browser: Browser
) -> None:
    url, _ = site
    page = phone(browser, 1440).new_page()
    page.goto(f"{url}/en")
    met = []
    for _i in range(12):
        page.keyboard.press("Tab")
        met.append(str(focused(page)["text"]))
    assert met[:4] == ["Skip to the content", "Leave this page now", "In danger? Call 111", "Leave this page"]
    assert met[4:6] == ["The Harbour Line", "简体中文"]
    assert met[6].startswith("Anywhere in Skerrow")
    assert met[9:12] == ["what", "where", "when"]
    page.context.close()


def test_what_is_pressed_is_large_enough(site: tuple[str, list[str]], browser: Browser) -> None:
    url, paths = site
    context = phone(browser, 390)
    page = context.new_page()
    for path in paths:
        page.goto(url + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, summary, .button, .ways a, .bar a, select, textarea, nav a,'
                + ' input:not([type=hidden]):not([type=radio]):not([type=checkbox]), .concern label, .pill, .tick')]
            .filter(e => e.offsetParent !== null && !e.matches('.skip'))
            .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 100))"""
        )
        assert small == [], path
    context.close()


def test_a_first_view_is_light_and_ready_before_any_script(home_size: tuple[int, int]) -> None:
    html, css = home_size
    assert html + css < 20_000


@pytest.fixture
def home_size(site: tuple[str, list[str]]) -> tuple[int, int]:
    import httpx

    url, _ = site
    with httpx.Client(base_url=url, headers={"accept-encoding": "gzip"}) as client:

        def size(path: str) -> int:
            with client.stream("GET", path) as answer:
                return sum(len(chunk) for chunk in answer.iter_raw())

        return size("/en"), size("/look/style.css")


def to_what(page: Page) -> None:
    """Go on to the form's second step."""
    page.wait_for_selector(SCRIPTED)
    page.check("input[value=ce-cyber]")
    page.click(CONTINUE)
    page.wait_for_selector("#what:visible")


@pytest.fixture
def away(site: tuple[str, list[str]], browser: Browser) -> Iterator[Page]:
    """A page from which the weather can be reached, though the network is closed."""
    url, _ = site
    context = phone(browser, 390)
    context.route(EXIT, lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))
    page = context.new_page()
    page.goto("about:blank")
    page.goto(f"{url}/en/safety")
    page.goto(f"{url}/en/report")
    to_what(page)
    yield page
    context.close()


def test_leaving_puts_the_weather_in_the_pages_place(away: Page) -> None:
    away.fill("#what", "canary")
    away.locator(".exit").click()
    away.wait_for_url(EXIT)
    away.go_back()
    assert away.url.endswith("/en/safety")


def test_shift_three_times_leaves_too_and_is_counted_on_the_way(away: Page) -> None:
    away.keyboard.press("Shift")
    assert away.locator(".exit-dots b.on").count() == 1
    assert away.locator(".exit-said").inner_text() == "Press Shift two more times to leave."
    away.keyboard.press("Shift")
    assert away.locator(".exit-said").inner_text() == "Press Shift once more to leave."
    away.keyboard.press("Shift")
    away.wait_for_url(EXIT)


def test_writing_with_capitals_leaves_nothing_and_loses_nothing(away: Page) -> None:
    away.locator("#what").focus()
    for letter in "ABC":
        away.keyboard.press(f"Shift+{letter}")
    away.keyboard.press("Shift")
    away.keyboard.type("d")
    away.keyboard.press("Shift")
    assert away.input_value("#what").endswith("d")
    assert away.locator(".exit-dots b.on").count() == 1
    assert away.url.endswith("/en/report")


def test_the_screen_is_covered_and_emptied_before_the_other_page_has_come(
    site: tuple[str, list[str]], browser: Browser
) -> None:
    url, _ = site
    context = phone(browser, 390)
    context.route(EXIT, lambda route: route.fulfill(status=204))  # the other page never comes
    page = context.new_page()
    page.goto(f"{url}/en/report")
    to_what(page)
    page.fill("#what", "canary")
    page.locator(".exit").click(no_wait_after=True)
    page.wait_for_selector(".gone")
    assert page.input_value("#what") == ""
    top = page.evaluate("document.elementFromPoint(innerWidth / 2, innerHeight / 2).className")
    assert top == "gone"
    assert "Harbour" not in page.title()
    context.close()


def test_leaving_works_without_script(site: tuple[str, list[str]], browser: Browser) -> None:
    url, _ = site
    context = phone(browser, 390, java_script_enabled=False)
    context.route(EXIT, lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{url}/zh-Hans/report")
    assert page.locator(".exit").get_attribute("rel") == "noreferrer noopener"
    page.locator(".exit").click()
    page.wait_for_url(EXIT)
    context.close()


def test_with_script_the_three_answers_reach_the_form_without_leaving_the_browser(
    site: tuple[str, list[str]], browser: Browser
) -> None:
    url, _ = site
    context = phone(browser, 390)
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url} {request.post_data}"))
    page.goto(f"{url}/en")
    page.wait_for_load_state("networkidle")
    page.fill("#what", "canary what")
    page.fill("#where", "canary where")
    page.locator("button.main").click()
    page.wait_for_selector("[data-step=check]:visible")
    assert page.url.endswith("/en/report")
    assert page.input_value("#what") == "canary what"
    assert page.input_value("#where") == "canary where"
    assert not [s for s in sent if "canary" in s or s.startswith("POST")]
    page.locator(".change button").nth(2).click()
    page.fill("#where", "elsewhere")
    for _ in ("check", "kind", "the first page"):
        page.go_back()
    page.wait_for_selector(".tell")
    assert page.input_value("#what") == "canary what"
    page.go_forward()
    page.wait_for_selector(SCRIPTED)
    assert page.input_value("#where") == "elsewhere"
    context.close()


def test_the_living_page_and_the_receipt_print_in_black(site: tuple[str, list[str]], browser: Browser) -> None:
    url, _ = site
    context = phone(browser, 1440, "dark")
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"{url}/look")
    assert page.locator(".bar").first.is_hidden()
    assert page.locator(".words li").count() == 12
    assert page.locator(".words").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    context.close()
