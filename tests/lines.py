"""Lines for tests: a folder with fixed keys for the public side, or a whole one made by the real commands."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tests.world import DESKS, ROOT, ROOT_PUBLIC, keys_json, line_keys
from tocsin.envelope.keys import LineKeys, sign_keys
from tocsin.operator.home import Home
from tocsin.operator.making import Wish, make_line
from tocsin.press.commands import build

REPOSITORY = Path(__file__).parent.parent
HARBOUR = REPOSITORY / "charters" / "harbour"
BIN = Path(sys.executable).parent


def now() -> datetime:
    """Return the time of day: processes of their own read the real clock."""
    return datetime.now(UTC)


def public_home(path: Path) -> Path:
    """Make what the public side of a line needs, with the fixed keys of `world`."""
    home = Home(path)
    home.make_folders(DESKS)
    shutil.copytree(HARBOUR, home.charter, ignore=shutil.ignore_patterns("practice"))
    home.write_facts(ROOT_PUBLIC, demonstration=True)
    home.keys_json.write_bytes(keys_json(line_keys(now=now(), hashes={"site": build(path, now().date())})))
    return path


def publish(path: Path, *, serial: int, moment: datetime) -> None:
    """Publish other keys of the fixed line."""
    hashes = LineKeys.read(Home(path).keys_json.read_bytes(), ROOT_PUBLIC).hashes
    keys = line_keys(now=moment, hashes=hashes)
    changed = type(keys)(**{**vars(keys), "serial": serial})
    Home(path).keys_json.write_bytes(sign_keys(changed, ROOT))


def whole_home(path: Path, *, officers: tuple[str, ...] = ("otto",), supervisors: tuple[str, ...] = ()) -> Path:
    """Make a whole line, with rings and officers, by the real commands; Olga is the overseer's officer."""
    people: dict[str, Any] = {"officers": officers, "supervisors": supervisors, "overseers": ("olga",)}
    wish = Wish(Home(path), HARBOUR, demonstration=True, **people)
    make_line(wish, now=now(), rng=os.urandom)
    return path


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(
    *words: str, port: int = 0, unix: Path | None = None, log: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of ours until the block ends; ready when it listens."""
    out = log or subprocess.DEVNULL
    process = subprocess.Popen([BIN / words[0], *words[1:]], stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + 30
        while not (listens(port) if port else unix is not None and unix.exists()):
            assert process.poll() is None, f"{words[0]} ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{words[0]} does not listen"
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@contextmanager
def whole_line(home: Path) -> Iterator[str]:
    """Make a whole line and run its opener, intake and reader until the block ends; give the address of its pages."""
    whole_home(home)
    port, reader = free_port(), free_port()
    url, reader_url = f"http://localhost:{port}", f"http://localhost:{reader}"
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    intake = ("tocsin-intake", "--home", str(home), "--port", str(port), "--reader-url", reader_url)
    reads = ("tocsin-reader", "--home", str(home), "--port", str(reader), "--line-url", url)
    with (
        running(*opener, unix=home / "run" / "main.sock"),
        running(*intake, port=port),
        running(*reads, port=reader),
    ):
        yield url


def run(*words: str, home: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of ours to its end."""
    env = {**os.environ, **({"TOCSIN_HOME": str(home)} if home else {})}
    return subprocess.run(
        [BIN / words[0], *words[1:]], capture_output=True, text=True, input=stdin, env=env, check=False, timeout=120
    )


def left_behind(folder: Path, *words: str) -> list[str]:
    """Return the files below a folder in which one of the words stands, in any of the usual encodings."""
    import base64

    needles = [form for w in words for form in _forms(w, base64.b64encode)]
    found = []
    for path in folder.rglob("*"):
        try:
            data = path.read_bytes() if path.is_file() else b""
        except FileNotFoundError:
            continue  # gone meanwhile (a browser that tidies up): not left behind
        found += [f"{path.relative_to(folder)}: {n!r}" for n in needles if n in data]
    return found


def _forms(word: str, b64: object) -> list[bytes]:
    import json
    from urllib.parse import quote_plus

    assert callable(b64)
    plain = word.encode()
    cores = [b64(b"\0" * i + plain)[4:-4] for i in range(3)]
    return [
        plain,
        plain.hex().encode(),
        json.dumps(word).encode(),
        quote_plus(word).encode(),
        word.encode("utf-16-le"),
    ] + [core for core in cores if len(core) >= 8]
