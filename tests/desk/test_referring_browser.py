"""A case goes from one desk's browser to another's and back: read in a dialog, signed, told on both sides."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import CANARY, Desk, make_home, sign_in
from tests.lines import free_port, left_behind, run, running
from tests.pages.browsers import violations
from tocsin.exchange import places

pytestmark = pytest.mark.browser
REPORTS: tuple[dict[str, Any], ...] = (
    {"concern": "ce-approach", "language": "en", "what": f"{CANARY}: a ferryman was asked for charts."},
    {"concern": "ce-insider", "language": "en", "what": f"{CANARY}: plans were copied."},
)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    folder = tmp_path_factory.mktemp("desks")
    ports = {"main": free_port(), "north": free_port()}
    urls = {desk: f"http://localhost:{port}" for desk, port in ports.items()}
    home = make_home(
        folder / "home", urls["main"], REPORTS, more=f'north = "{urls["north"]}"\n', officers=["nora@north"]
    )
    with ExitStack() as stack:
        for desk, port in ports.items():
            opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
            stack.enter_context(running(*opener, "--desk", desk, unix=places.socket(home, desk)))
            collect(home, desk)
            serve = ("tocsin-desk", "serve", "--home", str(home), "--desk", desk, "--port", str(port))
            stack.enter_context(running(*serve, port=port))
        yield Desk(home, urls["main"]), Desk(home, urls["north"])


def collect(home: Path, desk: str) -> None:
    assert run("tocsin-desk", "collect", "--desk", desk, home=home).returncode == 0


def sign(page: Page) -> None:
    expect(page.locator("#own-key")).to_be_visible()
    page.click("#own-key-device")
    expect(page.locator("#own-key")).to_be_hidden()


def on_its_page(page: Page, desk: Desk, case: str) -> Page:
    page.goto(f"{desk.url}/cases/{case}")
    page.get_by_role("link", name="To another desk").first.click()
    expect(page.locator("h1")).to_contain_text("To another desk")
    return page


@pytest.mark.parametrize(("width", "scheme", "number"), [(1280, "light", 0), (360, "dark", 1)])
def test_otto_passes_it_on_and_nora_takes_it_or_gives_it_back(
    browser: Browser, desks: tuple[Desk, Desk], width: int, scheme: str, number: int
) -> None:
    main, north = desks
    look: dict[str, Any] = {"bypass_csp": True, "viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    otto = sign_in(browser, main, **look)
    case = otto.locator(".rows > .row").nth(0).get_attribute("data-id") or ""
    on_its_page(otto, main, case)
    assert violations(otto) == []
    otto.select_option("#refer-to", "north")
    otto.select_option("#refer-reason", "other-place")
    otto.fill("#refer-words", "canary-words")
    otto.locator("#refer-form button").press("Enter")
    expect(otto.locator("#own-key-what")).to_contain_text("north")
    expect(otto.locator("#own-key-what")).to_contain_text("canary-words")
    sign(otto)
    expect(otto.locator(".referring-older")).to_contain_text("nobody has taken it yet")
    assert otto.locator("#refer-form").count() == 0
    assert otto.evaluate("document.documentElement.scrollWidth") <= width
    otto.goto(f"{main.url}/cases/{case}")
    expect(otto.locator(".referred")).to_contain_text("Northern Isles")
    expect(otto.locator(".waits")).to_contain_text("Another desk has not yet said")

    collect(north.home, "north")
    nora = sign_in(browser, north, "nora", **look)
    waits = nora.locator(".referral-waits a")
    expect(waits).to_contain_text("is it ours?")
    there = (waits.get_attribute("href") or "").rpartition("/")[2]
    nora.goto(f"{north.url}/cases/{there}")
    nora.click("#read-form button.main")
    told = nora.locator("#told .referral")
    expect(told).to_contain_text("It is about another place")
    expect(told).to_contain_text("canary-words")
    on_its_page(nora, north, there)
    assert violations(nora) == []
    if number == 0:
        nora.click("#accept")
        expect(nora.locator(".referring-older")).to_contain_text("taken")
    else:
        nora.select_option("#return-reason", "not-ours")
        nora.locator("#return-form button").press("Enter")
        sign(nora)
        expect(nora.locator(".referring-older")).to_contain_text("given back")
    expect(nora.locator("#accept")).to_have_count(0)

    collect(main.home, "main")
    otto.goto(main.url)  # which reads the feed
    on_its_page(otto, main, case)
    expect(otto.locator(".referring-older")).to_contain_text(
        "they have taken it" if number == 0 else "they gave it back"
    )
    otto.goto(f"{main.url}/cases/{case}")
    expect(otto.locator(".story")).to_contain_text("closed as passed on" if number == 0 else "gave it back")
    assert left_behind(main.home, CANARY, "canary-words") == []
    otto.context.close()
    nora.context.close()
