"""Two officers at one case: nobody overwrites the other unseen, and a supervisor keeps another from it."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import Desk, sign_in
from tests.lines import run

pytestmark = pytest.mark.browser


def cases(page: Page) -> list[str]:
    expect(page.locator("#rows .row")).not_to_have_count(0)
    return [row.get_attribute("data-id") or "" for row in page.locator("#rows .row").all()]


def read(page: Page, desk: Desk, case: str) -> Page:
    page.goto(f"{desk.url}/cases/{case}")
    if not page.locator("#told .report").count():
        page.locator("#read-form button.main").click()
    expect(page.locator("#told .report").first).to_be_visible()
    return page


@pytest.mark.parametrize("field", ["title", "rewrite-text"])
def test_who_writes_second_sees_the_firsts_words_and_loses_none_of_their_own(
    desk: Desk, browser: Browser, field: str
) -> None:
    otto, sara = sign_in(browser, desk), sign_in(browser, desk, "sara")
    case = cases(otto)[0]
    read(otto, desk, case)
    read(sara, desk, case)
    for page, words in ((otto, "Otto's words"), (sara, "Sara's words")):
        page.fill(f"#{field}", words)
        page.locator(f"form:has(#{field}) button:has-text('Keep')").click()
    expect(otto.locator("#said")).to_contain_text("Written")
    expect(sara.locator(".theirs blockquote")).to_have_text("Otto's words")
    expect(sara.locator(f"#{field}")).to_have_value("Sara's words")
    sara.locator(f"form:has(#{field}) button:has-text('Keep')").click()
    expect(sara.locator("#said")).to_contain_text("Written")
    expect(sara.locator(".theirs")).to_have_count(0)
    read(otto, desk, case)
    expect(otto.locator(f"#{field}")).to_have_value("Sara's words")
    otto.fill(f"#{field}", "Otto again")
    otto.locator(f"form:has(#{field}) button:has-text('Keep')").click()
    expect(otto.locator("#said")).to_contain_text("Written")
    for page in (otto, sara):
        page.context.close()


def test_what_is_read_is_covered_although_something_is_typed_and_nothing_typed_is_lost(
    desk: Desk, browser: Browser
) -> None:
    otto = sign_in(browser, desk)
    otto.clock.install()
    read(otto, desk, cases(otto)[0])
    typed = {"#answer-text": "half an answer", "#paper-text": "half a note", "#rewrite-text": "half a rewrite"}
    for field, words in typed.items():
        otto.fill(field, words)
    otto.clock.fast_forward(16 * 60 * 1000)
    expect(otto.locator("#covered")).to_be_visible()
    expect(otto.locator("#told")).to_be_empty()
    assert not any(words in otto.content() for words in [*typed.values(), "copied the harbour plans"])
    assert otto.evaluate("[localStorage.length, sessionStorage.length]") in ([0, 0], [0, 1])  # the trail: case ids
    otto.clock.set_system_time(datetime.now(UTC))  # the opener takes no request that is a minute off
    otto.locator("#read-again").click()
    for field, words in typed.items():
        expect(otto.locator(field)).to_have_value(words)
    otto.context.close()


def test_who_leaves_a_case_is_no_longer_shown_at_it(desk: Desk, browser: Browser) -> None:
    otto, sara = sign_in(browser, desk), sign_in(browser, desk, "sara")
    case = cases(otto)[0]
    read(otto, desk, case)
    read(sara, desk, case)
    expect(sara.locator("#present")).to_contain_text("otto")
    otto.goto(f"{desk.url}/keys")
    with sara.expect_response("**/here"):
        sara.reload()
    expect(sara.locator("#present")).not_to_contain_text("otto")
    for page in (otto, sara):
        page.context.close()


def test_a_rewrite_is_checked_by_who_read_its_last_writing(desk: Desk, browser: Browser) -> None:
    otto, sara = sign_in(browser, desk), sign_in(browser, desk, "sara")
    case = cases(otto)[1]
    for words in ("first", "second"):
        read(otto, desk, case)
        otto.fill("#rewrite-text", f"The {words} words")
        otto.locator("form:has(#rewrite-text) button:has-text('Keep')").click()
        expect(otto.locator("#said")).to_contain_text("Written")
        if words == "first":
            read(sara, desk, case)
    sara.locator("[data-act=checked]").click()
    expect(sara.locator("#said")).to_contain_text("Somebody was first")
    expect(sara.locator("#rewrite-text")).to_have_value("The second words")
    sara.locator("[data-act=checked]").click()
    expect(sara.locator(".story")).to_contain_text("checked the rewrite")
    for page in (otto, sara):
        page.context.close()


def test_a_report_is_sorted_for_a_reason_that_the_log_keeps(desk: Desk, browser: Browser) -> None:
    otto = sign_in(browser, desk)
    first, second = cases(otto)[:2]
    read(otto, desk, first)
    otto.fill("#link-other", second)
    otto.locator("[data-link-form] button").click()
    otto.locator("#ask-why button", has_text="Cancel").click()
    expect(otto.locator("#told .report")).to_have_count(1)
    otto.locator("[data-link-form] button").click()
    otto.locator("#ask-why button", has_text="Go on").click()
    expect(otto.locator("#told .report")).to_have_count(2)
    otto.locator("[data-link=unlink]").last.click()
    otto.locator("#why-words").fill("another pier")
    otto.locator("#ask-why button", has_text="Go on").click()
    expect(otto.locator("#told .report")).to_have_count(1)
    otto.context.close()


def test_a_supervisor_keeps_an_officer_from_a_case_and_stays(desk: Desk, browser: Browser) -> None:
    sara, nils = sign_in(browser, desk, "sara"), sign_in(browser, desk, "nils")
    case = cases(sara)[-1]
    read(nils, desk, case)
    nils.locator("[data-recuse]").click()
    expect(nils.locator("#recuse-who")).to_have_count(0)
    nils.locator("#ask-recuse button", has_text="Cancel").click()
    read(sara, desk, case)
    sara.locator("[data-recuse]").click()
    sara.select_option("#recuse-who", "nils")
    sara.fill("#recuse-reason", "named in it")
    sara.locator("#ask-recuse button.warn").click()
    expect(sara.locator("#said")).to_contain_text("no longer there for that officer")
    expect(sara.locator("#told .report").first).to_be_visible()
    assert nils.request.get(f"{desk.url}/cases/{case}").status == 404
    told = run("tocsin-desk", "show", case, "--officer", "nils", "--reason", "test", home=desk.home)
    assert "no-such-case" in told.stderr or told.returncode == 1
    for page in (sara, nils):
        page.context.close()
