"""The disk alarm: one sentence to the operator's addresses, not again and again, and no address anywhere."""

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

from tests.lines import BIN, left_behind, whole_home
from tocsin.operator.settings import Settings

TOKEN = "a-token-that-nobody-sees"  # noqa: S105 - of no address


class Hearing(BaseHTTPRequestHandler):
    heard: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["message"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def warn(home: Path, runtime: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "RUNTIME_DIRECTORY": str(runtime)}
    words = [str(BIN / "tocsin"), "warn", str(home)]
    return subprocess.run(words, capture_output=True, text=True, env=env, check=False, timeout=60)


def settings(home: Path, port: int, least: int) -> None:
    written = Settings(notify=(f"json://operator:{TOKEN}@localhost:{port}/",), least_free_percent=least)
    (home / "operator.toml").write_text(written.to_toml())


def test_the_operator_is_told_once_and_in_words_that_name_no_report(tmp_path: Path) -> None:
    home, runtime = whole_home(tmp_path / "line"), tmp_path / "run"
    runtime.mkdir()
    Hearing.heard.clear()
    with HTTPServer(("127.0.0.1", 0), Hearing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings(home, server.server_port, 1)
        well = warn(home, runtime)
        settings(home, server.server_port, 100)
        told = [warn(home, runtime), warn(home, runtime)]
        os.utime(runtime / "warned", (0, 0))
        told.append(warn(home, runtime))
        server.shutdown()
        thread.join()
    assert (well.returncode, [done.returncode for done in told]) == (0, [1, 1, 1])
    assert len(Hearing.heard) == 2
    assert Hearing.heard[0].startswith("A disk fills up: ")
    assert TOKEN not in "".join(done.stdout + done.stderr for done in (well, *told))
    assert left_behind(runtime, TOKEN) == []


def test_a_warning_that_nobody_hears_is_tried_again(tmp_path: Path) -> None:
    home, runtime = whole_home(tmp_path / "line"), tmp_path / "run"
    runtime.mkdir()
    settings(home, 9, 100)
    for _ in range(2):
        done = warn(home, runtime)
        assert (done.returncode, "reached nobody" in done.stderr) == (1, True)
        assert TOKEN not in done.stderr
    assert not (runtime / "warned").exists()
