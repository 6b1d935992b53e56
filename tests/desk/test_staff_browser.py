"""Signing in and the shift, in a real browser: keys stay where they are, and nobody inherits another's shift."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import Desk, enter, sign_in
from tests.pages.browsers import violations

pytestmark = pytest.mark.browser
KEPT = """() => new Promise((done) => { const o = indexedDB.open("tocsin-desk", 1); o.onsuccess = () => {
  const s = o.result.transaction("kept").objectStore("kept"); const k = s.getAllKeys();
  k.onsuccess = () => done(k.result); }; })"""

KEPT_KEY = """() => new Promise((done) => { const o = indexedDB.open("tocsin-desk", 1); o.onsuccess = () => {
  const k = o.result.transaction("kept").objectStore("kept").get("key:otto");
  k.onsuccess = () => done(k.result?.publicKey ?? ""); }; })"""
FORGET_KEY = """() => new Promise((done) => { const o = indexedDB.open("tocsin-desk", 1); o.onsuccess = () => {
  const k = o.result.transaction("kept", "readwrite").objectStore("kept").delete("key:otto");
  k.onsuccess = () => { o.result.close(); done(); }; }; })"""


def kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate(KEPT)
    return names


def test_one_press_leads_a_stranger_of_the_demonstration_into_a_shift(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    assert kept(page) == ["key:otto", "shift"]
    page.goto(f"{desk.url}/shift")
    expect(page.get_by_role("heading", name="A shift goes on in this browser")).to_be_visible()
    assert violations(page) == []


def test_signing_out_ends_the_shift_in_this_browser(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert kept(page) == ["key:otto"]
    assert violations(page) == []


def test_an_officer_who_signs_in_on_the_same_machine_inherits_no_shift(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk)
    page.context.clear_cookies()  # Otto went home without signing out, and his session ended
    page.goto(f"{desk.url}/sign-in")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.wait_for_function("indexedDB.databases !== undefined")
    assert kept(page) == ["key:otto"]
    enter(page, desk, "sara")
    page.wait_for_url(f"{desk.url}/")
    assert kept(page) == ["key:otto", "key:sara", "shift"]


def test_a_shift_of_somebody_else_is_not_passed_on(desk: Desk, browser: Browser) -> None:
    page = sign_in(browser, desk, "nils")
    forged = {"format": "tocsin/shift/v1", "officer": "otto", "session": "x", "nonce": "00", "expires": "x"}
    asked = """async (shift) => { const token = document.documentElement.dataset.token;
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
      const body = JSON.stringify({ shift, signature: "" });
      const answer = await fetch("/ask/shift", { method: "POST", headers, body });
      return [answer.status, (await answer.json()).error]; }"""
    assert page.evaluate(asked, json.dumps(forged)) == [403, "not-allowed"]


def test_a_key_file_is_taken_in_and_cannot_be_copied_out(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    page = sign_in(browser, desk)
    page.goto(f"{desk.url}/keys")
    expect(page.locator("#device-print")).not_to_be_empty()
    first = page.locator("#device-print").text_content()
    page.get_by_role("button", name="Make a new key").click()
    page.get_by_role("button", name="Give it up").click()
    expect(page.locator("#device-print")).not_to_have_text(first or "")
    page.get_by_role("button", name="Ask the opener").click()
    expect(page.locator("#keys-told")).to_contain_text("does not know this key")
    page.locator("#device-file").set_input_files(desk.home / "desk" / "main" / "officers" / "otto.key")
    page.get_by_role("button", name="Give it up").click()
    expect(page.locator("#device-print")).to_have_text(first or "")
    page.get_by_role("button", name="Ask the opener").click()
    expect(page.locator("#device-known")).to_contain_text("knows this key")
    copied = """() => new Promise((done) => { const o = indexedDB.open("tocsin-desk", 1); o.onsuccess = () => {
      const g = o.result.transaction("kept").objectStore("kept").get("key:otto");
      g.onsuccess = () => crypto.subtle.exportKey("pkcs8", g.result.key)
        .then(() => done("copied"), (e) => done(e.name)); };})"""
    assert page.evaluate(copied) == "InvalidAccessError"
    wrong = tmp_path / "wrong.key"
    wrong.write_text("no key")
    page.locator("#device-file").set_input_files(wrong)
    expect(page.locator("#keys-told")).to_contain_text("not a key file")
    expect(page.locator("#replace")).to_be_hidden()
    expect(page.locator("#device-print")).to_have_text(first or "")
    assert violations(page) == []


def test_a_key_file_that_begins_no_shift_takes_no_good_keys_place(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    page = sign_in(browser, desk)
    page.goto(f"{desk.url}/shift")
    page.get_by_role("button", name="End the shift").click()
    good = page.evaluate(KEPT_KEY)
    wrong, keys = tmp_path / "wrong.key", desk.home / "desk" / "main" / "officers"
    wrong.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    for file, words in ((wrong, "a PEM that begins with"), (keys / "nils.key", "Two supervisors make it known")):
        page.get_by_label("Or with your key file").set_input_files(file)
        expect(page.locator("#shift-told")).to_contain_text(words)
        assert page.evaluate(KEPT_KEY) == good
    page.reload()
    page.get_by_role("button", name="With this browser's key").click()
    page.wait_for_url(f"{desk.url}/")

    page.goto(f"{desk.url}/keys")
    expect(page.locator("#device-print")).to_be_visible()
    old = page.locator("#device-print").inner_text()
    page.get_by_role("button", name="Make a new key").click()
    page.get_by_role("button", name="Give it up").click()
    expect(page.locator("#device-print")).not_to_have_text(old)
    made = page.evaluate(KEPT_KEY)
    for stands in (made, good):  # a file that begins a shift is kept only where no other key is
        page.goto(f"{desk.url}/shift")
        page.get_by_role("button", name="End the shift").click()
        page.get_by_label("Or with your key file").set_input_files(keys / "otto.key")
        page.wait_for_url(f"{desk.url}/")
        assert page.evaluate(KEPT_KEY) == stands
        page.evaluate(FORGET_KEY)


def test_a_clock_that_goes_ahead_within_a_minute_begins_a_shift(desk: Desk, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.add_init_script("const real = Date.now; Date.now = () => real() + 50_000;")
    enter(page, desk, "otto")
    page.wait_for_url(f"{desk.url}/")
