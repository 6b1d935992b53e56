"""What takes an own key, in the dialog that asks for one: a passkey signs, a key file signs, and why one did not."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.desk.authenticators import Authenticator
from tests.desk.test_passkeys_browser import make, officer_with, propose
from tests.desk.test_staff_browser import kept
from tests.desk.working import ORIGINS, Desk, make_home
from tests.lines import free_port, running
from tests.pages.browsers import chromium
from tocsin.exchange import places

pytestmark = pytest.mark.browser


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@contextmanager
def opener(desk: Desk, origin: str) -> Iterator[None]:
    """Run the opener with this origin in its charter, or with none."""
    charter = desk.home / "charter" / "line.toml"
    text = charter.read_text(encoding="utf-8").split("\n[opener.origins]")[0]
    charter.write_text(text + (ORIGINS.format(url=origin) if origin else ""), encoding="utf-8")
    serve = ("tocsin-opener", "serve", "--home", str(desk.home), "--demonstration", "--collect-every", "0")
    socket = places.socket(desk.home, "main")
    socket.unlink(missing_ok=True)  # one that an earlier opener left is no sign that this one listens
    with running(*serve, unix=socket):
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    port = free_port()
    url = f"http://localhost:{port}"
    home = make_home(tmp_path / "home", url, ())
    with running("tocsin-desk", "serve", "--home", str(home), "--port", str(port), port=port):
        yield Desk(home, url)


def ask_for_own_key(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/officers")
    page.locator('[data-officer="otto"]').get_by_role("button", name="Propose a change").click()
    page.get_by_label("The compartments", exact=True).check()
    page.locator("#proposing-compartments").fill("dock")
    page.get_by_label("Reason").fill("For the docks.")
    page.get_by_role("button", name="Go on to sign").click()
    expect(page.locator("#own-key")).to_be_visible()


def begin_shift(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/shift")
    page.get_by_role("button", name="End the shift").click()
    page.get_by_role("button", name="With this browser's key").click()
    page.wait_for_url(f"{desk.url}/")


def refuses(page: Page, desk: Desk, words: str) -> None:
    """Sign with the passkey; the form says why it was not taken, and what was typed is still there."""
    ask_for_own_key(page, desk)
    page.get_by_role("button", name="With a passkey").click()
    expect(page.locator("#proposing-fault")).to_contain_text(words)
    expect(page.get_by_label("Reason")).to_have_value("For the docks.")


def take_back(page: Page) -> None:
    page.locator("#open-list > li").get_by_role("button", name="Take it back").click()
    expect(page.locator("#own-key")).to_be_visible()


def only(authenticator: Authenticator, passkey: dict[str, object], **other: object) -> None:
    authenticator.forget()
    authenticator.put({**passkey, **other})


def test_a_passkey_or_a_key_file_signs_and_what_stands_in_the_way_is_said_with_a_way_out(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    with opener(desk, desk.url):
        page, authenticator = officer_with(browser, desk, "sara")
        make(page)
        propose(page, desk, "sara", tmp_path)
        [passkey] = authenticator.passkeys()
        ask_for_own_key(page, desk)
        page.get_by_role("button", name="With a passkey").click()
        expect(page.locator("#officers-done")).to_contain_text("Proposed.")

        page.evaluate(FORGET)
        before = kept(page)
        page.reload()
        take_back(page)
        expect(page.locator("#own-key-device")).to_be_hidden()
        page.locator("#own-key-file").set_input_files(tmp_path / "sara.json")
        expect(page.locator("#own-key").get_by_role("alert")).to_contain_text("not a key file of an officer")
        page.locator("#own-key-file").set_input_files(places.officers(desk.home, "main") / "sara.key")
        expect(page.locator("#officers-done")).to_have_text("Ended. Nothing was changed.")
        assert kept(page) == before

        only(authenticator, passkey, userHandle=base64.b64encode(b"7").decode(), credentialId="AAAA")
        refuses(page, desk, "belongs to another officer")
        only(authenticator, passkey)  # as it was before it signed: a copy
        refuses(page, desk, "perhaps somebody copied it")

    only(authenticator, passkey, signCount=99)
    with opener(desk, ""):
        begin_shift(page, desk)
        refuses(page, desk, "names it in the charter; until then use a key file")
    with opener(desk, "http://localhost:1"):
        begin_shift(page, desk)
        refuses(page, desk, "You are at another address")
    page.context.close()


FORGET = """() => new Promise((done) => { const o = indexedDB.open("tocsin-desk", 1); o.onsuccess = () => {
  const k = o.result.transaction("kept", "readwrite").objectStore("kept").delete("key:sara");
  k.onsuccess = () => { o.result.close(); done(); }; }; })"""
