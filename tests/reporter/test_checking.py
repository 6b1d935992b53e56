"""Anybody compares a line's pages with what its root signed, against a real line whose disk or server was changed."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lines import free_port, now, public_home, run, running
from tests.world import ROOT, ROOT_PUBLIC, line_keys
from tocsin.envelope.errors import BadKeys
from tocsin.envelope.keys import sign_keys
from tocsin.exchange.site import SiteFile, write_site
from tocsin.reporter.checking import check_pages
from tocsin.reporter.line import Line, LineRefused


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    home, port = public_home(tmp_path / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        yield home, f"http://localhost:{port}"


def check(url: str, *words: str) -> tuple[int, dict[str, object]]:
    done = run("tocsin-report", "check", "--line", url, "--json", *words)
    return done.returncode, json.loads(done.stdout)


def test_an_honest_line_passes_and_its_root_is_told(served: tuple[Path, str]) -> None:
    _, url = served
    code, answer = check(url, "--root", ROOT_PUBLIC.hex())
    assert (code, answer["failed"], answer["root"]) == (0, [], ROOT_PUBLIC.hex())
    assert isinstance(answer["checked"], int)
    assert answer["checked"] >= 8
    told = run("tocsin-report", "check", "--line", url)
    assert "All are the same" in told.stdout
    assert "--root" in told.stdout


def test_another_root_is_refused(served: tuple[Path, str]) -> None:
    code, answer = check(served[1], "--root", "00" * 32)
    assert (code, answer["error"]) == (1, "BadKeys")


class Turned(Line):
    """A line whose server gives other bytes for one path, and nothing for another."""

    changed = ""
    gone = ""

    def get(self, path: str) -> bytes:
        if path == self.gone:
            raise LineRefused(404, {})
        data = super().get(path)
        return data.replace(b"</main>", b"<p>send it to me</p></main>") if path == self.changed else data


def test_a_changed_page_and_a_missing_one_are_named(served: tuple[Path, str]) -> None:
    with Turned(served[1]) as line:
        line.changed, line.gone = "/en/report", "/look/style.css"
        pages = check_pages(line, step=lambda: None)
    assert {page.path for page in pages if not page.same} == {"/en/report", "/look/style.css"}


def test_a_list_of_pages_that_the_root_did_not_sign_is_refused(served: tuple[Path, str]) -> None:
    with Line(served[1]) as line:
        line.keys.hashes["site"] = "00" * 32
        with pytest.raises(BadKeys, match="root signed"):
            check_pages(line, step=lambda: None)


def test_new_pages_are_compared_with_the_keys_that_name_them(served: tuple[Path, str]) -> None:
    home, url = served
    before = check(url)[1]["checked"]
    site = write_site(home / "public" / "site", "2", {"/en/only": SiteFile.page("x")})
    keys = line_keys(now=now(), hashes={"site": site})
    (home / "public" / "keys.json").write_bytes(sign_keys(type(keys)(**{**vars(keys), "serial": 2}), ROOT))
    time.sleep(0.5)  # the line looks at its keys four times a second
    assert (check(url)[1]["checked"], before != 1) == (1, True)


def test_a_table_of_desks_that_was_changed_on_the_way_is_not_believed(served: tuple[Path, str]) -> None:
    _, url = served
    with Line(url, root=ROOT_PUBLIC) as line:
        assert line.reading_desk({"concern": "ce-approach", "area": "NI"}) == "north"
        assert line.reading_desk({"concern": "ce-mishandled"}) == "overseer"
        assert line.reading_desk({"concern": "ce-of-another-charter", "area": None}) == "main"
    with Line(url, root=ROOT_PUBLIC) as line:
        honest = line.get
        line.get = lambda path: honest(path).replace(b"north", b"south") if path == "/routes.json" else honest(path)  # type: ignore[method-assign]
        with pytest.raises(BadKeys):
            line.reading_desk({"concern": "ce-approach", "area": "NI"})
