"""The static pages as intake serves them: only what is signed, the same for everybody, and switched with the keys."""

import gzip
from pathlib import Path

import pytest

from tests.lines import now, public_home
from tests.pages.web import Web
from tests.world import ROOT, line_keys
from tocsin.envelope.keys import sign_keys
from tocsin.exchange.site import SiteDamaged, SiteFile, write_site
from tocsin.intake.line import Line


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return public_home(tmp_path / "home")


def test_the_first_page_comes_in_the_visitors_language(home: Path) -> None:
    web = Web(home)
    for accepted, language in (("zh-CN,zh;q=0.9", "zh-Hans"), ("fr", "en"), ("", "en")):
        answer = web.get("/", **{"accept-language": accepted})
        assert f'<html lang="{language}"' in answer.text
        assert "Accept-Language" in answer.headers["vary"]


def test_a_page_is_compressed_once_and_not_sent_again_when_it_is_the_same(home: Path) -> None:
    web = Web(home)
    first = web.get("/en/report")
    assert first.headers["content-encoding"] == "gzip"
    again = web.get("/en/report", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = web.get("/en/report", **{"accept-encoding": "identity"})
    assert plain.content == first.content
    assert len(gzip.compress(first.content)) < 50_000


def test_only_what_its_content_names_lies_in_a_cache(home: Path) -> None:
    web = Web(home)
    chunks = [path for path in web.line.site if path.startswith("/script/") and path != "/script/boot.js"]
    assert chunks
    for path in ["/look/style.css", *chunks]:
        assert web.get(path).headers["cache-control"] == "public, max-age=86400", path
    for path in ("/en/report", "/manifest.json", "/script/boot.js"):
        assert web.get(path).headers["cache-control"] == "no-cache", path


def test_a_page_that_was_changed_on_the_disk_is_not_served(home: Path) -> None:
    [site] = (home / "public" / "site").iterdir()
    page = site / "en" / "report" / "index.html"
    page.write_text(page.read_text().replace("/en/check", "/en/steal"))
    with pytest.raises(SiteDamaged):
        Web(home).get("/en/report")


def test_a_line_without_signed_pages_does_not_start(home: Path) -> None:
    (home / "public" / "keys.json").write_bytes(sign_keys(line_keys(now=now()), ROOT))
    with pytest.raises(SiteDamaged):
        Line.read(home, now=now).check()


def test_new_pages_go_live_with_the_keys_that_name_them(home: Path) -> None:
    web = Web(home)
    assert web.get("/en/news").status_code == 404
    files = {path: file for path, file in web.line.site.items() if path != "/manifest.json"}
    digest = write_site(home / "public" / "site", "2", files | {"/en/news": SiteFile.page("<p>news</p>")})
    assert web.get("/en/news").status_code == 404
    (home / "public" / "keys.json").write_bytes(sign_keys(line_keys(now=now(), hashes={"site": digest}), ROOT))
    assert Web(home).get("/en/news").text == "<p>news</p>"


@pytest.mark.parametrize("path", ["/../line.json", "/%2e%2e/line.json", "/en/", "/manifest.json/x", "/EN"])
def test_nothing_else_is_served(home: Path, path: str) -> None:
    assert Web(home).get(path).status_code == 404
