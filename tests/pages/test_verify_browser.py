"""Comparing a file with what the line signed, in a real browser: with script and without, and with a lying server."""

import gzip
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.lines import free_port, public_home, running
from tests.pages.browsers import violations
from tests.world import ROOT_PUBLIC

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home, port = public_home(tmp_path_factory.mktemp("line") / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        yield home, f"http://localhost:{port}"


def page_at(browser: Browser, url: str, *, language: str = "en", script: bool = True) -> Page:
    page = browser.new_context(java_script_enabled=script, bypass_csp=True).new_page()
    page.goto(f"{url}/{language}/verify", wait_until="networkidle")
    return page


def choose(page: Page, data: bytes) -> None:
    page.set_input_files("#file", {"name": "picture.png", "mimeType": "image/png", "buffer": data})


def published(home: Path) -> bytes:
    [page] = (home / "public" / "site").glob("*/en/report/index.html")
    return page.read_bytes()


def test_a_file_of_ours_is_known_and_one_changed_byte_is_not(browser: Browser, line: tuple[Path, str]) -> None:
    home, url = line
    page, asked = page_at(browser, url), list[Request]()
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright wants a function of its own
    status = page.locator("main [role=status]")
    choose(page, published(home))
    expect(status).to_contain_text("This file is ours.")
    expect(status.locator("a")).to_have_attribute("href", "/en/report")
    assert violations(page) == []
    choose(page, published(home) + b"\n")
    expect(status).to_contain_text("This file is not on our list.")
    expect(status).not_to_contain_text("This file is ours.")
    assert violations(page) == []
    assert {(r.method, r.url.removeprefix(url), r.post_data) for r in asked} == {
        ("GET", "/keys.json", None),
        ("GET", "/manifest.json", None),
    }


def test_a_list_that_the_root_did_not_sign_is_not_believed(browser: Browser, line: tuple[Path, str]) -> None:
    home, url = line
    forged = b"forged"
    [manifest] = (home / "public" / "site").glob("*/manifest.json")
    value = json.loads(manifest.read_bytes())
    value["files"]["/en/report"]["sha256"] = sha256(forged).hexdigest()
    page = page_at(browser, url)

    def lie(route: Route) -> None:
        route.fulfill(body=json.dumps(value), content_type="application/json")

    page.route("**/manifest.json", lie)
    choose(page, forged)
    expect(page.locator("main [role=status]")).to_contain_text("The list itself is not signed by our root.")
    page.unroute("**/manifest.json", lie)
    page.route("**/keys.json", lambda route: route.fulfill(body="{}", content_type="application/json"))
    choose(page, published(home))
    expect(page.locator("main [role=status]")).to_contain_text("The list itself is not signed by our root.")
    assert violations(page) == []


def test_no_answer_says_nothing_about_the_file(browser: Browser, line: tuple[Path, str]) -> None:
    home, url = line
    page = page_at(browser, url)
    page.route("**/keys.json", lambda route: route.abort())
    choose(page, published(home))
    expect(page.locator("main [role=status]")).to_contain_text("It cannot be told now.")
    page.unroute_all()
    choose(page, published(home) + b" ")
    choose(page, published(home))
    expect(page.locator("main [role=status]")).to_contain_text("This file is ours.")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_without_script_the_ways_by_hand_and_the_root_are_there(
    browser: Browser, line: tuple[Path, str], language: str
) -> None:
    page = page_at(browser, line[1], language=language, script=False)
    expect(page.locator("form")).to_have_count(1)
    expect(page.locator("form")).to_be_hidden()
    shown = re.sub(r"\s", "", page.locator(".numbers").inner_text())
    assert shown == ROOT_PUBLIC.hex()
    expect(page.locator("main code").first).to_have_text("tocsin-verify FILE --url ADDRESS --root ROOT")
    for name in ("manifest.json", "keys.json"):
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute("href", f"/{name}")
    page.goto(f"{line[1]}/{language}/official")
    expect(page.locator("main").get_by_role("link", name=re.compile("really ours|真是我们"))).to_have_count(1)


def test_the_script_of_this_page_is_small(browser: Browser, line: tuple[Path, str]) -> None:
    home, url = line
    page, scripts = browser.new_context().new_page(), list[str]()
    page.on("request", lambda r: scripts.append(r.url.removeprefix(url)) if r.resource_type == "script" else None)
    page.goto(f"{url}/en/verify", wait_until="networkidle")
    [site] = (home / "public" / "site").iterdir()
    assert sum(len(gzip.compress((site / path[1:]).read_bytes())) for path in scripts) < 40_000
