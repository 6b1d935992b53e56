"""The supervisors' page in real browsers: one proposes, another confirms, each with a key of their own."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, Route, expect

from tests.desk.working import Desk, sign_in
from tests.lines import run
from tests.pages.browsers import violations
from tocsin.exchange.request import new_session_key

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def sara(desk: Desk, browser: Browser) -> Page:
    return sign_in(browser, desk, "sara")


@pytest.fixture(scope="module")
def sven(desk: Desk, browser: Browser) -> Page:
    return sign_in(browser, desk, "sven", **PHONE)


def look(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/officers")
    expect(page.locator('[data-officer="otto"] h3')).to_be_visible()


def sign(page: Page) -> None:
    page.locator("#own-key").get_by_role("button", name="With this browser's key").click()


def public_file(path: Path) -> Path:
    public = new_session_key().public_key()
    path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def propose(page: Page, desk: Desk, officer: str, change: str, reason: str) -> None:
    """Go as far as the key that signs."""
    look(page, desk)
    page.locator(f'[data-officer="{officer}"]').get_by_role("button", name="Propose a change").click()
    form = page.locator("#proposing")
    form.get_by_label(change, exact=True).check()
    form.get_by_label("Reason").fill(reason)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on to sign").click()


def test_an_officer_is_made_by_two_in_their_browsers(desk: Desk, sara: Page, sven: Page, tmp_path: Path) -> None:
    look(sara, desk)
    expect(sara.locator("#open-none")).to_be_visible()
    assert violations(sara) == []
    sara.get_by_role("button", name="Propose a new officer").click()
    form = sara.locator("#proposing")
    go_on(sara)
    expect(form.get_by_role("alert")).to_have_text("Write the name of the new officer.")
    form.get_by_label("Name of the new officer").fill("berta")
    (tmp_path / "private.pem").write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    form.get_by_label("The public half").set_input_files(tmp_path / "private.pem")
    go_on(sara)
    expect(form.get_by_role("alert")).to_contain_text("Never bring a private key here")
    form.get_by_label("The public half").set_input_files(public_file(tmp_path / "berta.pem"))
    form.get_by_label("Compartments", exact=True).fill("tide  dock")
    form.get_by_label("Reason").fill("We are too few.")
    assert violations(sara) == []
    go_on(sara)
    signed = sara.locator("#own-key-what")
    expect(signed).to_contain_text("berta becomes an officer of this desk.")
    expect(signed.locator("[data-compartments]")).to_have_text("dock, tide")
    print_ = signed.locator("[data-key]").inner_text()
    assert re.fullmatch(r"([0-9a-f]{4} ?){16}", print_)
    sign(sara)
    expect(sara.locator("#officers-done")).to_contain_text("Nothing has changed yet")
    own = sara.locator("#open-list > li")
    expect(own).to_contain_text("Another supervisor has to confirm it.")
    expect(own.get_by_role("button", name="Confirm")).to_be_hidden()

    look(sven, desk)
    card = sven.locator("#open-list > li").filter(has_text="berta becomes an officer")
    for said in ("We are too few.", "dock, tide", print_, "sara"):
        expect(card).to_contain_text(said)
    assert violations(sven) == []
    card.get_by_role("button", name="Confirm").click()
    expect(sven.locator("#own-key-what [data-key]")).to_have_text(print_)
    sign(sven)
    expect(sven.locator("#officers-done")).to_contain_text("tocsin-desk invite berta")
    expect(sven.locator('[data-officer="berta"]')).to_contain_text("dock")
    expect(sven.locator("#decided-list")).to_contain_text("Confirmed by sven.")
    assert "berta" in run("tocsin-desk", "officers", "--officer", "sara", home=desk.home).stdout


def test_a_role_is_declined_and_taken_back_and_nothing_changes(desk: Desk, sara: Page, sven: Page) -> None:
    for who, button in ((sven, "Decline"), (sara, "Take it back")):
        propose(sara, desk, "nils", "The role", "He may plan.")
        sara.locator("#proposing-role").select_option("supervisor")
        go_on(sara)
        sign(sara)
        expect(sara.locator("#officers-done")).to_contain_text("Proposed.")
        look(who, desk)
        who.locator("#open-list > li").filter(has_text="nils").get_by_role("button", name=button).click()
        sign(who)
        expect(who.locator("#officers-done")).to_have_text("Ended. Nothing was changed.")
        expect(who.locator('[data-officer="nils"]')).to_have_attribute("data-role", "officer")


def test_what_is_about_oneself_another_confirms_and_two_supervisors_stay(desk: Desk, sara: Page, sven: Page) -> None:
    propose(sara, desk, "sven", "The compartments", "He takes the docks.")
    sara.locator("#proposing-compartments").fill("dock")
    go_on(sara)
    sign(sara)
    expect(sara.locator("#officers-done")).to_contain_text("Proposed.")
    look(sven, desk)
    card = sven.locator("#open-list > li").filter(has_text="sven has these compartments")
    expect(card).to_contain_text("This is about you.")
    expect(card.get_by_role("button", name="Confirm")).to_be_hidden()
    propose(sara, desk, "sven", "This officer leaves", "He retires.")
    go_on(sara)
    sign(sara)
    expect(sara.locator("#proposing-fault")).to_have_text("Two supervisors must stay. Make another supervisor first.")
    expect(sara.get_by_label("Reason")).to_have_value("He retires.")


def test_a_key_that_is_not_the_supervisors_own_signs_nothing(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, "sara")
    propose(page, desk, "otto", "This officer leaves", "He goes.")
    go_on(page)
    expect(page.locator("#own-key")).to_be_visible()
    other = desk.home / "desk" / "main" / "officers" / "otto.key"
    page.get_by_label("Or with your key file").last.set_input_files(other)
    expect(page.locator("#proposing-fault")).to_contain_text("the key that signed is not known as yours")
    expect(page.locator("#officers-done")).to_be_hidden()


def test_a_recusal_that_one_may_see_is_ended_by_two(desk: Desk, sara: Page, sven: Page) -> None:
    shown = run("tocsin-desk", "cases", "--officer", "sara", home=desk.home).stdout
    case = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", shown)[0]
    told = ("recuse", case, "--officer", "sara", "--reason", "his brother")
    assert run("tocsin-desk", *told, "--who", "nils", home=desk.home).returncode == 0
    look(sara, desk)
    row = sara.locator('[data-officer="nils"]')
    expect(row).to_contain_text(case)
    row.get_by_role("button", name="Propose to end this").click()
    sara.get_by_label("Reason").fill("They are not related.")
    go_on(sara)
    sign(sara)
    expect(sara.locator("#officers-done")).to_contain_text("Proposed.")
    look(sven, desk)
    card = sven.locator("#open-list > li").filter(has_text=f"nils is no longer kept from case {case}.")
    card.get_by_role("button", name="Confirm").click()
    sign(sven)
    expect(sven.locator("#officers-done")).to_contain_text("Confirmed.")
    expect(sven.locator('[data-officer="nils"]')).not_to_contain_text(case)


def test_what_somebody_else_decided_meanwhile_is_no_longer_open(desk: Desk, sara: Page, sven: Page) -> None:
    propose(sara, desk, "otto", "The compartments", "For the docks.")
    sara.locator("#proposing-compartments").fill("dock")
    go_on(sara)
    sign(sara)
    expect(sara.locator("#officers-done")).to_contain_text("Proposed.")
    look(sven, desk)
    card = sven.locator("#open-list > li").filter(has_text="otto has these compartments")
    name = card.locator("[data-name]").inner_text().replace(" ", "")
    assert run("tocsin-desk", "decline", name, "--officer", "sara", home=desk.home).returncode == 0
    card.get_by_role("button", name="Confirm").click()
    sign(sven)
    expect(sven.locator("#officers-trouble")).to_contain_text("This proposal is no longer open")
    expect(sven.locator("#open-list > li").filter(has_text="otto has these compartments")).to_have_count(0)


LIES = """<dialog id="own-key" open><div id="own-key-what"><h3>otto gets a day off.</h3></div>
<button id="own-key-device">With this browser's key</button></dialog>
<template id="sentences"><p data-code="act-end">{officer} gets a day off.</p><p data-code="confirm">Look.</p></template>
</body>"""
FIRST_MOMENT = """() => { new MutationObserver(([{addedNodes: [dialog]}], once) => {
  window.pressable = [...dialog.querySelectorAll('.row button')].some(button => !button.disabled); once.disconnect();
}).observe(document.documentElement, {childList: true}); }"""


def test_a_page_that_lies_has_nothing_signed_under_another_name(desk: Desk, sara: Page, sven: Page) -> None:
    propose(sara, desk, "otto", "This officer leaves", "He \u202egoes.")
    go_on(sara)
    sign(sara)
    expect(sara.locator("#officers-done")).to_contain_text("Proposed.")

    def lie(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</h3>", "?</h3>").replace("</body>", LIES))

    sven.route("**/officers", lie)
    look(sven, desk)
    sven.evaluate(FIRST_MOMENT)
    sven.locator("#open-list > li").filter(has_text="otto leaves").get_by_role("button", name="Confirm").click()
    true = sven.locator("html > dialog")
    for words in (
        "You sign that this be done.",
        "otto leaves: every key and shift of theirs ends.",
        "You sign as sven.",
    ):
        expect(true).to_contain_text(words)
    assert sven.evaluate("window.pressable") is False, "a second click of a double click would sign unread"
    expect(true.locator("[data-reason]")).to_have_css("unicode-bidi", "isolate")
    over = "([x, y]) => document.elementFromPoint(x, y).closest('dialog') === document.querySelector('html > dialog')"
    box = true.get_by_role("button", name="With this browser's key").bounding_box()
    assert box is not None
    assert sven.evaluate(over, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    assert violations(sven) == []
    true.get_by_role("button", name="Cancel").click()
    sven.unroute("**/officers")
    expect(sven.locator("#open-list > li").filter(has_text="otto leaves")).to_be_visible()


def test_an_officer_finds_no_such_page_and_confirms_nothing(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, "otto")
    assert page.locator('a[href="/officers"]').count() == 0
    answer = page.goto(f"{desk.url}/officers")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("Your role at this desk does not include this page")
    posted = """async (path) => { const headers = { "Content-Type": "application/json",
      "X-CSRFToken": document.documentElement.dataset.token };
      return (await fetch(path, { method: "POST", headers, body: "{}" })).status; }"""
    for place in ("people", "proposals", "propose", "confirm", "decline"):
        assert page.evaluate(posted, f"/officers/{place}") == 403
