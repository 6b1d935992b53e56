"""A disk that is really full: nothing is acknowledged that is not stored, and what was acknowledged before is there."""

import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.intake.test_kill import make_posts, stored_posts
from tests.lines import free_port, public_home, running
from tocsin.envelope.post import MEDIA_TYPE, Post
from tocsin.exchange import places

SIZE = 256 * 1024


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Give a line whose slot lies on a disk of a quarter of a megabyte."""
    home = public_home(tmp_path / "home")
    slot = places.slot(home, "main")
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=1730", "tmpfs", str(slot)]
    if os.getuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        missing("root, and the right to mount")
    yield home
    subprocess.run(["umount", str(slot)], check=True)


def send(port: int, post: Post) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": MEDIA_TYPE, "Tocsin-Desk": post.name.desk, "Tocsin-Epoch": post.name.epoch}
    headers["Tocsin-Id"] = post.name.envelope_id.hex()
    connection.request("POST", "/reports", post.body, headers)
    answer = connection.getresponse()
    body = json.loads(answer.read() or b"{}")
    connection.close()
    return answer.status, body


def test_a_full_disk_says_that_nothing_was_stored_and_room_takes_the_same_report(small: Path) -> None:
    port, posts = free_port(), [post for post in make_posts(160) if post.name.desk == "main"]
    taken: list[Post] = []
    refused: list[Post] = []
    budget = ("--budget", "sealed=1000:1000")
    with running("tocsin-intake", "--home", str(small), "--port", str(port), *budget, port=port):
        for post in posts:
            status, body = send(port, post)
            (taken if status == 201 else refused).append(post)
            assert status in (200, 201, 503), body
            if status == 503:
                assert (body["error"], "Nothing was stored" in str(body["message"])) == ("no-room", True)
        assert len(taken) > 3
        assert len(refused) > 3
        stored = stored_posts(small)
        assert {str(post.name) for post in taken} == stored.keys()
        subprocess.run(["mount", "-o", f"remount,size={16 * SIZE}", str(places.slot(small, "main"))], check=True)
        assert [send(port, post)[0] for post in refused] == [201] * len(refused)
        again = stored_posts(small)
    assert all(again[str(post.name)] == post.body for post in posts)
