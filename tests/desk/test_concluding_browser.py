"""Answers move their case, findings hold it open, and what is lacking is said before the reporter is told anything."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import Desk, sign_in, working
from tests.lines import now, run
from tests.world import ROSA
from tocsin.envelope import canonical
from tocsin.envelope.compose import compose_addition
from tocsin.envelope.keys import LineKeys
from tocsin.exchange import places
from tocsin.exchange.segment import encode_record
from tocsin.operator.home import Home

pytestmark = pytest.mark.browser
TWO = "\n[two_persons]\nfindings = true\n"
REPORTS: tuple[dict[str, Any], ...] = tuple(
    {"concern": "ce-approach", "language": "en", "what": f"Somebody asked for tide table {number}."}
    for number in range(8)
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with working(tmp_path_factory.mktemp("desk"), REPORTS, more=TWO) as desk:
        yield desk


def open_new(page: Page, desk: Desk) -> str:
    """Open a case that nobody has graded: those that are owe a second reader soon, and stand before it."""
    page.goto(f"{desk.url}/?state=new")
    row = page.locator("#rows .row").last
    case = row.get_attribute("data-id") or ""
    row.locator("a.to").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator("#told .report").first).to_be_visible()
    return case


def grade(page: Page) -> None:
    page.select_option("#set-source", "B")
    expect(page.locator("#said")).to_contain_text("Done")
    page.select_option("#set-content", "3")
    expect(page.locator(".story")).to_contain_text("B3")


def tell(page: Page, state: str, text: str) -> None:
    page.check(f"#answer input[value='{state}']")
    page.fill("#answer-text", text)
    page.locator("#answer button.main").click()


def rosas(desk: Desk) -> str:
    """Return the case of the first report, whose words Rosa has."""
    words = ("--officer", "otto", "--json")
    listed = json.loads(run("tocsin-desk", "cases", *words, home=desk.home).stdout)["cases"]
    cases = [str(each["case"]) for each in listed]
    glanced = json.loads(run("tocsin-desk", "glance", *cases, *words, home=desk.home).stdout)["cases"]
    return next(str(each["case"]) for each in glanced if "tide table 0" in each["gist"])


def add(desk: Desk, text: str) -> None:
    """Add something to Rosa's report, as she would, and have it collected."""
    home = Home(desk.home)
    keys = LineKeys.read(home.keys_json.read_bytes(), canonical.unhex(home.read_facts()["root"], 32))
    post = compose_addition(text, derived=ROSA.derive(keys.line), keys=keys, desk="main", now=now(), rng=os.urandom)
    with (places.slot(desk.home, "main") / "two.seg").open("ab") as file:
        file.write(encode_record(str(post.name), post.body))
    assert run("tocsin-desk", "collect", home=desk.home).returncode == 0


def test_a_question_puts_the_case_among_those_that_wait(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = open_new(page, desk)
    tell(page, "question", "Which pier was it?")
    expect(page.locator(".case-facts")).to_contain_text("Waiting for the reporter")
    expect(page.locator(".story")).to_contain_text("waits for the reporter")
    page.goto(f"{desk.url}/views/waiting")
    expect(page.locator(f"[data-id='{case}']")).to_be_visible()
    page.goto(f"{desk.url}/cases/{case}")
    promised = datetime.now(UTC).date() + timedelta(days=9)
    page.fill("#next-date", promised.isoformat())
    tell(page, "in work", "Thank you, we look at pier 4.")
    expect(page.locator("#said")).to_contain_text("laid for the reporter")
    expect(page.locator(".clocks")).to_contain_text("Answer that was promised")
    expect(page.locator(".clocks li", has_text="Answer that was promised")).to_contain_text("9 days left")
    page.context.close()


def test_an_answer_that_closes_is_not_laid_while_something_is_lacking_and_then_closes_and_goes_on(
    desk: Desk, browser: Browser
) -> None:
    page = sign_in(browser, desk)
    case = open_new(page, desk)
    tell(page, "closed", "We have looked at it. Thank you.")
    expect(page.locator("#said")).to_contain_text("Choose the outcome")
    expect(page.locator("#answer-outcome")).to_be_focused()
    page.select_option("#answer-outcome", "not substantiated")
    page.locator("#answer button.main").click()
    expect(page.locator("#said")).to_contain_text("grade both")
    expect(page.locator("#answer-text")).to_have_value("We have looked at it. Thank you.")
    grade(page)
    for weighs, said in (("substantiated", "do not agree"), ("not substantiated", "")):
        page.select_option("#answer-outcome", weighs)
        page.locator("#answer button", has_text="Send it, close, and next").click()
        if said:
            expect(page.locator("#said")).to_contain_text(said)
    page.wait_for_url(lambda address: case not in address)
    replies = run("tocsin-desk", "show", case, "--officer", "otto", "--reason", "test", "--json", home=desk.home).stdout
    assert replies.count("We have looked at it.") == 1  # nothing was laid before the case could close
    page.goto(f"{desk.url}/views/closed")
    expect(page.locator(f"[data-id='{case}']")).to_be_visible()
    page.context.close()


def test_one_key_answers_closes_and_goes_on_unless_the_reporter_added_something_meanwhile(
    desk: Desk, browser: Browser
) -> None:
    page = sign_in(browser, desk)
    case = rosas(desk)
    page.goto(f"{desk.url}/cases/{case}")
    page.locator("#read-form button.main").click()
    expect(page.locator("#told .report").first).to_be_visible()
    grade(page)
    page.keyboard.press("E")
    expect(page.locator("#said")).to_contain_text("There is no text yet")
    page.keyboard.type("Thank you, Rosa. It is closed.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer-outcome")).to_be_focused()
    page.keyboard.type("Unf")
    add(desk, "It was pier 4, not 5.")
    page.locator("#standing h1").click()
    page.keyboard.press("E")
    expect(page.locator("#said")).to_contain_text("nobody has read")
    expect(page.locator("#answer-text")).to_have_value("Thank you, Rosa. It is closed.")
    page.reload()
    page.locator("#read-form button.main").click()
    expect(page.locator(".added")).to_contain_text("pier 4")
    page.fill("#answer-text", "Thank you, also for pier 4.")
    page.select_option("#outcome", "unfounded")
    page.locator("#standing h1").click()
    page.keyboard.press("E")
    page.select_option("#answer-outcome", "unfounded")
    page.locator("#standing h1").click()
    page.keyboard.press("E")
    page.wait_for_url(lambda address: case not in address)
    shown = run("tocsin-desk", "show", case, "--officer", "otto", "--reason", "test", "--json", home=desk.home).stdout
    assert shown.count("Thank you, also for pier 4.") == 1
    assert "Thank you, Rosa." not in str(json.loads(shown)["replies"])  # refused before it was laid
    page.goto(f"{desk.url}/cases/{case}")
    page.locator(".story summary").click()
    page.locator("button[data-undo]").click()
    expect(page.locator(".story")).to_contain_text("the reporter had been told already: closed")
    page.context.close()


def test_a_question_of_a_command_line_puts_its_case_there_too(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = open_new(page, desk)
    told = ("reply", case, "--officer", "nils", "--state", "question", "--text", "Which pier?")
    assert run("tocsin-desk", *told, home=desk.home).returncode == 0
    for _ in range(40):  # the desk hears of it when somebody looks, at most every two seconds
        page.goto(f"{desk.url}/views/waiting")
        if page.locator(f"[data-id='{case}']").count():
            break
        page.wait_for_timeout(250)
    expect(page.locator(f"[data-id='{case}']")).to_be_visible()
    page.goto(f"{desk.url}/cases/{case}")
    page.locator(".story summary").click()
    expect(page.locator(".story")).to_contain_text("nils answered")
    page.context.close()


def test_a_finding_is_graded_first_and_holds_its_case_until_another_confirms_it(desk: Desk, browser: Browser) -> None:
    otto, nils = sign_in(browser, desk), sign_in(browser, desk, "nils")
    case = open_new(otto, desk)
    otto.click("#paper-form input[value=finding] + span")
    otto.select_option("#finding-outcome", "substantiated")
    otto.fill("#paper-text", "Two of three places fit.")
    otto.click("#paper-form button:has-text('Write it')")
    expect(otto.locator("#said")).to_contain_text("grade both")
    expect(otto.locator("#paper-text")).to_have_value("Two of three places fit.")
    grade(otto)
    otto.click("#paper-form button:has-text('Write it')")
    expect(otto.locator(".paper.finding")).to_contain_text("a second officer confirms")
    expect(otto.locator(".waits")).to_contain_text("A finding waits for a second officer")
    tell(otto, "closed", "Thank you. It is closed.")
    otto.select_option("#answer-outcome", "substantiated")
    otto.locator("#answer button.main").click()
    expect(otto.locator("#said")).to_contain_text("not settled")
    nils.goto(f"{desk.url}/cases/{case}")
    nils.locator("#read-form button.main").click()
    nils.locator("[data-paper-act=confirm-finding]").click()
    expect(nils.locator(".paper.finding")).to_contain_text("confirmed by nils")
    expect(nils.locator(".waits")).to_have_count(0)
    otto.locator("#answer button.main").click()
    otto.wait_for_url(lambda address: case not in address)
    otto.context.close()
    nils.context.close()


def test_a_finding_of_a_command_line_holds_its_case_too(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    case = open_new(page, desk)
    write = (
        "write",
        case,
        "--kind",
        "finding",
        "--text",
        "It fits.",
        "--outcome",
        "already known",
        "--officer",
        "nils",
    )
    done = run("tocsin-desk", *write, "--json", home=desk.home)
    assert done.returncode == 0, done.stderr
    page.reload()  # and read again, since the way to it is known
    expect(page.locator(".waits")).to_be_visible()
    expect(page.locator("#outcome")).to_have_value("already known")
    page.context.close()
