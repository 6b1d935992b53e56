"""A passkey for signing in and for a shift, from its making to its end, in a real browser with an authenticator."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.desk.authenticators import Authenticator
from tests.desk.working import Desk, enter
from tests.lines import run
from tests.pages.browsers import violations
from tocsin.opener.authorise.passkey import b64url, challenge_of

pytestmark = pytest.mark.browser


def officer_with(browser: Browser, desk: Desk, name: str, **context: object) -> tuple[Page, Authenticator]:
    """Open the page of an officer's keys, in a browser with an authenticator."""
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    authenticator = Authenticator(page)
    enter(page, desk, name)
    page.wait_for_url(f"{desk.url}/")
    page.goto(f"{desk.url}/keys")
    return page, authenticator


def make(page: Page) -> None:
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("signs you in from now on")).to_be_visible()


def propose(page: Page, desk: Desk, name: str, folder: Path) -> str:
    """Have two supervisors make known what the page gives; return what was proposed."""
    with page.expect_download() as saved:
        page.locator(".factors a[download]").click()
    path = folder / f"{name}.json"
    saved.value.save_as(path)
    proposed = ("propose", "key", "--name", name, "--key", str(path), "--reason", "a passkey", "--officer", "sara")
    answer = run("tocsin-desk", *proposed, "--json", home=desk.home)
    assert answer.returncode == 0, answer.stderr
    proposal = json.loads(answer.stdout)["proposal"]
    answer = run("tocsin-desk", "confirm", proposal, "--officer", "sven", home=desk.home)
    assert answer.returncode == 0, answer.stderr
    return path.read_text()


def leave(page: Page, desk: Desk) -> None:
    """Sign out, and forget what this browser keeps but its authenticator."""
    page.context.clear_cookies()
    page.goto(f"{desk.url}/sign-in")
    page.evaluate("indexedDB.deleteDatabase('tocsin-desk')")


def test_one_passkey_signs_in_and_begins_a_shift_once_two_supervisors_made_it_known(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    page, _ = officer_with(browser, desk, "nils")
    expect(page.get_by_text("None yet.")).to_be_visible()
    page.get_by_label("In a security key").check()
    make(page)
    expect(page.locator(".factors > li")).to_contain_text("Passkey in a security key, since")
    expect(page.locator(".factors .print")).to_have_text(re.compile(r"^([0-9a-f]{4} ){15}[0-9a-f]{4}$"))
    assert violations(page) == []

    page.goto(f"{desk.url}/shift")
    page.get_by_role("button", name="End the shift").click()
    page.get_by_role("button", name="With a passkey").click()
    expect(page.locator("#shift-told")).to_contain_text("does not know this key as yours")

    page.goto(f"{desk.url}/keys")
    propose(page, desk, "nils", tmp_path)
    leave(page, desk)
    page.goto(f"{desk.url}/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{desk.url}/")  # by the practice key, as in every demonstration
    page.goto(f"{desk.url}/shift")
    page.get_by_role("button", name="End the shift").click()
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url(f"{desk.url}/")
    expect(page.locator("#shift-shown span")).to_contain_text("h left")


def test_whom_a_guesser_of_passwords_locked_out_comes_in_by_passkey(desk: Desk, browser: Browser) -> None:
    page, _ = officer_with(browser, desk, "otto")
    make(page)
    leave(page, desk)
    for _ in range(6):
        page.get_by_label("Name", exact=True).fill("otto")
        page.get_by_label("Password", exact=True).fill("a guess")
        page.get_by_role("button", name="Go on to the code").click()
        expect(page.locator(".notice.danger")).to_be_visible()
    expect(page.locator(".notice.danger")).to_contain_text("Too many tries for this name")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{desk.url}/")


def test_a_touch_for_signing_in_signs_no_shift_and_no_approval(desk: Desk, browser: Browser) -> None:
    page, authenticator = officer_with(browser, desk, "sven")
    make(page)
    leave(page, desk)
    touched = [each["signCount"] for each in authenticator.passkeys()]
    # What a web process that was taken over would have signed: the opener's own challenge for bytes of its choice.
    challenge = b64url(challenge_of(b'{"decision":"confirm"}'))

    def lie(route: Route) -> None:
        options = (answer := route.fetch()).json()
        options["request_options"]["publicKey"]["challenge"] = challenge
        route.fulfill(response=answer, json=options)

    page.route("**/sign-in/passkey", lie)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#passkey-told")).to_contain_text("This did not work")
    assert [each["signCount"] for each in authenticator.passkeys()] == touched


def test_a_clock_that_is_behind_is_told_before_anything_is_signed(desk: Desk, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.add_init_script("const real = Date.now; Date.now = () => real() - 600_000;")
    enter(page, desk, "sara")
    expect(page.locator("#shift-told")).to_contain_text("more than a minute apart")
