"""A report at the desk, in a real browser: read with a reason, graded, written about, answered, closed, and on."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import CANARY, Desk, sign_in
from tests.lines import left_behind, run
from tests.pages.browsers import violations

pytestmark = pytest.mark.browser


def open_first(page: Page) -> str:
    row = page.locator("#rows .row").first
    case = row.get_attribute("data-id") or ""
    row.locator("a.to").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator("#told .report").first).to_be_visible()
    return case


def test_an_officer_reads_grades_writes_answers_closes_and_goes_on(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = open_first(page)
    expect(page.locator("#told")).to_contain_text(CANARY)
    page.keyboard.press("c")
    expect(page.locator("#set-assigned")).to_have_value("otto")
    page.select_option("#set-source", "B")
    expect(page.locator("#said")).to_contain_text("Done")
    page.select_option("#set-content", "3")
    expect(page.locator(".story")).to_contain_text("B3")
    page.fill("#title", f"{CANARY} title")
    page.press("#title", "Enter")
    expect(page.locator("#said")).to_contain_text("Written")
    page.click("#paper-form input[value=opinion] + span")
    page.fill("#paper-text", f"{CANARY} opinion")
    page.click("#paper-form button:has-text('Write it')")
    expect(page.locator(".paper.opinion")).to_contain_text(f"{CANARY} opinion")
    page.fill("#answer-text", "Thank you. We look at it by [day].")
    page.click("#answer button.main")
    expect(page.locator("#said")).to_contain_text("bracket")
    page.fill("#answer-text", f"{CANARY} thanks.")
    page.click("#answer button.main")
    expect(page.locator("#said")).to_contain_text("laid for the reporter")
    expect(page.locator(".answered")).to_contain_text(f"{CANARY} thanks.")
    page.select_option("#outcome", "not substantiated")
    page.click("#close-form button")
    page.wait_for_url(lambda address: "/cases/" in address and case not in address)
    expect(page.locator("#told .report").first).to_be_visible()
    page.goto(f"{desk.url}/views/closed")
    expect(page.locator(f"[data-id='{case}']")).to_be_visible()
    shown = run("tocsin-desk", "show", case, "--officer", "otto", "--reason", "test", "--json", home=desk.home).stdout
    assert f"{CANARY} opinion" in shown
    assert left_behind(desk.home, CANARY) == []
    page.context.close()


def test_a_draft_outlives_its_tab_and_what_was_typed_outlives_a_refusal(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    open_first(page)
    page.fill("#answer-text", f"{CANARY} draft")
    expect(page.locator("#draft-told")).to_contain_text("kept", timeout=10_000)
    page.reload()
    expect(page.locator("#answer-text")).to_have_value(f"{CANARY} draft")
    page.evaluate("indexedDB.deleteDatabase('tocsin-desk')")
    page.fill("#paper-text", "still here")
    page.click("#paper-form button:has-text('Write it')")
    expect(page.locator("#said a")).to_have_attribute("href", "/shift?next=" + page.url.removeprefix(desk.url))
    expect(page.locator("#paper-text")).to_have_value("still here")
    page.context.close()


def test_who_is_recused_finds_no_such_case_anywhere(desk: Desk, browser: Browser) -> None:
    nils = sign_in(browser, desk, "nils")
    case = open_first(nils)
    sara = sign_in(browser, desk, "sara")
    told = run("tocsin-desk", "recuse", case, "--who", "nils", "--reason", "named", "--officer", "sara", home=desk.home)
    assert told.returncode == 0, told.stderr
    for _ in range(40):  # the feed is read every few seconds
        if nils.request.get(f"{desk.url}/cases/{case}").status == 404:
            break
        sara.wait_for_timeout(250)
    for path in ("", "/standing", "/print"):
        answer = nils.request.get(f"{desk.url}/cases/{case}{path}")
        assert answer.status == 404
        assert case not in answer.text().replace(f"/cases/{case}", "")
    nils.goto(f"{desk.url}/")
    expect(nils.locator("#rows")).to_be_visible()
    expect(nils.locator(f"[data-id='{case}']")).to_have_count(0)
    expect(sara.locator(f"[data-id='{case}']")).to_have_count(1)
    nils.context.close()
    sara.context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_a_read_case(desk: Desk, browser: Browser, width: int, scheme: str) -> None:
    page = sign_in(browser, desk, "sven", viewport={"width": width, "height": 900}, color_scheme=scheme)
    open_first(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_a_sheet_is_read_once_more_for_paper_with_a_reason_of_its_own(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = open_first(page)
    page.goto(f"{desk.url}/cases/{case}/print")
    page.fill("#own-reason", "the board meets without screens")
    page.click("#read-form button")
    expect(page.locator(".paper-sheet")).to_contain_text("Printed by otto")
    expect(page.locator(".paper-sheet")).to_contain_text(CANARY)
    page.context.close()
