"""`kill -9` at a hundred random moments under load: what was acknowledged is there, byte for byte."""

import http.client
import os
import random
import resource
import signal
import subprocess
import threading
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.lines import BIN, free_port, listens, now, public_home, running
from tests.world import DESK_SEED, TOLD, fixed_rng, line_keys
from tocsin.envelope.compose import compose_report
from tocsin.envelope.post import MEDIA_TYPE, Post
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.seal import seal
from tocsin.exchange import places
from tocsin.exchange.segment import read_records, segments

DESKS = ("main", "overseer")
KILLS = 100
SENDERS = 6
READY_SECONDS = 20


def make_posts(count: int) -> list[Post]:
    keys, rng = line_keys(now=now() - timedelta(minutes=5)), fixed_rng(1)
    options = {"keys": keys, "charter": "1", "now": now(), "rng": rng}
    desks = [DESKS[i % len(DESKS)] for i in range(count)]
    return [compose_report(TOLD, None, receipt=Receipt(rng(16)), desk=desk, **options) for desk in desks]  # type: ignore[arg-type]


def stored_posts(home: Path) -> dict[str, bytes]:
    """Return what lies in the slots; a post in another desk's slot counts as lost."""
    return {
        r.name: r.body
        for desk in DESKS
        for path in segments(places.slot(home, desk))
        for r in read_records(path)
        if r.name.startswith(f"{desk}/")
    }


class Senders:
    """People who send reports and parts without a pause, and note what was acknowledged to them."""

    def __init__(self, port: int, posts: list[Post], part: bytes) -> None:
        self.port, self.posts, self.part = port, posts, part
        self.reports: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(i,)) for i in range(SENDERS)]

    def work(self, number: int) -> None:
        rng = random.Random(number)
        while not self.stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                while not self.stop.is_set():
                    self.send(connection, rng)
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
            finally:
                connection.close()

    def send(self, connection: http.client.HTTPConnection, rng: random.Random) -> None:
        post = rng.choice(self.posts)
        name = post.name
        addressed = {"Tocsin-Desk": name.desk, "Tocsin-Epoch": name.epoch}
        if rng.random() < 0.2:
            identity = rng.randbytes(16).hex()
            headers = {"Content-Type": "application/octet-stream", **addressed}
            connection.request("PUT", f"/attachments/{identity}/0", self.part, headers)
            if self.answered(connection):
                self.parts[f"{name.desk}/{identity}.0"] = self.part
            return
        headers = {"Content-Type": MEDIA_TYPE, "Tocsin-Id": name.envelope_id.hex(), **addressed}
        connection.request("POST", "/reports", post.body, headers)
        if self.answered(connection):
            self.reports[str(name)] = post.body

    @staticmethod
    def answered(connection: http.client.HTTPConnection) -> bool:
        response = connection.getresponse()
        response.read()
        return response.status == 201


def start(home: Path, port: int) -> subprocess.Popen[bytes]:
    words = [str(BIN / "tocsin-intake"), "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + READY_SECONDS
    while not listens(port):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_by_a_hundred_kills(tmp_path: Path) -> None:
    home, port, rng = public_home(tmp_path / "home"), free_port(), random.Random(os.environ.get("SEED", "1"))
    part = seal(rng.randbytes(50_000), [recipient_of_seed(DESK_SEED)], rng=fixed_rng())
    senders = Senders(port, make_posts(400), part)
    for thread in senders.threads:
        thread.start()
    try:
        for _ in range(KILLS):
            process = start(home, port)
            time.sleep(rng.uniform(0.01, 0.25))
            process.send_signal(signal.SIGKILL)
            process.wait()
    finally:
        senders.stop.set()
        for thread in senders.threads:
            thread.join()
    stored = stored_posts(home)
    assert len(senders.reports) > 100
    assert len(senders.parts) > 10
    lost = [name for name, body in senders.reports.items() if stored.get(name) != body]
    assert lost == []
    for name, body in senders.parts.items():
        assert sha256((home / "attachments" / name).read_bytes()).digest() == sha256(body).digest()


def test_a_disk_that_takes_no_more_is_said_and_never_acknowledged(tmp_path: Path) -> None:
    """A limit on the size of files makes the kernel itself refuse, as a full disk does."""
    home, port, posts = public_home(tmp_path / "home"), free_port(), make_posts(30)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    words = [str(BIN / "tocsin-intake"), "--home", str(home), "--port", str(port)]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    process = subprocess.Popen(words, preexec_fn=limit)  # noqa: PLW1509 - before any thread of the child
    try:
        while not listens(port):
            time.sleep(0.02)
        acknowledged, refused = [], 0
        for post in posts:
            name = post.name
            addressed = {"Tocsin-Desk": name.desk, "Tocsin-Epoch": name.epoch, "Tocsin-Id": name.envelope_id.hex()}
            connection.request("POST", "/reports", post.body, {"Content-Type": MEDIA_TYPE, **addressed})
            response = connection.getresponse()
            response.read()
            if response.status == 201:
                acknowledged.append(str(name))
            else:
                assert response.status == 503
                refused += 1
    finally:
        connection.close()
        process.terminate()
        process.wait(20)
    stored = stored_posts(home)
    assert refused > 0
    assert acknowledged
    assert set(acknowledged) <= stored.keys()


def test_sigterm_answers_what_has_begun_and_ends_well(tmp_path: Path) -> None:
    home, port, posts = public_home(tmp_path / "home"), free_port(), make_posts(50)
    senders = Senders(port, posts, posts[0].body)
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port) as process:
        for thread in senders.threads:
            thread.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        senders.stop.set()
        for thread in senders.threads:
            thread.join()
    stored = stored_posts(home)
    assert senders.reports
    assert set(senders.reports) <= stored.keys()
