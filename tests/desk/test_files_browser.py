"""Otto looks at what came with a report in a real browser that signs, with keys alone; nothing in it becomes active."""

import hashlib
import io
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Request as PlaywrightRequest
from pytest_django.fixtures import Settings

from tests.desk import files_page
from tests.desk.filed import CANARY, FILES, filed_line
from tests.lines import left_behind, now
from tests.pages.browsers import chromium, violations
from tocsin.desk.staff.models import Officer
from tocsin.exchange.request import Shift, read_private, sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
P256 = "{name: 'ECDSA', namedCurve: 'P-256'}"
MAKE_SESSION = f"""async () => {{
    window.made = await crypto.subtle.generateKey({P256}, false, ["sign", "verify"]);
    const spki = new Uint8Array(await crypto.subtle.exportKey("spki", made.publicKey));
    return btoa(String.fromCharCode(...spki));
}}"""
KEEP_SHIFT = """shift => new Promise((resolve, reject) => {
    const opening = indexedDB.open("tocsin-desk", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onsuccess = () => {
        const writing = opening.result.transaction("kept", "readwrite");
        writing.objectStore("kept").put({ ...shift, counter: 0, session: window.made.privateKey }, "shift");
        writing.oncomplete = () => { opening.result.close(); resolve(); };
        writing.onerror = reject;
    };
})"""


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with filed_line(tmp_path_factory.mktemp("filed")) as home:
        yield home


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv(
            "DJANGO_ALLOW_ASYNC_UNSAFE", "1"
        )  # Playwright's loop runs in this thread; Django's work is not in it
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture
def site(home: Path, settings: Settings, _home: None) -> Iterator[str]:
    from tocsin.desk.server import application

    settings.HOME, settings.ROOT_URLCONF = home, "tests.desk.files_page"
    files_page.TOLD |= files_page.told(home)
    server = make_server("127.0.0.1", 0, application, Threads, Quiet)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def opened(browser: Browser, site: str, home: Path, **words: Any) -> Page:
    """Sign Otto in, begin his shift in the browser, and open the page."""
    client = Client()
    officer, _ = Officer.objects.get_or_create(name="otto", defaults={"role": "officer"})
    client.force_login(officer)
    context = browser.new_context(accept_downloads=True, **words)
    cookie = client.cookies["tocsin_desk_main"].value
    context.add_cookies([{"name": "tocsin_desk_main", "value": cookie, "url": site}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}/files-of-a-case")
    nonce = client.post("/ask/hello", "{}", content_type="application/json").json()["nonce"]
    expires = now().replace(microsecond=0) + timedelta(hours=1)
    data = Shift("otto", page.evaluate(MAKE_SESSION), nonce, expires).to_bytes()
    key = read_private((home / "desk" / "main" / "officers" / "otto.key").read_bytes())
    body = json.dumps({"shift": data.decode(), "signature": sign(key, data)})
    shift = client.post("/ask/shift", body, content_type="application/json").json()["shift"]
    page.evaluate(KEEP_SHIFT, {"officer": "otto", "id": shift, "expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ")})
    return page


def row(page: Page, name: str) -> Any:
    return page.locator("[data-file]", has=page.get_by_text(name, exact=True))


def press(page: Page, name: str, act: str) -> None:
    """Press a button with the keyboard."""
    row(page, name).locator(f"[data-file-act={act}]").focus()
    page.keyboard.press("Enter")


def asked_for(page: Page) -> list[str]:
    """Note what the page asks our server for about files, from now on."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url.rsplit("/", 1)[1]) if "/files/" in r.url else None)
    return found


def reasons(page: Page) -> list[str]:
    """Note for which reasons parts of files are asked for, as it is signed and stands in the log."""
    found: list[str] = []

    def read(request: PlaywrightRequest) -> None:
        if "/files/" in request.url:
            body = json.loads(request.post_data or "{}")
            found.extend(json.loads(line["request"])["reason"] for line in body.get("requests", [body]))

    page.on("request", read)
    return found


def told(page: Page, name: str, *words: str) -> None:
    line = row(page, name).locator(".told-file")
    line.filter(has_text=" ".join(words)).wait_for()


def test_otto_looks_at_pictures_with_keys_alone(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    asked = asked_for(page)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert asked == []  # each look is a logged opening: none happens by itself
    press(page, "pier.jpg", "preview")
    picture = row(page, "pier.jpg").get_by_role("img")
    picture.wait_for()
    assert picture.get_attribute("alt") == f"Picture 1 of case {files_page.TOLD['case']}, not described"
    assert page.evaluate("document.querySelector('.thumb img').naturalWidth") == 900

    row(page, "pier.jpg").locator(".thumb").focus()
    page.keyboard.press("Enter")
    stage = page.locator(".viewer canvas")
    stage.wait_for()
    page.keyboard.press("r")
    assert stage.evaluate("c => [c.width, c.height]") == [600, 900]
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert stage.evaluate("c => c.getBoundingClientRect().width") == 900  # half as large again
    page.keyboard.press("c")
    assert stage.get_attribute("data-contrast") == "strong"
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "thumb"
    assert asked == ["preview"]


def test_letters_are_silent_in_the_viewer_where_they_are_off(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    page.evaluate("localStorage.setItem('tocsin-keys-off', '1')")
    press(page, "pier.jpg", "preview")
    row(page, "pier.jpg").locator(".thumb").click()
    page.keyboard.press("r")
    assert page.locator(".viewer canvas").evaluate("c => c.width") == 900
    page.get_by_role("button", name="Turn right").click()
    assert page.locator(".viewer canvas").evaluate("c => c.width") == 600


def test_all_pictures_one_after_another(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    asked = asked_for(page)
    page.get_by_role("button", name="Show all pictures").click()
    told(page, "broken.png", "no picture of a kind")
    assert page.locator(".thumb img").count() == 2
    assert asked == ["preview"] * 3
    row(page, "pier.jpg").locator(".thumb").click()
    page.keyboard.press("ArrowRight")
    canvas = page.locator(".viewer canvas")
    assert canvas.evaluate("c => c.width") == 1800
    fits = "c => [c.clientWidth / c.clientHeight, c.clientHeight <= c.parentElement.clientHeight]"
    assert canvas.evaluate(fits) == [1, True]
    page.keyboard.press("+")
    assert canvas.evaluate("c => c.clientWidth") == 1800
    page.keyboard.press("ArrowDown")  # moves what is larger than the window, and does not go on to another picture
    page.keyboard.press("ArrowLeft")
    assert canvas.evaluate("c => c.width") == 1800


def test_a_hostile_text_is_read_and_nothing_in_it_acts(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    page.on("dialog", lambda _: pytest.fail("a script of the file ran"))
    press(page, "list.csv", "text")
    text = row(page, "list.csv").locator("pre")
    assert "<script>alert(1)</script>" in text.inner_text()
    assert "⟨U+202E⟩" in text.inner_text()
    assert page.locator("main script").count() == 0
    assert "\u202e" not in page.content()


def test_a_copy_for_sharing_holds_pixels_alone(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    with page.expect_download() as download:
        press(page, "pier.jpg", "copy")
    told(page, "pier.jpg", "It holds pixels only")
    assert download.value.suggested_filename == f"{files_page.TOLD['case']}-1.png"
    data = Path(download.value.path()).read_bytes()
    assert CANARY.encode() not in data
    picture = Image.open(io.BytesIO(data))
    assert (picture.size, picture.info, dict(picture.getexif())) == ((900, 600), {}, {})


def test_the_original_leaves_only_after_a_word_and_is_compared(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    asked, why = asked_for(page), reasons(page)
    press(page, "scan.tif", "ask")
    page.locator("dialog.interrupted").wait_for()
    page.keyboard.press("Escape")
    press(page, "scan.tif", "ask")
    page.get_by_role("button", name="Leave it").click()
    assert asked == []
    press(page, "scan.tif", "ask")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the original").click()
    told(page, "scan.tif", "Its SHA-256 is the one")
    assert download.value.suggested_filename == f"{files_page.TOLD['case']}-2.tif.unsafe"
    data = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(data).digest() == hashlib.sha256(FILES["scan.tif"]).digest()
    assert asked == ["original", "original"]
    assert why == ["looking at the files (file 2: original)"] * 2


def test_a_refusal_is_told_and_the_next_press_works(browser: Browser, site: str, home: Path) -> None:
    page = opened(browser, site, home)
    page.context.set_offline(True)
    press(page, "pier.jpg", "preview")
    told(page, "pier.jpg", "was not reached")
    page.context.set_offline(False)
    press(page, "pier.jpg", "preview")
    row(page, "pier.jpg").get_by_role("img").wait_for()
    page.evaluate("indexedDB.deleteDatabase('tocsin-desk')")
    press(page, "list.csv", "text")
    told(page, "list.csv", "Your shift has ended")


def test_everyone_can_use_it_and_nothing_is_left(browser: Browser, site: str, home: Path, settings: Settings) -> None:
    desktop = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark", "contrast": "more"}
    for words in ({"viewport": {"width": 360, "height": 740}}, desktop):
        page = opened(browser, site, home, bypass_csp=True, **words)  # axe is put in as inline script
        press(page, "pier.jpg", "preview")
        row(page, "pier.jpg").get_by_role("img").wait_for()
        press(page, "list.csv", "text")
        row(page, "list.csv").locator("pre").wait_for()
        for direction in ("ltr", "rtl"):
            page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
            assert violations(page) == [], direction
            row(page, "pier.jpg").locator(".thumb").click()
            assert violations(page) == [], direction
            page.keyboard.press("Escape")
        stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        assert "pier" not in stored
    database = Path(settings.DATABASES["default"]["NAME"]).parent
    assert left_behind(database, CANARY, "pier.jpg") == []
    assert left_behind(home, CANARY) == []
