"""`tocsin-verify` as anybody runs it: a process of its own, real files, a running line."""

import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.laid import FILES, KEY, LINE, public
from tests.lines import BIN, free_port, now, public_home, running
from tests.world import ROOT, ROOT_PUBLIC
from tocsin.bundle.bundle import Last, lay_out
from tocsin.bundle.newsroom import Newsroom, NewsroomKey, sign_newsroom
from tocsin.bundle.shelf import Shelf, Taken

HEX = ROOT_PUBLIC.hex()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a line whose newsroom has laid out two bundles, of which the first one is replaced."""
    path = public_home(tmp_path_factory.mktemp("line") / "home")
    start = now()
    keys = [NewsroomKey(public(KEY), start - timedelta(days=9), start + timedelta(days=9))]
    (path / "public" / "newsroom.json").write_bytes(sign_newsroom(keys, ROOT, serial=1))
    (path / "shelf" / "incoming").mkdir(parents=True)
    first = laid(FILES, Last(), start - timedelta(days=1))
    (path.parent / "first.zip").write_bytes(first)
    taken = take(path, first)
    second = laid({"news/index.html": b"corrected"}, Last(taken.seq, taken.digest), start)
    (path / "shelf" / "incoming" / "2.zip").write_bytes(second)
    (path.parent / "second.zip").write_bytes(second)
    done = command("tocsin-press", "take", "--home", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == "2"
    return path


def laid(files: dict[str, bytes], last: Last, created: datetime, days: int = 14) -> bytes:
    return lay_out(files, KEY, line=LINE, last=last, created=created, days=days)


def take(home: Path, data: bytes) -> Taken:
    newsroom = Newsroom.read((home / "public" / "newsroom.json").read_bytes(), ROOT_PUBLIC)
    return Shelf(home / "shelf").take(data, newsroom, now=now())


def command(name: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(BIN / name), *words], capture_output=True, text=True, check=False, timeout=60)


def verify(file: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = command("tocsin-verify", str(file), *words, "--json")
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def kept(folder: Path, data: bytes) -> Path:
    (folder / "file").write_bytes(data)
    return folder / "file"


def page_of(home: Path) -> bytes:
    [page] = (home / "public" / "site").glob("*/en/report/index.html")
    return page.read_bytes()


def test_a_page_is_the_lines_and_one_changed_byte_is_not(home: Path, tmp_path: Path) -> None:
    code, told = verify(kept(tmp_path, page_of(home)), "--home", str(home))
    assert (code, told["kind"], told["path"], told["counts"]) == (0, "site", "/en/report", True)
    code, told = verify(kept(tmp_path, page_of(home) + b"\n"), "--home", str(home))
    assert (code, told["published"]) == (1, False)


def test_a_post_that_counts_and_one_that_was_replaced(home: Path, tmp_path: Path) -> None:
    code, told = verify(kept(tmp_path, b"corrected"), "--home", str(home))
    assert (code, told["kind"], told["path"], told["number"]) == (0, "bundle", "/news", 2)
    code, told = verify(kept(tmp_path, FILES["en/news/first/photo.jpg"]), "--home", str(home))
    assert (code, told["path"], told["number"], told["counts"]) == (4, "/en/news/first/photo.jpg", 1, False)


def test_a_bundle_itself(home: Path, tmp_path: Path) -> None:
    first, second = home.parent / "first.zip", home.parent / "second.zip"
    assert verify(second, "--home", str(home))[0] == 0
    code, told = verify(first, "--home", str(home))
    assert (code, told["kind"], told["number"]) == (4, "archive", 1)
    assert verify(kept(tmp_path, second.read_bytes()[:-1] + b"x"), "--home", str(home))[0] == 1


def test_over_the_network_nothing_of_the_file_is_sent(home: Path, tmp_path: Path) -> None:
    port = free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        words = ("--url", f"http://127.0.0.1:{port}/en", "--root", HEX)
        code, told = verify(kept(tmp_path, page_of(home)), *words)
        assert (code, told["path"], told["root"]) == (0, "/en/report", HEX)
        assert verify(kept(tmp_path, b"another"), *words)[0] == 1
        assert verify(home.parent / "second.zip", *words)[0] == 3  # nothing there says who signs bundles
        assert verify(kept(tmp_path, b""), "--url", f"http://127.0.0.1:{port}", "--root", "ab" * 32)[0] == 3
    assert verify(kept(tmp_path, b""), *words)[0] == 3


def test_without_network_from_what_was_kept(home: Path, tmp_path: Path) -> None:
    beside = tmp_path / "kept"
    beside.mkdir()
    [manifest] = (home / "public" / "site").glob("*/manifest.json")
    taken = Shelf(home / "shelf").taken()
    sources = [manifest, home / "public" / "keys.json", home / "public" / "newsroom.json"]
    sources += [home / "shelf" / "taken" / taken.folder / name for name in ("MANIFEST.json", "MANIFEST.sig")]
    for source in sources:
        (beside / source.name).write_bytes(source.read_bytes())
    of_site = ("--manifest", str(beside / "manifest.json"), "--root", HEX)
    of_bundle = ("--manifest", str(beside / "MANIFEST.json"), "--root", HEX)
    assert verify(kept(tmp_path, page_of(home)), *of_site)[0] == 0
    assert verify(kept(tmp_path, b"corrected"), *of_bundle)[0] == 0
    assert verify(kept(tmp_path, b"corrected"), *of_site)[0] == 1
    for name, words in (("manifest.json", of_site), ("MANIFEST.json", of_bundle), ("newsroom.json", of_bundle)):
        whole = (beside / name).read_bytes()
        (beside / name).write_bytes(whole.replace(b"0", b"1", 1))
        assert verify(kept(tmp_path, b"corrected"), *words)[0] == 3, name
        (beside / name).write_bytes(whole)
    (beside / "newsroom.json").unlink()
    assert verify(kept(tmp_path, b"corrected"), *of_bundle)[0] == 3


@pytest.mark.parametrize(
    "words",
    [("--url", "ftp://line.example", "--root", HEX), ("--url", "line.example", "--root", HEX)]
    + [("--url", "https://line.example", "--root", root) for root in ("", "ab", "zz" * 32)]
    + [("--url", "https://line.example")],
)
def test_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = command("tocsin-verify", str(kept(tmp_path, b"x")), *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_person_reads_what_was_found_and_against_what(home: Path, tmp_path: Path) -> None:
    done = command("tocsin-verify", str(kept(tmp_path, b"corrected")), "--home", str(home))
    assert done.stdout.startswith("PUBLISHED by this line, exactly so.\nIt is /news of bundle 2, of ")
    assert HEX in done.stdout
    done = command("tocsin-verify", str(kept(tmp_path, b"forged")), "--home", str(home))
    assert done.stdout.startswith("NOT PUBLISHED")
    done = command("tocsin-verify", str(tmp_path / "absent"), "--home", str(home))
    assert done.returncode == 3


def test_what_is_refused_stays_where_it_lies(home: Path) -> None:
    old = home / "shelf" / "incoming" / "1.zip"
    old.write_bytes((home.parent / "first.zip").read_bytes())
    done = command("tocsin-press", "take", "--home", str(home))
    assert done.returncode == 1
    assert "Rollback" in done.stderr
    assert old.exists()
    old.unlink()
    done = command("tocsin-press", "take", "--home", str(home))
    assert (done.returncode, "shelf/incoming" in done.stderr) == (1, True)


def test_a_bundle_that_is_over_is_said_to_be(home: Path, tmp_path: Path) -> None:
    over = laid(FILES, Last(7, "ab" * 32), now() - timedelta(days=5), days=3)
    code, told = verify(kept(tmp_path, over), "--home", str(home))
    assert (code, told["published"], told["counts"]) == (4, True, False)


def test_a_key_that_the_root_took_away_vouches_for_nothing_and_the_pages_stay_ours(home: Path, tmp_path: Path) -> None:
    named = home / "public" / "newsroom.json"
    before = named.read_bytes()
    named.write_bytes(sign_newsroom([], ROOT, serial=2))
    assert verify(kept(tmp_path, b"corrected"), "--home", str(home))[0] == 1
    assert verify(home.parent / "second.zip", "--home", str(home))[0] == 1
    assert verify(kept(tmp_path, page_of(home)), "--home", str(home))[0] == 0
    named.write_bytes(before)
