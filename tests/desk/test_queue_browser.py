"""The queue in a real browser: keys alone, glances that live in the page, what others do seen without a reload."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.desk.at_work import Desk, desk_at_work
from tests.lines import left_behind, run
from tests.pages.browsers import chromium, violations

pytestmark = pytest.mark.browser
CANARY = "quinceparasol"
TOLD = [
    ("ce-approach", f"{CANARY} money for tide tables"),
    ("ce-insider", f"{CANARY} a copied plan"),
    ("unsure", CANARY),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        with desk_at_work(tmp_path_factory.mktemp("queue") / "home", browser) as place:
            place.tell(TOLD, "one")
            yield place
        browser.close()


def at(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.row')?.dataset.id ?? ''"))


def shown(page: Page) -> list[str]:
    return [
        str(name) for name in page.evaluate("[...document.querySelectorAll('.rows > .row')].map(r => r.dataset.id)")
    ]


def test_an_officer_works_with_keys_alone(desk: Desk) -> None:
    page = desk.officer("otto")
    expect(page.locator(".rows > .row")).to_have_count(3)
    page.keyboard.press("j")
    first = at(page)
    page.keyboard.press("j")
    second = at(page)
    assert [first, second] == shown(page)[:2]
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-picked]")).to_have_text("2 selected")
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("Done for 2 cases.")
    expect(page.locator(f"#r-{first} .who .me")).to_have_text("otto")
    assert at(page) == first
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("Undone for 2 cases.")
    expect(page.locator(f"#r-{second} .nobody")).to_have_count(1)
    page.keyboard.press("u")
    page.keyboard.press("1")
    expect(page.locator(f"#r-{first} .urgency")).to_have_text("Immediate")
    page.keyboard.press("z")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("c")
    assert "otto" not in page.locator("#rows").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('.filters') !== null")
    page.context.close()


def test_letters_are_silent_while_one_types_and_when_they_are_switched_off(desk: Desk) -> None:
    page = desk.officer("otto")
    page.goto(f"{desk.url}/?state=new")
    page.locator("#filters summary").click()
    page.locator("#view-name").fill("")
    page.locator("#view-name").press_sequentially("jxcz")
    expect(page.locator("#view-name")).to_have_value("jxcz")
    expect(page.locator("#acts")).to_be_hidden()
    page.locator("[data-keys]").click()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.locator(".row .to").first.focus()
    page.keyboard.press("x")
    expect(page.locator("#acts")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    assert at(page) == shown(page)[1]
    page.context.close()


def test_a_glance_lives_in_the_page_and_is_one_entry_in_the_log(desk: Desk) -> None:
    before = _log_size(desk)
    page = desk.officer("otto")
    expect(page.locator(".row .told").first).to_contain_text(CANARY)
    expect(page.locator(".row .told", has_text=CANARY)).to_have_count(3)
    assert _log_size(desk) - before <= 4  # the shift, the glance, and what looking at the log twice adds
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert CANARY not in kept
    page.locator("#by-itself").uncheck()
    page.reload()
    page.wait_for_timeout(900)
    assert CANARY not in page.locator("#rows").inner_text()
    page.keyboard.press("g")
    expect(page.locator(".row .told").first).to_contain_text(CANARY)
    page.context.close()
    assert left_behind(desk.home, CANARY) == []


def test_what_others_do_is_seen_without_a_reload_and_nothing_moves_before_one_asks(desk: Desk) -> None:
    otto, nils = desk.officer("otto"), desk.officer("nils")
    order = shown(otto)
    nils.keyboard.press("j")
    taken = at(nils)
    nils.keyboard.press("c")
    expect(otto.locator(f"#r-{taken} .who b")).to_have_text("nils", timeout=15_000)
    desk.tell([("ce-coercion", f"{CANARY} a threat")], "two")
    expect(otto.locator("#new")).to_contain_text("1 new case", timeout=15_000)
    assert shown(otto) == order
    otto.keyboard.press("n")
    expect(otto.locator(".rows > .row")).to_have_count(len(order) + 1)
    assert at(otto) not in order
    expect(otto.locator("#new")).to_be_hidden()
    nils.keyboard.press("z")
    otto.context.close()
    nils.context.close()


def test_who_is_recused_sees_the_case_neither_in_the_queue_nor_in_a_glance(desk: Desk) -> None:
    nils = desk.officer("nils")
    expect(nils.locator(".row .told").first).to_contain_text(CANARY)
    case = shown(nils)[0]
    kept = run("tocsin-desk", "recuse", case, "--officer", "nils", "--reason", "it names me", home=desk.home)
    assert kept.returncode == 0, kept.stderr
    expect(nils.locator(f"#r-{case}")).to_have_count(0, timeout=15_000)
    nils.reload()
    expect(nils.locator(".row .told").first).to_contain_text(CANARY)
    assert case not in nils.content()
    nils.context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_is_wrong_with_the_queue(desk: Desk, width: int, language: str) -> None:
    page = desk.officer("otto", viewport={"width": width, "height": 800}, bypass_csp=True)
    page.context.add_cookies([{"name": "tocsin_language", "value": language, "url": desk.url}])
    page.reload()
    page.evaluate("document.querySelector('#filters').open = true")
    page.locator(".pick input").first.check()
    assert violations(page) == []
    page.context.close()


def _log_size(desk: Desk) -> int:
    return int(json.loads(run("tocsin-desk", "log", "--officer", "otto", "--json", home=desk.home).stdout)["size"])
