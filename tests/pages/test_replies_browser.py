"""Following a report in a real browser: with the page's own script and without, the same page and the same acts."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.envelope.test_receipt import _shared_phrase
from tests.lines import REPOSITORY, left_behind, run, whole_line
from tests.pages.browsers import violations
from tests.pages.wire import tapped
from tocsin.envelope.receipt import LISTS, Receipt
from tocsin.envelope.replies import reply_name
from tocsin.look.following import acts, states, wrong_words

pytestmark = pytest.mark.browser
WAYS = [pytest.param(True, id="script"), pytest.param(False, id="no-script")]
NOBODY = Receipt(bytes(16))


@dataclass(frozen=True)
class Told:
    """One report at a whole line: its receipt, and the case that the desk made of it."""

    home: Path
    url: str
    receipt: Receipt
    case: str

    def reply(self, text: str, state: str) -> None:
        """Answer as the desk does."""
        done = run("tocsin-desk", "reply", self.case, "--text", text, "--state", state, home=self.home)
        assert done.returncode == 0, done.stderr

    def added(self) -> list[dict[str, Any]]:
        """Return what the desk reads of what was added."""
        assert run("tocsin-desk", "collect", home=self.home).returncode == 0
        shown = run("tocsin-desk", "show", self.case, "--reason", "test", "--json", home=self.home)
        added: list[dict[str, Any]] = json.loads(shown.stdout)["additions"]
        return added


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home = tmp_path_factory.mktemp("line") / "home"
    with whole_line(home) as url:
        yield home, url


@pytest.fixture
def told(line: tuple[Path, str], tmp_path: Path) -> Told:
    """Tell something, have it collected and asked about."""
    home, url = line
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"concern": "ce-equipment", "language": "en", "what": "A buoy blinks."}))
    sent = json.loads(run("tocsin-report", "send", "--line", url, "--json", "--report", str(report)).stdout)
    assert run("tocsin-desk", "collect", home=home).returncode == 0
    cases = json.loads(run("tocsin-desk", "cases", "--json", home=home).stdout)["cases"]
    case = next(c["case"] for c in cases if c["report"] == sent["id"])
    return Told(home, url, Receipt.parse(sent["numbers"]), case)


def visit(browser: Browser, url: str, language: str = "en", *, script: bool = True, **more: Any) -> Page:
    """Open the page of replies as a new visitor."""
    page = browser.new_context(java_script_enabled=script, **more).new_page()
    page.goto(f"{url}/{language}/replies")
    page.locator(f"[data-way={'browser' if script else 'server'}]:visible").wait_for()
    return page


def enter(page: Page, typed: str) -> None:
    """Type words, and wait for what they open."""
    page.fill("#receipt", typed)
    page.locator("#replies button.main").click()
    page.locator(".timeline:visible, .nothing:visible, .faults:visible").first.wait_for()
    page.wait_for_load_state()  # the words stand in the page before its style does


def send(page: Page, kind: str, text: str) -> None:
    """Write into one of the acts' forms and press its button."""
    if page.locator(f"details#{kind}").get_attribute("open") is None:
        page.locator(f"details#{kind} > summary").click()
    page.fill(f"#{kind}-text", text)
    page.locator(f"form[data-kind={kind}] button[type=submit]").last.click()


@pytest.mark.parametrize("script", WAYS)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_person_reads_answers_asks_for_protection_and_withdraws(
    told: Told, browser: Browser, language: str, width: int, *, script: bool
) -> None:
    mark = f"canary-{language}-{width}-{script}".lower()
    told.reply("We have read it.", "in work")
    told.reply(f"{mark}-which pier?\n第几号码头？", "question")
    page = visit(browser, told.url, language, script=script, viewport={"width": width, "height": 800})
    enter(page, told.receipt.words(language) or "")
    state = states(language)["question"]
    standing = page.locator(".standing:visible")
    assert standing.count() == 1
    assert all(text in standing.inner_text() for text in (state.name, state.meaning, state.now))
    entries = page.locator(".timeline > li")
    assert entries.locator("h3").all_inner_texts() == [
        states(language)[s].name for s in ("question", "in work", "received")
    ]
    assert f"{mark}-which pier?\n第几号码头？" in entries.first.inner_text()
    assert ("By our server" in page.content()) != (script or language != "en")
    own = acts(language)

    page.set_input_files("#addition-file", [REPOSITORY / "LICENSE"])
    send(page, "addition", f"{mark}-pier 4")
    page.locator("h1:visible", has_text=own["addition"].stored).wait_for()
    back(page)
    for kind in ("protection", "retaliation"):
        send(page, kind, f"{mark}-{kind}")
        page.locator("h1:visible", has_text=own[kind].stored).wait_for()
        back(page)
    send(page, "withdrawal", f"{mark}-mistaken")
    page.locator("button[value=no]:visible").click()
    assert page.input_value("#withdrawal-text:visible") == f"{mark}-mistaken"
    page.locator("button.warn:visible").last.click()
    page.locator("button[value=yes]:visible").click()
    page.locator("h1:visible", has_text=own["withdrawal"].stored).wait_for()

    added = {a["kind"]: a for a in told.added()}
    assert {k: a["text"] for k, a in added.items()} == {
        "addition": f"{mark}-pier 4",
        "protection": f"{mark}-protection",
        "retaliation": f"{mark}-retaliation",
        "withdrawal": f"{mark}-mistaken",
    }
    assert [added[k]["attachments"] for k in ("addition", "protection")] == [1, 0]
    assert page.context.cookies() == []
    page.context.close()
    secrets = (told.receipt.words("en") or "", told.receipt.numbers(), told.receipt.secret.hex())
    assert left_behind(told.home, f"{mark}-which", f"{mark}-pier", f"{mark}-retaliation", *secrets) == []


def back(page: Page) -> None:
    page.locator("[data-again]:visible, form[action$='/read'] button:visible").first.click()
    page.locator(".timeline:visible").wait_for()


def test_a_press_that_comes_before_the_script_waits_for_it(told: Told, browser: Browser) -> None:
    page = browser.new_context().new_page()
    posts: list[str] = []
    held: list[Route] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.route("**/replies-*.js", lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot be a handler
    with page.expect_request("**/replies-*.js"):
        page.goto(f"{told.url}/en/replies")
    page.fill("#receipt", told.receipt.numbers())
    page.locator("#replies button.main").click()
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert page.locator(".timeline").count() == 0
    held[0].continue_()
    page.locator(".timeline:visible").wait_for()
    assert [url for url in posts if url.endswith("/en/read")] == []
    page.context.close()


@pytest.mark.parametrize("script", WAYS)
def test_the_page_names_the_one_desk_that_reads_what_is_added(told: Told, browser: Browser, *, script: bool) -> None:
    page = visit(browser, told.url, script=script)
    enter(page, told.receipt.numbers())
    [named] = page.locator("p.hint:visible", has_text="What you add here is read by").all_inner_texts()
    assert named.startswith("What you add here is read by the Harbour Office of the Republic of Skerrow")
    page.context.close()


def test_with_script_no_word_leaves_the_browser_but_as_eight_names(told: Told, browser: Browser) -> None:
    words, numbers = told.receipt.words("en") or "", told.receipt.numbers()
    derived = told.receipt.derive(_line_of(told.home))
    with tapped(int(told.url.rsplit(":", 1)[1])) as wire:
        page = visit(browser, wire.url)
        enter(page, words)
        page.wait_for_load_state("networkidle")
        reading = wire.all()
        send(page, "addition", "canary-said")
        page.locator("[data-again]").wait_for()
        stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, location.href]")
        page.context.close()
    [asked] = re.findall(rb"POST /replies HTTP/1.1\r\n.*?\r\n\r\n(.{128})", reading, flags=re.DOTALL)
    assert asked == b"".join(reply_name(derived.mailbox_key, n) for n in range(8))
    assert b"POST /reports" not in reading
    assert b"POST /reports" in wire.all()
    plain = [told.receipt.secret, derived.mailbox_key, derived.reply_seed, derived.envelope_id]
    texts = [words, numbers, numbers.replace(" ", ""), told.receipt.secret.hex(), "canary-said", quote_plus(words)]
    texts += [" ".join(words.split()[i : i + 2]) for i in range(11)]
    assert [s for s in (*plain, *(text.encode() for text in texts)) if s in wire.all()] == []
    assert stored == [0, 0, "", f"{wire.url}/en/replies"]


def _line_of(home: Path) -> bytes:
    return bytes.fromhex(json.loads((home / "line.json").read_text())["line"])


@pytest.mark.parametrize("script", WAYS)
def test_words_of_every_list_and_numbers_however_they_are_pasted(told: Told, browser: Browser, *, script: bool) -> None:
    english = (told.receipt.words("en") or "").split()
    typed = [told.receipt.words(language) or "" for language in LISTS]
    typed += [told.receipt.numbers(), told.receipt.numbers().replace(" ", ""), " ".join(english).upper()]
    typed += [
        "\n".join(f"{i}. {w}" for i, w in enumerate(english, 1)),
        (told.receipt.words("zh-Hans") or "").replace(" ", ""),
    ]
    page = visit(browser, told.url, script=script)
    for text in typed:
        page.goto(f"{told.url}/en/replies")
        enter(page, text)
        assert page.locator(".timeline > li:visible").count() == 1, text
    page.context.close()


@pytest.mark.parametrize("script", WAYS)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_mistake_is_said_at_once_at_its_place_and_what_was_typed_stays(
    line: tuple[Path, str], browser: Browser, language: str, *, script: bool
) -> None:
    texts = wrong_words(language)
    numbers = NOBODY.numbers().split()
    page = visit(browser, line[1], language, script=script)
    for typed, wanted in (
        ("one two", texts["count"]),
        (" ".join(["abandon", "qwertz"] * 6), texts["places"] % {"places": "2, 4, 6, 8, 10, 12"}),
        (" ".join(["0002", *numbers[1:]]), texts["checksum"]),
        (_shared_phrase(), texts["ambiguous"]),
    ):
        enter(page, typed)
        assert page.locator(".faults a").inner_text().endswith(wanted)
        assert page.locator(".fault").count() == 1
        assert page.input_value("#receipt") == typed
    page.select_option("#words", "fr")
    enter(page, _shared_phrase())
    assert page.locator(".nothing:visible").count() == 1
    page.context.close()


@pytest.mark.parametrize("script", WAYS)
def test_words_that_belong_to_nothing_show_what_a_report_not_yet_collected_shows(
    line: tuple[Path, str], browser: Browser, *, script: bool
) -> None:
    page = visit(browser, line[1], script=script)
    enter(page, NOBODY.numbers())
    assert page.locator(".nothing:visible").count() == 1
    assert page.locator("form[data-kind]").count() == 0
    page.context.close()


@pytest.mark.parametrize("script", WAYS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_axe_finds_nothing_wrong_in_any_view(
    told: Told, browser: Browser, language: str, width: int, scheme: str, *, script: bool
) -> None:
    # axe runs in the page: so the way without script is walked with its script blocked.
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    if not script:
        context.route("**/script/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{told.url}/{language}/replies")
    assert violations(page) == []
    enter(page, "one two")
    assert violations(page) == []
    enter(page, NOBODY.numbers())
    assert violations(page) == []
    for state in ("received", "question", "closed"):
        if state != "received":
            told.reply("Which pier?", state)
        page.goto(f"{told.url}/{language}/replies")
        enter(page, told.receipt.numbers())
        page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
        assert violations(page) == []
    send(page, "protection", "")
    page.locator(".faults:visible").wait_for()
    assert violations(page) == []
    page.fill("#protection-text", "x")
    page.locator("form[data-kind=protection] button").click()
    page.locator("h1:visible", has_text=acts(language)["protection"].stored).wait_for()
    assert violations(page) == []
    back(page)
    send(page, "withdrawal", "")
    page.locator("button[value=yes]:visible").wait_for()
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("script", WAYS)
def test_the_keyboard_alone_is_enough(told: Told, browser: Browser, *, script: bool) -> None:
    page = visit(browser, told.url, script=script)
    page.keyboard.press("Tab")
    tab_to(page, "#receipt")
    page.keyboard.type(told.receipt.numbers())
    tab_to(page, "#replies button.main")
    page.keyboard.press("Enter")
    page.locator(".timeline:visible").wait_for()
    if script:
        expect(page.locator("h1:visible")).to_be_focused()
    tab_to(page, "#retaliation > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#retaliation-text")
    page.keyboard.type("moved to nights")
    tab_to(page, "form[data-kind=retaliation] button")
    page.keyboard.press("Enter")
    page.locator("h1:visible", has_text=acts("en")["retaliation"].stored).wait_for()
    assert [(a["kind"], a["text"]) for a in told.added()] == [("retaliation", "moved to nights")]
    page.context.close()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.locator(f"{selector}:focus").count() == 1:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_back_goes_a_view_back_and_who_comes_back_to_the_page_reads_nothing(told: Told, browser: Browser) -> None:
    page = visit(browser, told.url)
    enter(page, told.receipt.numbers())
    send(page, "withdrawal", "typed")
    page.locator("button[value=yes]:visible").wait_for()
    page.go_back()
    assert page.input_value("#withdrawal-text:visible") == "typed"
    page.fill("#withdrawal-text", "")
    page.go_back()
    expect(page.locator("#receipt")).to_be_visible()
    assert page.input_value("#receipt") == ""
    assert page.locator(".timeline").count() == 0
    page.go_forward()
    expect(page.locator("#receipt")).to_be_visible()
    enter(page, told.receipt.numbers())
    page.goto(f"{told.url}/en/safety")
    page.go_back()
    assert page.locator(".timeline").count() == 0
    assert page.input_value("#receipt") == ""
    page.context.close()


def test_a_lost_connection_is_said_and_what_was_written_is_sent_when_it_is_back(told: Told, browser: Browser) -> None:
    page = visit(browser, told.url)
    enter(page, told.receipt.numbers())
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    send(page, "addition", "said offline")
    page.locator("[data-slot=status]", has_text="Trying again by itself").first.wait_for()
    assert page.input_value("#addition-text") == "said offline"
    page.context.set_offline(False)
    page.locator("[data-again]").wait_for()
    assert [a["text"] for a in told.added()] == ["said offline"]
    page.context.close()


def test_a_closed_epoch_is_sealed_again_and_nothing_is_told_twice(told: Told, browser: Browser) -> None:
    page = visit(browser, told.url)
    enter(page, told.receipt.numbers())
    refused: list[str] = []

    def once(route: Any) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=409, content_type="application/json", body='{"error": "closed-epoch"}')

    page.route("**/reports", once)
    send(page, "addition", "sealed again")
    page.locator("[data-again]").wait_for()
    assert len(refused) == 1
    assert [a["text"] for a in told.added()] == ["sealed again"]
    page.context.close()


def test_a_refusal_is_told_where_it_was_written_and_sending_again_is_one_addition(told: Told, browser: Browser) -> None:
    page = visit(browser, told.url)
    enter(page, told.receipt.numbers())
    page.set_input_files("#addition-file", [REPOSITORY / "LICENSE"])
    page.route("**/reports", lambda route: route.fulfill(status=404, content_type="application/json", body="{}"))
    send(page, "addition", "only once")
    page.locator(".faults:visible").wait_for()
    assert page.input_value("#addition-text") == "only once"
    page.unroute("**/reports")
    page.locator("form[data-kind=addition] button[type=submit]").dblclick()
    page.locator("[data-again]").wait_for()
    assert [(a["text"], a["attachments"]) for a in told.added()] == [("only once", 1)]
    page.context.close()


@pytest.mark.parametrize("broken", ["**/script/replies-*.js", "**/script/boot.js", "old"])
def test_a_browser_that_cannot_run_the_script_uses_the_reader_and_says_so(
    told: Told, browser: Browser, broken: str
) -> None:
    context: BrowserContext = browser.new_context()
    if broken == "old":
        context.add_init_script("delete globalThis.TransformStream")
    else:
        context.route(broken, lambda route: route.fulfill(content_type="text/javascript", body="not (a script"))
    page = context.new_page()
    page.goto(f"{told.url}/en/replies")
    page.wait_for_load_state("networkidle")
    assert "Without script our server sees the words" in page.locator("#replies").inner_text()
    enter(page, told.receipt.numbers())
    assert page.url.endswith("/en/read")
    assert "By our server" in page.locator("main").inner_text()
    context.close()
