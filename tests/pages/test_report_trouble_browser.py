"""What can go wrong with the form in a browser, and what is lost by it: nothing. And the way back without script."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from tests.lines import left_behind, now
from tests.pages.browsers import FLAGS, violations
from tests.pages.telling import CONTINUE, SCRIPTED, Place, Rosa, place
from tests.world import DESK_SEED, NEXT_DESK_SEED, ROOT, ROOT_PUBLIC
from tocsin.envelope.keys import DeskKey, LineKeys, sign_keys

pytestmark = pytest.mark.browser
CANARY = "canary-draft-51"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = place(tmp_path_factory.mktemp("line"))
    with made.intake():
        yield made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(bypass_csp=True)
    yield opened
    opened.close()


def test_a_lost_connection_is_said_and_tried_again_by_itself(line: Place, context: BrowserContext) -> None:
    rosa = Rosa.at(context, line.url)
    rosa.tell(what="offline in the middle")
    context.set_offline(True)
    rosa.page.click(CONTINUE)
    rosa.at_step("sending")
    rosa.page.wait_for_function(
        "document.querySelector('[data-step=sending] [role=status]').textContent.includes('lost')"
    )
    assert violations(rosa.page) == []
    context.set_offline(False)
    rosa.at_step("done")
    assert line.report_of(rosa.words(), DESK_SEED).report["what"] == "offline in the middle"


def test_a_full_line_offers_to_send_again_and_the_words_stay_the_same(line: Place, context: BrowserContext) -> None:
    full = {"error": "no-room", "message": "Nothing was stored.", "hint": "Again."}
    context.route("**/reports", lambda route: route.fulfill(status=503, body=json.dumps(full)))
    page = context.new_page()
    page.clock.install()
    rosa = Rosa(page, line.url)
    page.goto(f"{line.url}/en/report")
    page.wait_for_selector(SCRIPTED)
    rosa.tell(what="kept through it all")
    page.click(CONTINUE)
    for _ in range(40):
        page.clock.run_for(10_000)
        if page.is_visible(".trouble"):
            break
    assert "cannot write" in page.locator(".why").inner_text()
    assert page.locator(":focus").inner_text() == "Send again"
    assert violations(page) == []
    page.locator(".answers-again").click()
    rosa.at_step("check")
    assert "kept through it all" in page.locator(".answers").inner_text()
    context.unroute("**/reports")
    words = rosa.send()
    assert line.report_of(words, DESK_SEED).report["what"] == "kept through it all"


def test_an_epoch_that_closes_meanwhile_is_sealed_again(tmp_path: Path, context: BrowserContext) -> None:
    made = place(tmp_path)
    with made.intake():
        rosa = Rosa.at(context, made.url)
        rosa.tell(what="sealed twice")
        rosa.page.route("**/reports", _closing(made), times=1)
        words = rosa.send()
    assert rosa.posted() == ["/reports", "/reports"]
    assert made.report_of(words, NEXT_DESK_SEED).report["what"] == "sealed twice"


def _closing(made: Place) -> Callable[[Route], None]:
    """Close this week's key between the sealing and the sending."""

    def close(route: Route) -> None:
        path = made.home / "public" / "keys.json"
        keys = LineKeys.read(path.read_bytes(), ROOT_PUBLIC)
        old, new, *others = keys.desks
        past, week = now() - timedelta(days=1), timedelta(days=7)
        closed = DeskKey(old.desk, old.epoch, old.recipient, past - 5 * week, past - 4 * week, past)
        opened = DeskKey(new.desk, new.epoch, new.recipient, past, past + week, past + 5 * week)
        changed = LineKeys(**{**vars(keys), "serial": keys.serial + 1, "desks": (closed, opened, *others)})
        path.write_bytes(sign_keys(changed, ROOT))
        time.sleep(0.4)  # intake looks at the keys four times a second
        route.continue_()

    return close


def test_what_is_not_signed_by_this_line_gets_nothing(line: Place, context: BrowserContext) -> None:
    rosa = Rosa.at(context, line.url)
    rosa.tell(what="not for you")
    context.route("**/keys.json", lambda route: route.fulfill(body='{"signature":"","signed":"{}"}'))
    rosa.page.click(CONTINUE)
    rosa.page.wait_for_selector(".trouble:visible")
    assert "not signed by this line" in rosa.page.locator(".why").inner_text()
    assert rosa.posted() == []


# --- drafts


def test_a_draft_survives_a_killed_tab_and_only_its_words_open_it(tmp_path: Path, browser: Browser) -> None:
    import shutil

    made, profile = place(tmp_path), tmp_path / "profile"
    kind, path = browser.browser_type, shutil.which("chromium")

    def opened() -> BrowserContext:
        return kind.launch_persistent_context(profile, executable_path=path, args=FLAGS, bypass_csp=True)

    with made.intake():
        first = opened()
        rosa = Rosa.at(first, made.url)
        assert rosa.page.locator(".resume").count() == 0
        rosa.page.check("input[value=ce-cyber]")
        rosa.go_on("what")
        rosa.page.fill("#what", f"{CANARY} one")
        rosa.page.locator(".draft summary").click()
        rosa.page.locator(".offer button").click()
        rosa.page.wait_for_selector(".kept .words li:not(:empty)")
        assert violations(rosa.page) == []
        words = " ".join(rosa.page.locator(".kept .words li").all_inner_texts())
        rosa.page.fill("#where", f"{CANARY} two")
        rosa.page.wait_for_timeout(2_500)
        first.close()
        assert left_behind(profile, CANARY, words) == []

        second = opened()
        rosa = Rosa.at(second, made.url)
        rosa.page.wait_for_selector(".resume")
        assert violations(rosa.page) == []
        for typed, said in (("one two", "not twelve"), (f"{'abandon ' * 11}about", "do not open")):
            rosa.page.fill("#draft", typed)
            rosa.page.locator(".resume .open").click()
            rosa.page.wait_for_function(
                "s => document.querySelector('#draft-fault')?.textContent.includes(s)", arg=said
            )
            assert rosa.page.input_value("#draft").strip() == typed.strip()
        rosa.page.fill("#draft", words)
        rosa.page.locator(".resume .open").click()
        rosa.page.wait_for_selector(".resume", state="detached")
        assert (rosa.page.input_value("#what"), rosa.page.input_value("#where")) == (f"{CANARY} one", f"{CANARY} two")
        for step in ("what", "about", "files", "you", "check"):
            rosa.go_on(step)
        assert rosa.send() == words
        rosa.page.goto(f"{made.url}/en/report")
        rosa.page.wait_for_selector(SCRIPTED)
        assert rosa.page.evaluate("indexedDB.databases()") == []
        second.close()
        assert left_behind(profile, CANARY, words) == []
    assert made.report_of(words, DESK_SEED).report["where"] == f"{CANARY} two"


def test_a_draft_that_is_removed_is_gone(line: Place, context: BrowserContext) -> None:
    rosa = Rosa.at(context, line.url)
    rosa.page.locator(".draft summary").click()
    rosa.page.locator(".offer button").click()
    rosa.page.wait_for_selector(".kept .words")
    assert len(rosa.page.evaluate("indexedDB.databases()")) == 1
    rosa.page.locator(".kept button.warn").click()
    rosa.page.wait_for_function("indexedDB.databases().then(all => all.length === 0)")
    assert rosa.page.is_visible(".offer button")


def test_a_draft_that_nobody_opened_stays_when_another_report_is_sent(line: Place, context: BrowserContext) -> None:
    rosa = Rosa.at(context, line.url)
    rosa.page.locator(".draft summary").click()
    rosa.page.locator(".offer button").click()
    rosa.page.wait_for_selector(".kept .words")
    other = Rosa.at(context, line.url)
    other.page.wait_for_selector(".resume")
    assert other.page.locator(".draft").count() == 0  # no second draft in the place of the first
    other.tell(what="another report")
    other.send()
    assert len(other.page.evaluate("indexedDB.databases()")) == 1


# --- without script, by itself


def break_parsing(context: BrowserContext) -> None:
    context.route("**/script/report-*.js", lambda route: route.fulfill(body="a ??= (", content_type="text/javascript"))


def block_scripts(context: BrowserContext) -> None:
    context.route("**/script/**", lambda route: route.abort())


def take_webcrypto(context: BrowserContext) -> None:
    context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")


def take_bigint(context: BrowserContext) -> None:
    context.add_init_script("delete globalThis.BigInt")


def throw_at_start(context: BrowserContext) -> None:
    script = "export async function start() { throw new Error('no') }"
    context.route("**/script/report-*.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))


@pytest.mark.parametrize("breaking", [break_parsing, block_scripts, take_webcrypto, take_bigint, throw_at_start])
def test_a_browser_that_cannot_seal_keeps_the_form_without_script_and_is_told(
    line: Place, context: BrowserContext, breaking: Callable[[BrowserContext], None]
) -> None:
    breaking(context)
    page = context.new_page()
    page.goto(f"{line.url}/en/report")
    page.wait_for_load_state("networkidle")
    assert page.locator(SCRIPTED).count() == 0
    assert "without script" in page.locator("#way").inner_text()
    page.check("input[value=ce-cyber]")
    page.fill("#what", "old telephone")
    page.locator("button.main").click()
    page.locator("button.main").click()
    words = " ".join(page.locator(".words li").all_inner_texts())
    assert line.report_of(words, DESK_SEED).report["what"] == "old telephone"
    assert "it saw text and words for a moment" in page.locator("main").inner_text()
