import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.site import SiteDamaged, SiteFile, manifest_of, read_manifest, read_site, write_site

FILES = {
    "/en": SiteFile.page("<p>first</p>"),
    "/en/report": SiteFile.page("<p>form</p>"),
    "/look/style.css": SiteFile("text/css; charset=utf-8", b"p{}"),
}


def test_what_was_written_is_read_and_lies_where_any_web_server_finds_it(tmp_path: Path) -> None:
    digest = write_site(tmp_path, "1", FILES)
    read = read_site(tmp_path, digest)
    assert {path: read[path] for path in FILES} == FILES
    assert json.loads(read["/manifest.json"].data)["files"].keys() == FILES.keys()
    assert (tmp_path / digest / "en" / "report" / "index.html").read_text() == "<p>form</p>"
    assert write_site(tmp_path, "1", FILES) == digest
    assert write_site(tmp_path, "2", FILES) != digest


@pytest.mark.parametrize("name", ["en/index.html", "look/style.css", "manifest.json"])
@pytest.mark.parametrize("change", ["flip", "remove", "empty"])
def test_one_changed_byte_is_seen(tmp_path: Path, name: str, change: str) -> None:
    digest = write_site(tmp_path, "1", FILES)
    path = tmp_path / digest / name
    match change:
        case "flip":
            path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
        case "remove":
            path.unlink()
        case _:
            path.write_bytes(b"")
    with pytest.raises(SiteDamaged):
        read_site(tmp_path, digest)


@pytest.mark.parametrize("digest", ["", "..", "0" * 64])
def test_a_site_that_is_not_there_is_said(tmp_path: Path, digest: str) -> None:
    with pytest.raises(SiteDamaged):
        read_site(tmp_path, digest)


@pytest.mark.parametrize(
    "path", ["", "/", "en", "/../x", "/en/../x", "/.hidden", "/en//x", "/a b", "/en\n", "/" + "a" * 101]
)
def test_path_tricks_are_refused(path: str) -> None:
    with pytest.raises(NotCanonical):
        manifest_of("1", {path: SiteFile.page("x")})


@pytest.mark.parametrize(
    "change",
    [{"type": "text/x-evil"}, {"size": -1}, {"sha256": "00"}, {"more": 1}, {"size": "1"}],
)
def test_a_manifest_that_this_version_would_not_write_is_refused(change: dict[str, object]) -> None:
    value = json.loads(manifest_of("1", FILES))
    value["files"]["/en"].update(change)
    with pytest.raises(NotCanonical):
        read_manifest(canonical.dumps(value))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_fail_otherwise(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_manifest(data)


def test_the_last_five_sites_stay(tmp_path: Path) -> None:
    digests = [write_site(tmp_path, str(i), FILES) for i in range(8)]
    assert len(list(tmp_path.iterdir())) == 5
    assert read_site(tmp_path, digests[-1])
