"""Otto's shift ends: lines that the opener keeps, two of three cases taken, nothing lost while the opener is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import CANARY, Desk, sign_in
from tests.lines import left_behind, run
from tests.pages.browsers import violations
from tocsin.exchange import places

pytestmark = pytest.mark.browser
WRITTEN = "saffronledger"


def claim_all(page: Page) -> None:
    expect(page.locator(".rows > .row")).to_have_count(3, timeout=15_000)
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("3 cases")


@contextmanager
def opener_away(home: Path) -> Iterator[None]:
    socket = places.socket(home, "main")
    aside = socket.with_suffix(".aside")
    socket.rename(aside)
    yield
    aside.rename(socket)


def to_handover(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/handover")
    expect(page.locator("#notes")).not_to_contain_text("Shown once")


def test_otto_hands_over_and_sara_takes_two_of_three(browser: Browser, desk: Desk) -> None:
    otto = sign_in(browser, desk, "otto", bypass_csp=True)
    claim_all(otto)
    to_handover(otto, desk)
    expect(otto.locator("#drafts")).to_be_empty()
    cases = [str(hand.get_attribute("data-case")) for hand in otto.locator("#give .hand").all()]
    expect(otto.locator("#give .told").first).to_contain_text(CANARY)
    draft = ("write", cases[0], "--kind", "draft", "--officer", "otto", "--text")
    run("tocsin-desk", *draft, f"{WRITTEN} half an answer", home=desk.home)
    to_handover(otto, desk)
    expect(otto.locator("#drafts")).to_contain_text("In 1 case of this page you typed something that is not sent")
    lines = otto.locator("input[data-line]")
    for number in range(3):
        lines.nth(number).fill(f"{WRITTEN} line {number}")
    otto.locator("#note").fill(f"{WRITTEN} for all")
    otto.locator("#taker").select_option("sara")
    assert violations(otto) == []
    with opener_away(desk.home):
        otto.get_by_role("button", name="Write and hand over").click()
        expect(otto.locator("#trouble")).to_contain_text("The opener does not answer")
        assert [lines.nth(n).input_value() for n in range(3)] == [f"{WRITTEN} line {n}" for n in range(3)]
        assert otto.locator("#note").input_value() == f"{WRITTEN} for all"
    otto.get_by_role("button", name="Write and hand over").click()
    expect(otto.locator("#done")).to_contain_text("Written and offered")
    assert lines.first.input_value() == ""

    sara = sign_in(browser, desk, "sara", bypass_csp=True)
    to_handover(sara, desk)
    expect(sara.locator(".to-me .hand")).to_have_count(3)
    expect(sara.locator("#notes")).to_contain_text(f"{WRITTEN} for all")
    expect(sara.locator(f'.to-me .hand[data-case="{cases[1]}"] .lines')).to_contain_text(f"{WRITTEN} line 1")
    assert violations(sara) == []
    for case in cases[:2]:
        sara.locator(f'.to-me .hand[data-case="{case}"]').focus()
        sara.keyboard.press("t")
        expect(sara.locator(f'.to-me .hand[data-case="{case}"] .decide')).to_contain_text("yours now")
    sara.get_by_role("button", name="confirm").click()
    expect(sara.locator("#done")).to_contain_text("Confirmed")

    to_handover(otto, desk)
    assert [hand.get_attribute("data-case") for hand in otto.locator("#give .hand").all()] == cases[2:]
    kept_from_nils(browser, desk, sara, cases)
    assert left_behind(desk.home, WRITTEN, CANARY) == []


def kept_from_nils(browser: Browser, desk: Desk, sara: Page, cases: list[str]) -> None:
    """Nils must not see the first case: it is not offered to him, and his page does not know that it exists."""
    words = ("recuse", cases[0], "--who", "nils", "--reason", "named in it", "--officer", "sara")
    assert run("tocsin-desk", *words, home=desk.home).returncode == 0
    nils = sign_in(browser, desk, "nils")
    to_handover(sara, desk)
    expect(sara.locator("#give .hand")).to_have_count(2)
    for _ in range(20):  # the desk hears of the recusal within seconds
        sara.locator("#taker").select_option("nils")
        sara.get_by_role("button", name="Write and hand over").click()
        expect(sara.locator("#done")).to_contain_text("Written and offered")
        sara.wait_for_timeout(400)
        if sara.locator("#trouble").is_visible():
            break
    expect(sara.locator("#trouble")).to_contain_text(cases[0])
    to_handover(nils, desk)
    expect(nils.locator(".to-me .hand")).to_have_count(1)
    assert cases[0] not in nils.content()
