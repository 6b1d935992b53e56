"""The examples for web servers, run for real before a real line: a report goes through, and lies nowhere on the way."""

import json
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import missing
from tests.lines import free_port, left_behind, listens, public_home, running
from tests.operator.proxies import CHAIN, caddy, caddyfile, certificate, nginx_conf

CANARY = "zanzibarproxy"


@contextmanager
def by_nginx(folder: Path, port: int, behind: dict[int, int]) -> Iterator[None]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        missing("nginx")
    config = nginx_conf(folder, port=port, plain=free_port(), behind=behind)
    words = [str(program), "-p", str(folder), "-c", str(config), "-e", "/dev/null", "-g", "daemon off;"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not listens(port):
            assert process.poll() is None
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)
    assert [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pem", ".conf"}] == []


@contextmanager
def by_caddy(folder: Path, port: int, behind: dict[int, int]) -> Iterator[None]:
    config = caddyfile(folder, line=port, desk=free_port(), behind=behind)
    with caddy(config, port):
        yield


Proxy = Callable[[Path, int, dict[int, int]], AbstractContextManager[None]]


@pytest.mark.parametrize("proxy", [by_nginx, by_caddy])
def test_a_report_goes_through_the_example_and_leaves_nothing(tmp_path: Path, proxy: Proxy) -> None:
    home, (port, intake, reader) = public_home(tmp_path / "home"), [free_port() for _ in range(3)]
    folder = tmp_path / "proxy"
    folder.mkdir()
    certificate(folder)
    inside, line_url = ("--home", str(home), "--port"), f"http://localhost:{intake}"
    with (
        running("tocsin-intake", *inside, str(intake), port=intake),
        running("tocsin-reader", *inside, str(reader), "--line-url", line_url, port=reader),
        proxy(folder, port, {8470: intake, 8472: reader}),
    ):
        trusted = ssl.create_default_context(cafile=str(folder / CHAIN))
        line = HTTPSConnection("localhost", port, context=trusted, timeout=20)
        line.request("GET", "/keys.json")
        assert "signed" in json.loads(line.getresponse().read())
        line.request("GET", "/en")  # a static page of the press
        assert b"<h1" in (page := line.getresponse()).read(), page.status
        told = {"concern": "ce-equipment", "what": f"{CANARY} " * 4000, "receipt": "ab" * 16, "reads": "main"}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": CANARY}
        line.request("POST", "/en/send", urlencode(told), headers)
        answer = line.getresponse()
        body = answer.read()
        assert answer.status == 201, body[:300]
        assert answer.headers["Strict-Transport-Security"]
        line.request("POST", "/en/read", urlencode({"words": CANARY}), headers)
        assert b"word" in (read := line.getresponse()).read(), read.status
        line.close()
    assert any((home / "slot" / "main").iterdir())
    assert left_behind(tmp_path, CANARY) == []
