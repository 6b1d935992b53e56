"""A desk at work in a real browser: reports told, officers signed in, with a shift that goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.lines import free_port, now, run, running, whole_home
from tocsin.desk.asking.relay import relay
from tocsin.envelope import canonical
from tocsin.envelope.compose import compose_report
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.request import Shift, read_private, sign
from tocsin.exchange.segment import encode_record
from tocsin.operator.home import Home

SESSION = """
import sys, time, django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tocsin.desk.staff.models import Officer
while not (who := Officer.objects.filter(name=sys.argv[1]).first()): time.sleep(0.2)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(who.pk), who.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
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
        """Have (concern, what) told, and collected."""
        self.send([{"concern": concern, "language": "en", "what": what} for concern, what in told], name)

    def send(self, reports: list[dict[str, Any]], name: str) -> None:
        """Have whole reports arrive, and collected."""
        home = Home(self.home)
        keys = LineKeys.read(home.keys_json.read_bytes(), canonical.unhex(home.read_facts()["root"], 32))
        with (places.slot(self.home, "main") / f"{name}.seg").open("ab") as file:
            for told in reports:
                words = {key: value for key, value in told.items() if key != "identity"}
                options: dict[str, Any] = {"receipt": Receipt(os.urandom(16)), "keys": keys, "desk": "main"}
                options |= {"charter": "2026.1", "attachments": (), "now": now(), "rng": os.urandom}
                post = compose_report(words, None, **options)
                file.write(encode_record(str(post.name), post.body))
        assert run("tocsin-desk", "collect", home=self.home).returncode == 0

    def officer(self, name: str, **context: object) -> Page:
        """Open a window of an officer who is signed in and whose shift goes on."""
        env = {"DJANGO_SETTINGS_MODULE": "tocsin.desk.settings", "TOCSIN_HOME": str(self.home)}
        words = [sys.executable, "-c", SESSION, name]
        made = subprocess.run(words, env=os.environ | env, capture_output=True, text=True, check=True, timeout=60)
        window = self.browser.new_context(**context)  # type: ignore[arg-type]
        window.add_cookies([{"name": "tocsin_desk_main", "value": made.stdout.strip(), "url": self.url}])
        page = window.new_page()
        page.goto(f"{self.url}/shift")
        self._begin_shift(page, name)
        page.goto(self.url)
        # The page's script runs once its first row stands; a key pressed before that is nobody's.
        if page.locator(".rows > .row").count():
            page.locator(".rows > .row.at").wait_for()
        return page

    def _begin_shift(self, page: Page, name: str) -> None:
        public, socket = page.evaluate(NEW_KEY), places.socket(self.home, "main")
        expires = (now() + timedelta(hours=8)).replace(microsecond=0)
        data = Shift(name, public, relay(socket, {"hello": True})["nonce"], expires).to_bytes()
        key = read_private((places.officers(self.home, "main") / f"{name}.key").read_bytes())
        begun = relay(socket, {"shift": data.decode(), "signature": sign(key, data)})
        shift = {"officer": name, "id": begun["shift"], "expires": json.loads(data)["expires"], "counter": 0}
        page.evaluate(KEEP, shift)


@contextmanager
def desk_at_work(home: Path, browser: Browser, *, supervisors: tuple[str, ...] = ()) -> Iterator[Desk]:
    """Run a line's opener and its desk until the block ends."""
    port = free_port()
    whole_home(home, officers=("otto", "nils"), supervisors=supervisors)
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    serve = ("tocsin-desk", "serve", "--home", str(home), "--desk", "main", "--port", str(port))
    with running(*opener, unix=places.socket(home, "main")), running(*serve, port=port):
        yield Desk(home, f"http://localhost:{port}", browser)
