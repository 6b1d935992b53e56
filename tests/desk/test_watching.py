"""The web process follows the opener's feed by itself, says once that the opener is away, and ends when told to."""

import json
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lines import free_port, public_home, running
from tocsin.exchange.sockets import short_path

REPORT = {"seq": 1, "kind": "report", "case": "aaaa1111", "report": "r" * 32, "received": "2026-11-24"}
REPORT |= {"concern": "ce-approach", "language": "en", "attachments": 0, "urgency": "Immediate"}


@contextmanager
def feeding(path: Path, events: list[dict[str, object]]) -> Iterator[None]:
    """A stand-in for the opener that knows its feed alone."""

    def answer(connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as file:
            for line in file:
                after = json.loads(line)["feed"]["after"]
                new = [e for e in events if int(str(e["seq"])) > after]
                result = {"events": new, "next": new[-1]["seq"] if new else after}
                file.write(json.dumps({"ok": True, "result": result}).encode() + b"\n")
                file.flush()

    path.parent.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(short_path(path))
        server.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield
        server.shutdown(socket.SHUT_RDWR)


def cases(database: Path) -> list[str]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM cases_case")]


@pytest.mark.own_desk
def test_what_arrives_is_known_though_nobody_looks_and_the_process_ends_at_once(tmp_path: Path) -> None:
    home, port = public_home(tmp_path / "home"), free_port()
    (home / "desk" / "main").mkdir(parents=True, exist_ok=True)
    log = tmp_path / "log"
    serve = ("tocsin-desk", "serve", "--home", str(home), "--port", str(port))
    with log.open("wb") as out, running(*serve, port=port, log=out) as process:
        wait_for(lambda: b"not read" in log.read_bytes())
        with feeding(home / "run" / "main.sock", [REPORT]):
            wait_for(lambda: cases(home / "desk" / "main" / "desk.db") == ["aaaa1111"])
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - began < 5
    told = log.read_text().splitlines()
    assert told[:2] == [
        "tocsin-desk: the opener's feed is not read (OpenerAway); trying again",
        "tocsin-desk: all is well again",
    ]
    assert len(told) <= 3


def wait_for(true: object, seconds: float = 20) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)
