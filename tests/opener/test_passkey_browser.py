"""A real browser's passkey: Chromium with a virtual authenticator signs a shift, and the opener believes it."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.opener.houses import World
from tests.opener.passkeys import PasskeyOfficer
from tocsin.charter.model import Opening
from tocsin.opener.authorise.officers import Key, add_key, drop_keys
from tocsin.opener.authorise.passkey import challenge_of, unb64url
from tocsin.opener.errors import NotAllowed

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
CREATE = """async () => {
  const made = await navigator.credentials.create({ publicKey: {
    challenge: new Uint8Array(32), rp: { name: "desk" },
    user: { id: new Uint8Array(16), name: "otto", displayName: "otto" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" } } });
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return { credential: made.id, public: text(made.response.getPublicKey()) };
}"""
GET = """async ([challenge, verification]) => {
  const bytes = Uint8Array.from(atob(challenge), (c) => c.charCodeAt(0));
  const got = await navigator.credentials.get({ publicKey: { challenge: bytes, userVerification: verification } });
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const { authenticatorData, clientDataJSON, signature } = got.response;
  return { credential: got.id, authenticator_data: text(authenticatorData), client_data: text(clientDataJSON),
    signature: text(signature) };
}"""


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>desk</title>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Blank) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def page_with_authenticator(browser: Browser, origin: str) -> tuple[Page, CDPSession, str]:
    page = browser.new_page()
    page.goto(origin)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page, session, added["authenticatorId"]


def desk_at(world: World, origin: str) -> None:
    line = replace(world.house.charter.line, opening=Opening(origins={"main": origin}))
    world.house.charter = replace(world.house.charter, line=line)


class BrowserOfficer(PasskeyOfficer):
    """An officer whose passkey is in the browser."""

    def __init__(self, world: World, page: Page) -> None:
        super().__init__(world)
        self.page, self.verification = page, "required"
        made = page.evaluate(CREATE)
        key = Key.make(base64.b64decode(made["public"]), unb64url(made["credential"]))
        with world.house.database.main:
            drop_keys(world.house, self.name)
            add_key(world.house, self.name, key)

    def sign(self, data: bytes) -> dict[str, Any]:
        challenge = base64.b64encode(challenge_of(data)).decode()
        signed: dict[str, Any] = self.page.evaluate(GET, [challenge, self.verification])
        return signed


@pytest.mark.browser
def test_a_shift_begins_with_a_browsers_passkey_at_this_origin_alone(
    tmp_path: Path, browser: Browser, origin: str
) -> None:
    world = World(tmp_path / "home")
    desk_at(world, origin)
    otto = BrowserOfficer(world, page_with_authenticator(browser, origin)[0])
    otto.begin()
    assert otto.ask("cases")["total"] == 0
    otto.begin()
    desk_at(world, "https://desk.harbour.example")
    with pytest.raises(NotAllowed, match="another page"):
        otto.begin()


@pytest.mark.browser
def test_a_passkey_whose_holder_was_not_verified_begins_no_shift(tmp_path: Path, browser: Browser, origin: str) -> None:
    world = World(tmp_path / "home")
    desk_at(world, origin)
    page, session, authenticator = page_with_authenticator(browser, origin)
    otto = BrowserOfficer(world, page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    otto.verification = "discouraged"
    with pytest.raises(NotAllowed, match="not verified"):
        otto.begin()
