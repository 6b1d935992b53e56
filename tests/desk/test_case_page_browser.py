"""The comfort of a case's page: covered for who comes back, the rewrite beside its report, all of it by keyboard."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from pypdf import PdfReader

from tests.desk.working import CANARY, Desk, sign_in, working
from tests.lines import left_behind
from tests.pages.browsers import violations
from tocsin.look import following

pytestmark = pytest.mark.browser

TELLING = "He left at 21:47, and I was the only one in the room. 他晚上九点半离开。"
REPORTS: tuple[dict[str, Any], ...] = (
    {
        "concern": "ce-insider",
        "language": "en",
        "what": f"{CANARY}: {TELLING}",
        "how_known": "It lay on my desk.",
        "where": "In the harbour",
    },
    {"concern": "ce-approach", "language": "zh-Hans", "what": f"{CANARY}：有人出钱要潮汐表。"},
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with working(tmp_path_factory.mktemp("desk"), REPORTS) as desk:
        yield desk


NAMES = {"ce-insider": "Someone inside copies", "ce-approach": "Someone tries to recruit"}


def read(page: Page, desk: Desk, concern: str = "ce-insider") -> str:
    """Open the case of a concern, and read it; return its id."""
    page.goto(f"{desk.url}/")
    row = page.locator("#rows .row", has_text=NAMES[concern]).first
    case = row.get_attribute("data-id") or ""
    row.locator("a.to").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator("#told .report").first).to_be_visible()
    return case


def box(found: Locator) -> FloatRect:
    measured = found.bounding_box()
    assert measured
    return measured


def test_who_comes_back_by_the_browsers_button_finds_the_case_covered(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = read(page, desk)
    page.fill("#paper-text", "half a note")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{desk.url}/keys")
    page.go_back()
    page.wait_for_url(f"**/cases/{case}")
    expect(page.locator("#read-form button.main")).to_be_visible()
    expect(page.locator("#present")).to_be_attached()
    with page.expect_response("**/here"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the page's script stands
    assert CANARY not in page.content()
    assert "half a note" not in page.content()
    page.keyboard.press("o")
    expect(page.locator("#told .report").first).to_be_visible()
    page.context.close()


def test_the_rewrite_stands_beside_the_report_whose_hints_are_marked_in_its_text(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, viewport={"width": 1280, "height": 900})
    read(page, desk)
    marked = page.locator(".hinted mark")
    assert marked.all_text_contents() == ["21:47", "I was the only", "my desk"]
    report, field = box(page.locator(".hinted")), box(page.locator("#rewrite-text"))
    assert report["x"] + report["width"] <= field["x"]
    assert abs(report["y"] - field["y"]) < 80
    first = page.locator(".hinted-at").first
    first.focus()
    expect(first).to_have_accessible_description(
        "An exact time: who was there then is a short list. A part of the day may do."
    )
    page.keyboard.press("Tab")
    expect(page.locator(".hinted-at").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#why-2")
    page.locator("#why-2 a").press("Enter")
    assert page.url.endswith("#hint-2")
    page.context.close()


def test_hints_in_the_rewrite_are_marked_while_it_is_typed_and_lead_to_their_words(
    desk: Desk, browser: Browser
) -> None:
    page = sign_in(browser, desk)
    read(page, desk)
    field, ground = page.locator("#rewrite-text"), page.locator(".marked-ground")
    field.fill("😀 He left at 21:47.\nThen 晚上九点半。")
    expect(ground.locator("mark")).to_have_text(["21:47"])
    field.press("Control+Home")
    with page.expect_response("**/hints"):
        page.keyboard.type("Night. ")
        expect(ground.locator("mark")).to_have_text(["21:47"])
    assert (ground.text_content() or "").rstrip() == field.input_value()
    behind, before = box(ground), box(field)
    assert behind == before
    page.locator("#rewrite-hints button").first.press("Enter")
    expect(field).to_be_focused()
    assert field.evaluate("f => f.value.slice(f.selectionStart, f.selectionEnd)") == "21:47"
    page.keyboard.type("night")
    expect(ground.locator("mark")).to_have_count(0)
    expect(page.locator("#rewrite-hints-told")).to_contain_text("not safe for that")
    assert violations(page) == []
    page.context.close()


def test_on_a_telephone_the_report_lies_above_its_rewrite_and_folds(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, viewport={"width": 390, "height": 844})
    read(page, desk)
    report, field = page.locator(".hinted"), page.locator("#rewrite-text")
    assert box(report)["y"] + box(report)["height"] <= box(field)["y"]
    report.locator("summary").click()
    expect(report.locator(".told").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_what_is_typed_anywhere_is_sealed_as_a_draft_and_outlives_its_tab(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = read(page, desk, "ce-approach")
    page.click("#paper-form input[value=finding] + span")
    page.select_option("#finding-outcome", "unfounded")
    typed = {"#paper-text": "half a finding", "#rewrite-text": "half a rewrite", "#title": "half a title"}
    for field, words in typed.items():
        page.fill(field, f"{CANARY} {words}")
    expect(page.locator("#draft-told")).to_contain_text("kept", timeout=10_000)
    page.reload()
    for field, words in typed.items():
        expect(page.locator(field)).to_have_value(f"{CANARY} {words}")
    expect(page.locator("#paper-form input[value=finding]")).to_be_checked()
    expect(page.locator("#finding-outcome")).to_be_visible()
    expect(page.locator("#finding-outcome")).to_have_value("unfounded")
    nils = sign_in(browser, desk, "nils")
    read(nils, desk, "ce-approach")
    assert "half a" not in nils.content()
    assert left_behind(desk.home, CANARY) == []
    nils.fill("#rewrite-text", "the whole rewrite")
    nils.get_by_role("button", name="Keep the rewrite").click()
    expect(nils.locator("#said")).to_contain_text("Written")
    page.goto(f"{desk.url}/cases/{case}")  # the draft is based on what stood before, and overwrites nothing unseen
    expect(page.locator("#rewrite-text")).to_have_value(f"{CANARY} half a rewrite")
    page.get_by_role("button", name="Keep the rewrite").click()
    expect(page.locator(".theirs blockquote")).to_have_text("the whole rewrite")
    for window in (page, nils):
        window.context.close()


def test_an_answer_is_seen_as_its_reporter_will_see_it_before_it_is_sent(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    read(page, desk, "ce-approach")
    page.locator(".preview summary").click()
    preview = page.locator("#preview")
    expect(preview.locator(".standing")).to_contain_text(following.states("zh-Hans")["in work"].meaning)
    page.fill("#answer-text", "谢谢。哪个码头？")
    page.check("#answer input[value=question]")
    expect(preview.locator(".standing h2")).to_contain_text(following.states("zh-Hans")["question"].name)
    expect(preview.locator(".standing")).to_contain_text(following.states("zh-Hans")["question"].now)
    expect(preview.locator(".timeline > li")).to_have_count(2)
    expect(preview.locator(".timeline > li.now .told")).to_have_text("谢谢。哪个码头？")
    assert violations(page) == []
    page.context.close()


def test_what_to_write_is_chosen_by_a_letter_and_every_letter_is_listed(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    read(page, desk)
    fields = {"a": "#answer-text", "f": "#paper-text", "o": "#paper-text", "n": "#paper-text", "g": "#finding-outcome"}
    fields |= {"r": "#rewrite-text", "t": "#title", "c": "#outcome"}
    for letter, field in fields.items():
        page.locator("#main").focus()
        page.keyboard.press("e")
        expect(page.locator("#ask-write")).to_be_visible()
        page.keyboard.press(letter)
        expect(page.locator(field)).to_be_focused()
    expect(page.locator("#paper-form input[value=finding]")).to_be_checked()
    page.locator("#main").focus()
    page.keyboard.press("?")
    listed = page.locator("#keys dt").all_text_contents()
    assert {f"e{letter}" for letter in fields} <= set(listed)
    page.context.close()


def test_on_a_telephone_the_text_comes_first_and_the_facts_are_folded(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, viewport={"width": 360, "height": 740})
    read(page, desk)
    expect(page.locator("#set-source")).not_to_be_in_viewport()
    assert box(page.locator("#told .report").first)["y"] < 740
    page.locator(".facts-fold > summary").click()
    page.select_option("#set-source", "B")
    expect(page.locator("#said")).to_contain_text("Done")
    expect(page.locator("#set-source")).to_be_visible()
    assert violations(page) == []
    page.context.close()


def test_reports_and_the_cases_that_hold_them_are_drawn(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, "sara", viewport={"width": 1280, "height": 900})
    other = read(page, desk, "ce-approach")
    case = read(page, desk)
    expect(page.locator(".holding")).to_have_count(0)
    page.fill("#link-other", other)
    page.click(".link-form button")
    page.locator("#ask-why button.main").click()
    drawn = page.locator(".holding")
    expect(drawn.locator("line")).to_have_count(3)
    assert drawn.locator("svg text").all_text_contents()[:2] == [case, other]
    expect(drawn.locator("li a")).to_have_text([other])
    assert violations(page) == []
    page.context.close()


def test_every_page_of_paper_says_of_which_case_it_is_and_which_of_how_many(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    row = page.locator("#rows .row").first
    case = row.get_attribute("data-id") or ""
    page.goto(f"{desk.url}/cases/{case}/print")
    page.fill("#own-reason", "the board meets without screens")
    page.click("#read-form button")
    expect(page.locator(".paper-sheet")).to_contain_text("Printed by otto")
    page.locator(".paper-sheet .told").first.evaluate("told => { told.textContent += '\\n'.repeat(120) + 'the end'; }")
    pages = [each.extract_text() for each in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert case in text.splitlines()[0]
        assert f"{number} / {len(pages)}" in text
        assert not any(word in text for word in ("Queue", "Roster", "Sign out", "Demonstration", "Read it for paper"))
    page.context.close()


def test_who_does_not_see_a_case_learns_nothing_about_a_text_in_its_name(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    token = page.locator("html").get_attribute("data-token") or ""
    answer = page.request.post(f"{desk.url}/cases/AAAA-0000/hints", data={"text": "x"}, headers={"X-CSRFToken": token})
    assert answer.status == 404
    page.context.close()
