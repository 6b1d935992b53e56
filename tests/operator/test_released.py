"""What stands before the desk: a web process that was taken over runs no script of its own in officers' browsers."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import Desk, enter, make_home
from tests.lines import REPOSITORY, free_port, listens, now, run, running
from tests.operator.proxies import CHAIN, caddy, caddyfile, certificate
from tests.operator.taken_over import LOOSE, SMUGGLED
from tocsin.desk.answers import HEADERS, POLICY
from tocsin.exchange import places
from tocsin.operator.doctor.front import gives_out_what_is_installed
from tocsin.operator.doctor.patient import Patient
from tocsin.operator.home import Home
from tocsin.operator.settings import Settings

pytestmark = pytest.mark.browser
RUN = {"inline", "inline module", "module", "data", "onload", "onerror", "svg onload", "srcdoc", "link", *SMUGGLED}


@contextmanager
def taken_over() -> Iterator[int]:
    """Run a web process that was taken over; give its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "taken_over.py"), str(port)])
    try:
        while not listens(port):
            assert process.poll() is None
        yield port
    finally:
        process.kill()
        process.wait(20)


@contextmanager
def before(folder: Path, desk: int, *, inside: str = "private_ranges") -> Iterator[str]:
    """Run the shipped example before a port; give the desk's address."""
    folder.mkdir()
    certificate(folder)
    port = free_port()
    with caddy(caddyfile(folder, line=free_port(), desk=port, behind={8471: desk}, inside=inside), port):
        yield f"https://localhost:{port}"


def visit(browser: Browser, url: str) -> Page:
    """Look at a hostile page, and press what it wants pressed."""
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(f"{url}/")
    page.locator("#link").evaluate("link => link.click()")
    page.wait_for_timeout(300)
    return page


def ran(page: Page) -> set[str]:
    return set(page.evaluate("window.ran ?? []"))


def test_nothing_of_a_process_that_was_taken_over_runs(tmp_path: Path, browser: Browser) -> None:
    with taken_over() as port, before(tmp_path / "proxy", port) as url:
        bare = visit(browser, f"http://localhost:{port}")
        assert ran(bare) >= RUN, "these attacks work where nothing stands before"
        page = visit(browser, url)
        assert ran(page) == set()
        assert page.evaluate("trustedTypes.defaultPolicy !== null"), "the released script runs, also in a lying page"
        assert page.locator("#styled").evaluate("e => getComputedStyle(e).position") == "static"
        assert page.evaluate("getComputedStyle(document.querySelector('#styled')).display") == "block"
        refused = page.evaluate("navigator.serviceWorker.register('/released/desk.js').catch(String)")
        assert "TrustedScriptURL" in refused
        for place in ("evil.svg", "evil.xml"):
            other = browser.new_context(ignore_https_errors=True).new_page()
            try:
                other.goto(f"{url}/{place}")
            except Exception as error:  # noqa: BLE001 - a type that is not said may be saved instead of shown
                assert "Download" in str(error)  # noqa: PT017
            assert ran(other) == set()
        heard = json.loads(urlopen(f"http://localhost:{port}/heard").read())
        assert any("evil.js" in path for path, _ in heard)
        assert not [path for path, _ in heard if path.startswith("/released/desk.js?")]
        through = [headers for _, headers in heard if headers["Host"] == url.removeprefix("https://")]
        assert through
        assert not {name for headers in through for name in headers if name.startswith(("X-Forwarded", "Forwarded"))}


def test_of_what_it_says_only_what_loosens_nothing_is_passed_on(tmp_path: Path, browser: Browser) -> None:
    with taken_over() as port, before(tmp_path / "proxy", port) as url:
        request = browser.new_context(ignore_https_errors=True).request
        answer = request.get(f"{url}/")
        names = [each["name"].lower() for each in answer.headers_array]
        assert names.count("set-cookie") == 2
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        own = {name.lower(): value for name, value in HEADERS.items() if name not in LOOSE}
        assert own.items() - {("x-content-type-options", "nosniff")} <= answer.headers.items()
        assert answer.headers["x-content-type-options"] == "nosniff"
        known = {name.lower() for name in HEADERS} | {"set-cookie", "strict-transport-security"}
        assert set(names) <= known | {"content-type", "content-length", "date", "alt-svc"}
        for name, value in LOOSE.items():
            assert value not in answer.headers.get(name.lower(), "")
        address = f"{url}/released/"
        tight = re.sub(r"(script-src|style-src) 'self'", rf"\1 {address}", POLICY)
        assert answer.headers["content-security-policy"] == tight
        for path in ("/evil.js", "/two-types.js", "/two-headers.js", "/released/..%2fevil.js"):
            assert "javascript" not in request.get(f"{url}{path}").headers.get("content-type", ""), path
        released = request.get(f"{url}/released/desk.js")
        assert released.body() == (REPOSITORY / "src" / "tocsin" / "desk" / "released" / "desk.js").read_bytes()
        assert request.get(f"{url}/released/none.js").status == 404
        assert request.get(f"{url}/released/desk.js/", max_redirects=0).status == 404


def test_whom_the_inside_does_not_know_gets_no_answer(tmp_path: Path, browser: Browser) -> None:
    with taken_over() as port, before(tmp_path / "proxy", port, inside="192.0.2.0/24") as url:
        with pytest.raises(Exception, match=r"hang up|ECONNRESET|disconnected"):
            browser.new_context(ignore_https_errors=True).request.get(f"{url}/")
        assert json.loads(urlopen(f"http://localhost:{port}/heard").read()) == []


def test_officers_work_behind_it_and_the_doctor_finds_nothing_there(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, folder = free_port(), tmp_path / "proxy"
    with before(folder, port) as url:
        home = make_home(tmp_path / "home", url)
        opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
        serve = ("tocsin-desk", "serve", "--home", str(home), "--port", str(port), "--origin", url)
        with running(*opener, unix=places.socket(home, "main")), running(*serve, port=port):
            assert run("tocsin-desk", "collect", home=home).returncode == 0
            page = browser.new_context(ignore_https_errors=True).new_page()
            trouble: list[str] = []
            page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: trouble.append(str(error)))
            enter(page, Desk(home, url), "otto")
            page.wait_for_url(f"{url}/shift**")
            # Over https no practice key is taken from the server, whatever the page says: it brings its own.
            expect(page.locator("#shift")).to_have_attribute("data-practice", "yes")
            expect(page.locator("#shift-none")).to_be_visible()
            expect(page.locator("#with-device")).to_be_hidden()
            page.locator("#with-file").set_input_files(places.officers(home, "main") / "otto.key")
            page.wait_for_url(f"{url}/")
            expect(page.locator("#shift-shown span")).to_contain_text("h left")
            page.locator(".rows > .row.at").wait_for()
            page.goto(f"{url}/keys")
            expect(page.locator("#device-print")).not_to_be_empty()
            assert trouble == []
            Home(home).settings.write_text(Settings(desk_address=url).to_toml(), encoding="utf-8")
            monkeypatch.setenv("SSL_CERT_FILE", str(folder / CHAIN))
            assert list(gives_out_what_is_installed(Patient(Home(home), now()))) == []
            assert [cookie for cookie in page.context.cookies() if not cookie["secure"]] == []
