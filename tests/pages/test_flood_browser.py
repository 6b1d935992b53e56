"""A flood in a real browser: the page that waits, without script; the work, with it, under the line's own policy."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.intake.test_api import headers, post, stored
from tests.lines import free_port, public_home, running
from tests.pages.browsers import violations
from tests.pages.bundles import bundle
from tests.world import KEYS_LINE
from tocsin.envelope.receipt import Receipt

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Lend a line whose budgets are used up before anybody comes."""
    home, port = public_home(tmp_path_factory.mktemp("line") / "home"), free_port()
    flood = ("--budget", "form=0:0.01", "--budget", "sealed=0:0.01", "--budget", "parts=0:0.01")
    prices = ("--wait", "4:4", "--work", "3000:3000")
    with running("tocsin-intake", "--home", str(home), "--port", str(port), *flood, *prices, port=port):
        yield home, f"http://localhost:{port}"


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    ("language", "waiting"), [("en", "Please wait a little, then send"), ("zh-Hans", "请稍等片刻，然后发送")]
)
def test_without_script_a_person_waits_sends_and_has_the_words(
    line: tuple[Path, str], browser: Browser, language: str, waiting: str, width: int
) -> None:
    home, url = line
    page = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{url}/{language}/report")
    page.check("input[value=ce-equipment]")
    page.fill("#what", "A buoy <b>blinks</b> & 码头\nsecond line")
    page.locator("main form button.main").click()
    page.locator("main form button.main").click()
    assert page.locator("h1").inner_text() == waiting
    secret = page.locator("input[name=receipt]").get_attribute("value") or ""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/waiting-{language}-{width}.png", full_page=True)
    page.keyboard.press("Tab")
    page.locator("button.main").focus()
    page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == waiting, "pressed too early"
    page.wait_for_timeout(5100)  # a wait ends on a whole second
    page.locator("main form button.main").click()
    assert page.locator(".words li").count() == 12
    wanted = Receipt(bytes.fromhex(secret)).derive(KEYS_LINE).envelope_id.hex()
    assert wanted in "".join(stored(home))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_waiting_page_is_for_everybody(
    line: tuple[Path, str], browser: Browser, language: str, scheme: str
) -> None:
    _, url = line
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{url}/{language}")
    fields = {"concern": "ce-equipment", "what": "A buoy blinks.", "reads": "main", "receipt": os.urandom(16).hex()}
    form = "".join(f'<input name="{k}" value="{v}">' for k, v in fields.items())
    with page.expect_navigation():
        page.evaluate(
            """([action, inner]) => {
            const form = document.createElement('form');
            Object.assign(form, {method: 'post', action, innerHTML: inner});
            document.body.append(form);
            form.submit();
        }""",
            [f"/{language}/send", form],
        )
    assert page.locator("input[name=wait]").count() == 1
    assert violations(page) == []


def test_with_script_the_browser_works_and_the_page_stays_alive(line: tuple[Path, str], browser: Browser) -> None:
    home, url = line
    sent = post(7)
    page = browser.new_context().new_page()
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    page.goto(f"{url}/en")
    page.evaluate(bundle("work"))
    outgoing = {"method": "POST", "path": "/reports", "headers": headers(sent)}
    outcome = page.evaluate("([outgoing, body]) => window.errand(outgoing, body)", [outgoing, list(sent.body)])
    assert (outcome["status"], outcome["states"]) == (201, ["working", "sending"])
    assert outcome["done"] == sorted(outcome["done"])
    assert all(0 < part <= 1 for part in outcome["done"])
    assert outcome["longest"] < 500, "the page stood still"
    assert refused == []
    assert stored(home)[str(sent.name)] == sent.body


def test_a_large_part_is_asked_for_work_before_it_is_sent_whole(line: tuple[Path, str], browser: Browser) -> None:
    _, url = line
    page = browser.new_context().new_page()
    page.goto(f"{url}/en")
    page.evaluate(bundle("work"))
    named = {k: v for k, v in headers(post()).items() if k != "Tocsin-Id"} | {
        "Content-Type": "application/octet-stream"
    }
    outgoing = {"method": "PUT", "path": f"/attachments/{os.urandom(16).hex()}/0", "headers": named}
    outcome = page.evaluate("([outgoing, size]) => window.errand(outgoing, size)", [outgoing, 8 * 1024 * 1024])
    assert outcome["states"][-2:] == ["working", "sending"]
    assert outcome["status"] == 400, "taken as far as its content: eight million zeros are no sealed part"
