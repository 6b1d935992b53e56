import os
import socket
from pathlib import Path

import pytest

from tocsin.envelope.replies import SEALED_REPLY
from tocsin.exchange.attachments import ORPHAN_SECONDS, AttachmentFolder, PartDiffers
from tocsin.exchange.durable import write_new
from tocsin.exchange.replies import RepliesFolder
from tocsin.exchange.sockets import short_path

ID = b"i" * 16


def put(folder: AttachmentFolder, number: int, data: bytes) -> None:
    upload = folder.begin()
    try:
        upload.write(data)
        upload.finish(folder.place(ID, number))
    finally:
        upload.close()


def test_a_part_is_stored_once_however_often_it_comes(tmp_path: Path) -> None:
    folder = AttachmentFolder(tmp_path)
    for _ in range(3):
        put(folder, 0, b"sealed")
    assert [p.name for p in tmp_path.iterdir()] == [f"{ID.hex()}.0"]


def test_another_content_under_the_same_number_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    folder = AttachmentFolder(tmp_path)
    put(folder, 0, b"first")
    with pytest.raises(PartDiffers):
        put(folder, 0, b"other")
    assert folder.place(ID, 0).read_bytes() == b"first"


def test_an_upload_that_ends_early_leaves_nothing(tmp_path: Path) -> None:
    upload = AttachmentFolder(tmp_path).begin()
    upload.write(b"half")
    upload.close()
    assert list(tmp_path.iterdir()) == []


def test_orphans_are_swept_after_a_day_and_not_before(tmp_path: Path) -> None:
    folder = AttachmentFolder(tmp_path)
    put(folder, 0, b"old")
    put(folder, 1, b"new")
    os.utime(folder.place(ID, 0), (0, 0))
    written = folder.place(ID, 1).stat().st_mtime
    assert folder.sweep(now=written + 60) == 1
    assert folder.place(ID, 1).exists()
    assert folder.sweep(now=written + ORPHAN_SECONDS + 1) == 1


def test_a_reply_is_fetched_by_its_name_alone(tmp_path: Path) -> None:
    folder = RepliesFolder(tmp_path)
    sealed = b"s" * SEALED_REPLY
    folder.lay(b"n" * 16, sealed)
    folder.lay(b"n" * 16, sealed)
    assert folder.fetch(b"n" * 16) == sealed
    assert folder.fetch(b"m" * 16) is None
    with pytest.raises(ValueError, match="sixteen"):
        folder.fetch(b"../../etc/passwd!")


def test_a_reply_of_another_size_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    folder = RepliesFolder(tmp_path)
    folder.lay(b"n" * 16, b"short")
    assert folder.fetch(b"n" * 16) is None


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        write_new(tmp_path / "f", content, mode=0o600)
    assert (tmp_path / "f").read_bytes() == b"two"
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 1


def test_a_socket_works_under_a_folder_with_a_very_long_name(tmp_path: Path) -> None:
    folder = tmp_path / ("d" * 120)
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(short_path(folder / "s.sock"))
        server.listen()
        client.connect(short_path(folder / "s.sock"))
