"""The shelf: what was taken last stays so, through tampering, deleting, and a crash after any line."""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.bundle.laid import FILES, NEWSROOM, NOW, bundle, newsroom_json
from tests.world import ROOT_PUBLIC
from tocsin.bundle.bundle import Last
from tocsin.bundle.errors import BadNewsroom, BundleRefused, Rollback
from tocsin.bundle.newsroom import Newsroom
from tocsin.bundle.shelf import PointerLost, Shelf, ShelfDamaged, Taken

FIRST = bundle()
ROOMS = ("bundle/shelf.py", "exchange/durable.py")
EVERY = 1 if os.environ.get("SLOW") else 3  # lines


def take(folder: Path, data: bytes = FIRST) -> Taken:
    return Shelf(folder).take(data, NEWSROOM, now=NOW)


def next_of(taken: Taken, text: bytes = b"second") -> bytes:
    return bundle({"news/index.html": text}, last=Last(taken.seq, taken.digest))


def test_what_was_taken_is_read_back_after_a_restart(tmp_path: Path) -> None:
    assert Shelf(tmp_path).read() is None
    taken = take(tmp_path)
    read = Shelf(tmp_path).read()
    assert read is not None
    assert read.files == FILES
    assert (tmp_path / "taken" / taken.folder / "files/en/news/first/index.html").read_bytes() == next(
        iter(FILES.values())
    )


def test_a_refused_bundle_changes_nothing(tmp_path: Path) -> None:
    taken = take(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for data in (FIRST, FIRST[:-1], b"", bundle(last=Last(1, "ab" * 32))):
        with pytest.raises(BundleRefused):
            take(tmp_path, data)
    assert sorted(tmp_path.rglob("*")) == before
    assert Shelf(tmp_path).taken() == taken


def test_five_are_kept_and_the_newest_counts(tmp_path: Path) -> None:
    taken = take(tmp_path)
    for n in range(7):
        taken = take(tmp_path, next_of(taken, b"%d" % n))
    kept = list(Shelf(tmp_path).kept())
    assert [b.manifest.seq for b in kept] == [8, 7, 6, 5, 4]
    assert len(list((tmp_path / "taken").iterdir())) == 5
    assert Shelf(tmp_path).taken() == taken


@pytest.mark.parametrize("lost", ["taken", "taken/FOLDER"])
def test_deleting_what_was_taken_brings_no_old_one_back(tmp_path: Path, lost: str) -> None:
    taken = take(tmp_path)
    second = next_of(taken)
    taken = take(tmp_path, second)
    shutil.rmtree(tmp_path / lost.replace("FOLDER", taken.folder))
    with pytest.raises(ShelfDamaged):
        Shelf(tmp_path).read()
    with pytest.raises(Rollback):
        take(tmp_path)
    assert take(tmp_path, second) == taken
    assert Shelf(tmp_path).read() is not None


def test_a_whole_bundle_is_not_taken_twice(tmp_path: Path) -> None:
    take(tmp_path)
    with pytest.raises(Rollback):
        take(tmp_path)


@pytest.mark.parametrize("change", ["gone", "emptied", "other"])
def test_a_pointer_that_is_lost_stops_everything(tmp_path: Path, change: str) -> None:
    take(tmp_path)
    pointer = tmp_path / "taken.json"
    match change:
        case "gone":
            pointer.unlink()
        case "emptied":
            pointer.write_bytes(b"")
        case _:
            pointer.write_bytes(pointer.read_bytes().replace(b'"seq":1', b'"seq":"1"'))
    with pytest.raises(PointerLost):
        Shelf(tmp_path).read()
    with pytest.raises(PointerLost):
        take(tmp_path)


@pytest.mark.parametrize("name", ["MANIFEST.json", "files/feeds/en.atom"])
@pytest.mark.parametrize("change", ["flip", "remove", "empty"])
def test_one_changed_byte_on_the_shelf_is_seen(tmp_path: Path, name: str, change: str) -> None:
    path = tmp_path / "taken" / take(tmp_path).folder / name
    match change:
        case "flip":
            path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
        case "remove":
            path.unlink()
        case _:
            path.write_bytes(b"")
    with pytest.raises(ShelfDamaged):
        Shelf(tmp_path).read()
    assert list(Shelf(tmp_path).kept()) == []


def test_a_newsroom_that_was_replaced_does_not_come_back(tmp_path: Path) -> None:
    taken = Shelf(tmp_path).take(FIRST, Newsroom.read(newsroom_json(serial=2), ROOT_PUBLIC), now=NOW)
    with pytest.raises(BadNewsroom):
        take(tmp_path, next_of(taken))


def test_archives_wait_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    for name in ("10.zip", "9.zip", "note.txt"):
        (tmp_path / "incoming" / name).write_bytes(b"")
    assert [p.name for p in Shelf(tmp_path).incoming()] == ["9.zip", "10.zip"]


def after_lines(number: int) -> Any:
    left = number

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if not any(room in frame.f_code.co_filename for room in ROOMS):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def killed(folder: Path, data: bytes, number: int) -> bool:
    """Take in another process that is killed after so many lines; tell whether it was killed before its end."""
    child = os.fork()
    if child == 0:
        sys.settrace(after_lines(number))
        take(folder, data)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


def test_a_crash_after_any_line_leaves_the_one_before_or_the_new_one(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    first = take(begun)
    second = next_of(first)
    whole = take(shutil.copytree(begun, tmp_path / "whole"), second)
    number, seen = 1, set()
    while True:
        folder = shutil.copytree(begun, tmp_path / "folder")
        if not killed(folder, second, number):
            break
        taken = Shelf(folder).taken()
        assert taken in (first, whole)
        seen.add(taken)
        read = Shelf(folder).read()
        assert read is not None
        assert read.manifest.seq == taken.seq
        if taken == first:
            assert take(folder, second) == whole
        assert Shelf(folder).read() is not None
        assert [p.name for p in folder.rglob(".*")] == [] or taken == whole
        shutil.rmtree(folder)
        number += EVERY
    assert seen == {first, whole}
    assert number > 60


def test_two_that_take_at_once_take_one_after_the_other(tmp_path: Path) -> None:
    first = take(tmp_path)
    rivals = [next_of(first, text) for text in (b"one", b"two", b"three")]
    children = []
    for data in rivals:
        child = os.fork()
        if child == 0:
            try:
                take(tmp_path, data)
            except Rollback:
                os._exit(1)
            except BaseException:  # noqa: BLE001 - a child must not come back into the test
                os._exit(2)
            os._exit(0)
        children.append(child)
    ends = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    assert ends == [0, 1, 1]
    assert Shelf(tmp_path).taken().seq == 2
