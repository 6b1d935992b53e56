"""The queue in a real browser: keys alone, glances that live in the page, what others do seen without a reload."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.lines import free_port, left_behind, now, run, running, whole_home
from tests.pages.browsers import chromium, violations
from tocsin.desk.asking.relay import relay
from tocsin.envelope import canonical
from tocsin.envelope.compose import compose_report
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.request import Shift, read_private, sign
from tocsin.exchange.segment import encode_record
from tocsin.operator.home import Home

pytestmark = pytest.mark.browser
CANARY = "quinceparasol"
TOLD = [
    ("ce-approach", f"{CANARY} money for tide tables"),
    ("ce-insider", f"{CANARY} a copied plan"),
    ("unsure", CANARY),
]
SESSION = """
import sys, time, django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tocsin.desk.staff.models import Officer
while not (who := Officer.objects.filter(name=sys.argv[1]).first()): time.sleep(0.2)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(who.pk), who.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.create()
print(session.session_key)
"""
NEW_KEY = """async () => {
  const pair = await crypto.subtle.generateKey({name: 'ECDSA', namedCurve: 'P-256'}, false, ['sign', 'verify']);
  window.made = pair.privateKey;
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))));
}"""
KEEP = """shift => new Promise(done => {
  const opening = indexedDB.open('tocsin-desk', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
  opening.onsuccess = () => {
    const writing = opening.result.transaction('kept', 'readwrite');
    writing.objectStore('kept').put({...shift, session: window.made}, 'shift');
    writing.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


@dataclass(frozen=True)
class Desk:
    home: Path
    url: str
    browser: Browser

    def tell(self, told: list[tuple[str, str]], name: str) -> None:
        home = Home(self.home)
        keys = LineKeys.read(home.keys_json.read_bytes(), canonical.unhex(home.read_facts()["root"], 32))
        with (places.slot(self.home, "main") / f"{name}.seg").open("ab") as file:
            for concern, what in told:
                words = {"concern": concern, "language": "en", "what": what}
                receipt = Receipt(os.urandom(16))
                options = {"receipt": receipt, "keys": keys, "desk": "main", "charter": "2026.1"}
                post = compose_report(words, None, **options, attachments=(), now=now(), rng=os.urandom)  # type: ignore[arg-type]
                file.write(encode_record(str(post.name), post.body))
        assert run("tocsin-desk", "collect", home=self.home).returncode == 0

    def officer(self, name: str, **context: object) -> Page:
        """Open a window of an officer who is signed in and whose shift goes on."""
        env = {"DJANGO_SETTINGS_MODULE": "tocsin.desk.settings", "TOCSIN_HOME": str(self.home)}
        words = [sys.executable, "-c", SESSION, name]
        made = subprocess.run(words, env=os.environ | env, capture_output=True, text=True, check=True, timeout=60)
        window = self.browser.new_context(**context)  # type: ignore[arg-type]
        window.add_cookies([{"name": "tocsin_desk", "value": made.stdout.strip(), "url": self.url}])
        page = window.new_page()
        page.goto(f"{self.url}/shift")
        self._begin_shift(page, name)
        page.goto(self.url)
        return page

    def _begin_shift(self, page: Page, name: str) -> None:
        public, socket = page.evaluate(NEW_KEY), places.socket(self.home, "main")
        expires = (now() + timedelta(hours=8)).replace(microsecond=0)
        data = Shift(name, public, relay(socket, {"hello": True})["nonce"], expires).to_bytes()
        key = read_private((places.officers(self.home, "main") / f"{name}.key").read_bytes())
        begun = relay(socket, {"shift": data.decode(), "signature": sign(key, data)})
        shift = {"officer": name, "id": begun["shift"], "expires": json.loads(data)["expires"], "counter": 0}
        page.evaluate(KEEP, shift)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home, port = tmp_path_factory.mktemp("queue") / "home", free_port()
    whole_home(home, officers=("otto", "nils"))
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    serve = ("tocsin-desk", "serve", "--home", str(home), "--desk", "main", "--port", str(port))
    with (
        running(*opener, unix=places.socket(home, "main")),
        running(*serve, port=port),
        sync_playwright() as playwright,
    ):
        browser = chromium(playwright)
        place = Desk(home, f"http://localhost:{port}", browser)
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
    case = json.loads(run("tocsin-desk", "cases", "--officer", "otto", "--json", home=desk.home).stdout)["cases"][0][
        "case"
    ]
    kept = run("tocsin-desk", "recuse", case, "--officer", "nils", "--reason", "it names me", home=desk.home)
    assert kept.returncode == 0, kept.stderr
    nils = desk.officer("nils")
    expect(nils.locator(f"#r-{case}")).to_have_count(0, timeout=15_000)
    nils.reload()
    expect(nils.locator(".row .told").first).to_contain_text(CANARY)
    assert case not in nils.content()
    nils.context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_is_wrong_with_the_queue(desk: Desk, width: int, language: str) -> None:
    page = desk.officer("otto", viewport={"width": width, "height": 800}, bypass_csp=True)
    page.request.post(f"{desk.url}/language", form={"language": language, "next": "/"})
    page.context.add_cookies([{"name": "tocsin_language", "value": language, "url": desk.url}])
    page.reload()
    page.evaluate("document.querySelector('#filters').open = true")
    page.locator(".pick input").first.check()
    assert violations(page) == []
    page.context.close()


def _log_size(desk: Desk) -> int:
    return int(json.loads(run("tocsin-desk", "log", "--officer", "otto", "--json", home=desk.home).stdout)["size"])
