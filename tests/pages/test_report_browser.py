"""The form with script in a real browser: steps, files, sealing, receipt; and nothing of it is ever seen in clear."""

import gzip
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.lines import left_behind
from tests.pages.browsers import FLAGS, violations
from tests.pages.telling import CONTINUE, SCRIPTED, Place, Rosa, as_text, picture, place
from tests.world import DESK_SEED, OVERSEER_SEED
from tocsin.envelope.attachment import read_manifest
from tocsin.envelope.unseal import unseal
from tocsin.exchange import places

pytestmark = pytest.mark.browser
BUDGET = 60_000  # bytes, compressed, of all scripts before the first report is sent
CANARY = "canary-herring-77"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = place(tmp_path_factory.mktemp("line"))
    with made.intake():
        yield made


@pytest.mark.parametrize("look", [("en", 360, "light"), ("zh-Hans", 1440, "dark"), ("zh-Hans", 320, "light")])
def test_the_whole_way_step_by_step_and_axe_finds_nothing_wrong(
    line: Place, browser: Browser, tmp_path: Path, look: tuple[str, int, str]
) -> None:
    language, width, scheme = look
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    rosa = Rosa.at(context, line.url, f"/{language}/report")
    page = rosa.page
    assert violations(page) == []
    page.click(CONTINUE)
    page.wait_for_selector(".faults")
    assert violations(page) == []
    assert page.locator(":focus").get_attribute("class") == "faults"
    page.check("input[value=ce-equipment]")
    rosa.go_on("what")
    assert page.locator(":focus").evaluate("e => e.tagName") == "H1"
    assert violations(page) == []
    page.fill("#what", "A buoy blinks.")
    page.fill("#extra-ce-equipment-0", "at the quay")
    rosa.go_on("about")
    rosa.go_on("files")
    (tmp_path / "Rosa.png").write_bytes(picture("by Rosa"))
    (tmp_path / "letter.txt").write_text("told")
    page.set_input_files("#files", [tmp_path / "Rosa.png", tmp_path / "letter.txt"])
    page.wait_for_function("document.querySelectorAll('.chosen b')[1]?.textContent !== ''")
    assert page.locator(".chosen b").all_inner_texts() == ["file-1.png", "file-2.txt"]
    assert page.locator(".chosen .careful").count() == 1
    assert violations(page) == []
    rosa.go_on("you")
    page.check("input[name=may_ask][value=yes]")
    assert violations(page) == []
    rosa.go_on("check")
    assert violations(page) == []
    words = rosa.send()
    assert violations(page) == []
    page.locator("[value=compare]").click()
    page.fill("#typed", words)
    page.locator("[value=compare]").click()
    assert page.locator("#typed").get_attribute("aria-invalid") is None
    payload = line.report_of(words, DESK_SEED, language=language)
    told = payload.report
    assert (told["what"], told["concern"], told["language"]) == ("A buoy blinks.", "ce-equipment", language)
    assert list(told["answers"].values()) == ["at the quay"]
    assert told["may_ask"] == "yes"
    assert len(payload.attachments) == 2
    assert page.title().startswith(page.locator("h1").inner_text())
    context.close()


def test_a_canary_is_in_no_request_log_file_or_store(browser: Browser, tmp_path: Path) -> None:
    made, profile = place(tmp_path), tmp_path / "profile"
    image = tmp_path / f"{CANARY}-name.png"
    image.write_bytes(picture(f"{CANARY}-exif"))
    typed = {field: f"{CANARY}-{field}" for field in ("what", "where", "when", "about", "called")}
    with (tmp_path / "log").open("wb") as log, made.intake(log):
        kind = browser.browser_type
        path = browser.browser_type.executable_path
        context = kind.launch_persistent_context(profile, executable_path=_chromium(path), args=FLAGS)
        rosa = Rosa.at(context, made.url)
        rosa.page.check("input[value=ce-equipment]")
        rosa.go_on("what")
        for name in ("what", "where", "when"):
            rosa.page.fill(f"#{name}", typed[name])
        rosa.go_on("about")
        rosa.page.fill("#about", typed["about"])
        rosa.go_on("files")
        rosa.page.set_input_files("#files", [image])
        rosa.go_on("you")
        rosa.page.fill("#called", typed["called"])
        rosa.go_on("check")
        words = rosa.send()
        assert CANARY not in as_text(rosa.stored_by_browser())
        assert context.cookies() == []
        rosa.page.goto(f"{made.url}/en/report")
        assert CANARY not in rosa.page.content()
        context.close()
    assert (tmp_path / "log").read_bytes() == b""
    assert rosa.posted()
    for method, url, body in rosa.sent:
        assert url.startswith(made.url), url
        assert CANARY not in f"{method} {url}"
        assert CANARY.encode() not in body
        assert words.encode() not in body
    assert left_behind(made.home, CANARY, words) == []
    assert left_behind(profile, CANARY, words) == []
    assert made.report_of(words, DESK_SEED).report["what"] == typed["what"]
    _check_cleaned(made, words)


def _chromium(path: str) -> str:
    import shutil

    return shutil.which("chromium") or path


def _check_cleaned(made: Place, words: str) -> None:
    """The file at the desk has neither its name nor what was written inside it."""
    [ref] = made.report_of(words, DESK_SEED).attachments
    stored = [p.read_bytes() for p in places.attachments(made.home, "main").glob(f"{ref.id.hex()}*")]
    [manifest] = [read_manifest(unseal(d, DESK_SEED)) for d in stored if sha256(d).digest() == ref.digest]
    [plain] = [unseal(d, DESK_SEED) for d in stored if sha256(d).digest() in manifest.parts]
    assert manifest.name == "file-1.png"
    assert CANARY.encode() not in plain
    assert b"IDAT" in plain


def test_back_leads_a_step_back_with_everything_kept_and_nothing_is_sent_twice(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    rosa = Rosa.at(context, line.url)
    page = rosa.page
    rosa.tell(what="told once", where="quay")
    for step in ("you", "files", "about", "what", "kind"):
        page.go_back()
        rosa.at_step(step)
    page.go_forward()
    rosa.at_step("what")
    assert (page.input_value("#what"), page.input_value("#where")) == ("told once", "quay")
    rosa.go_on("check")  # what was checked once is checked again at once
    page.locator(".change button", has_text="Where?").click()
    rosa.at_step("what")
    assert page.locator(":focus").get_attribute("id") == "where"
    page.fill("#where", "the other quay")
    rosa.go_on("check")
    page.locator(CONTINUE).dblclick()
    rosa.at_step("done")
    words = rosa.words()
    assert rosa.posted() == ["/reports"]
    page.go_back()
    assert page.is_visible("[data-step=done]")
    assert rosa.words() == words
    assert line.report_of(words, DESK_SEED).report["where"] == "the other quay"
    page.reload()
    page.wait_for_selector(SCRIPTED)
    assert words not in page.content()
    context.close()


def test_two_tabs_are_two_reports(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    tabs = [Rosa.at(context, line.url) for _ in range(2)]
    for i, tab in enumerate(tabs):
        tab.tell(what=f"tab {i}")
    words = [tab.send() for tab in tabs]
    assert words[0] != words[1]
    assert [line.report_of(w, DESK_SEED).report["what"] for w in words] == ["tab 0", "tab 1"]
    context.close()


def test_leaving_asks_only_while_something_unsent_is_typed(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    rosa = Rosa.at(context, line.url)
    asked: list[str] = []

    def ask(dialog: object) -> None:
        asked.append(str(getattr(dialog, "type", "")))
        dialog.accept()  # type: ignore[attr-defined]

    rosa.page.on("dialog", ask)
    rosa.page.reload()
    rosa.page.wait_for_selector(SCRIPTED)
    assert asked == []
    rosa.tell(what="unsent")
    rosa.page.reload()
    rosa.page.wait_for_selector(SCRIPTED)
    assert asked == ["beforeunload"]
    rosa.tell(what="sent")
    rosa.send()
    rosa.page.reload()
    assert asked == ["beforeunload"]
    context.close()


def test_the_keyboard_alone_is_enough(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    rosa = Rosa.at(context, line.url)
    keys = rosa.page.keyboard
    _tab_to(rosa.page, "input[value=ce-cyber]")
    keys.press("Space")
    for step, field, text in (
        ("what", "#what", "by keyboard"),
        ("about", "#about", "Nils"),
        ("files", "", ""),
        ("you", "", ""),
    ):
        _tab_to(rosa.page, CONTINUE)
        keys.press("Enter")
        rosa.at_step(step)
        if field:
            _tab_to(rosa.page, field)
            keys.type(text)
    for step in ("check", "done"):
        _tab_to(rosa.page, CONTINUE)
        keys.press("Enter")
        rosa.at_step(step)
    assert line.report_of(rosa.words(), DESK_SEED).report["what"] == "by keyboard"
    context.close()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(120):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        # A group of choices is one stop; inside it the arrows move.
        inside = page.evaluate(
            "s => { const at = document.activeElement; "
            "return at.type === 'radio' && document.querySelector(s).name === at.name; }",
            selector,
        )
        page.keyboard.press("ArrowDown" if inside else "Tab")
    raise AssertionError(selector)


def test_just_tell_us_needs_three_fields_and_nothing_of_them_travels(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    rosa = Rosa(context.new_page(), line.url)
    page = rosa.page
    page.on("request", rosa.note)
    page.goto(f"{line.url}/en")
    page.wait_for_load_state("networkidle")
    page.fill("#what", "just this")
    page.fill("#where", "here")
    page.locator(".tell button.main").click()
    rosa.at_step("check")
    words = rosa.send()
    report = line.report_of(words, DESK_SEED).report
    assert (report["concern"], report["what"], report["where"]) == ("ce-advice", "just this", "here")
    assert rosa.posted() == ["/reports"]
    context.close()


def test_about_the_lines_own_staff_only_the_overseer_can_read(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    rosa = Rosa.at(context, line.url, "/en/overseer")
    assert rosa.page.locator("input[name=concern]").count() == 2
    rosa.tell("ce-mishandled", what="Otto kept it.")
    words = rosa.send()
    assert line.report_of(words, OVERSEER_SEED, desk="overseer").report["what"] == "Otto kept it."
    with pytest.raises(ValueError, match="unpack"):
        line.report_of(words, DESK_SEED)
    context.close()


def test_leave_this_page_asks_nothing_and_leaves_nothing_typed(line: Place, browser: Browser) -> None:
    context = browser.new_context()
    context.route(re.compile("^https://"), lambda route: route.fulfill(body="weather", content_type="text/html"))
    rosa = Rosa.at(context, line.url)
    rosa.tell(what="somebody comes")
    rosa.page.locator("[data-leave]").last.click()
    rosa.page.wait_for_url(re.compile("^https://"))
    rosa.page.go_back()
    assert "somebody comes" not in rosa.page.evaluate(
        "[...document.querySelectorAll('textarea')].map(e => e.value).join()"
    )
    context.close()


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_all_script_before_the_first_report_is_sent_weighs_less_than_60_kb(
    line: Place, browser: Browser, language: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    loaded: dict[str, int] = {}
    page.on(
        "response", lambda r: loaded.update({r.url: len(gzip.compress(r.body(), 9))}) if "/script/" in r.url else None
    )
    page.goto(f"{line.url}/{language}/report")
    page.wait_for_selector(SCRIPTED)
    page.wait_for_load_state("networkidle")
    assert len(loaded) > 2
    assert sum(loaded.values()) < BUDGET, loaded
    context.close()
