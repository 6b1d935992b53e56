"""One web process a desk: a second one says so and touches nothing, and a crash leaves no lock behind."""

import re
import signal
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.lines import free_port, left_behind, listens, run, running, whole_home


def serve(home: Path, port: int) -> tuple[str, ...]:
    return ("tocsin-desk", "serve", "--home", str(home), "--port", str(port))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return whole_home(tmp_path / "home")


@pytest.mark.own_desk
def test_a_second_web_process_of_a_desk_ends_with_a_way_out(home: Path) -> None:
    first, second = free_port(), free_port()
    with running(*serve(home, first), port=first):
        done = run(*serve(home, second))
        assert done.returncode == 1
        assert "another web process serves this desk" in done.stderr
        assert "Stop it first" in done.stderr
        assert listens(first)
        assert not listens(second)


def test_one_that_was_killed_leaves_the_desk_free(home: Path) -> None:
    first, second = free_port(), free_port()
    with running(*serve(home, first), port=first) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    with running(*serve(home, second), port=second):
        pass


@pytest.mark.own_desk
def test_neither_browser_nor_address_of_who_signs_in_or_fails_to_is_kept(home: Path, tmp_path: Path) -> None:
    port = free_port()
    browser, address, typed = "zanzibarbrowser", "203.0.113.77", "zanzibarpassword"
    said = {
        "User-Agent": browser,
        "X-Forwarded-For": address,
        "Forwarded": f"for={address}",
        "Referer": f"http://{browser}",
    }
    opened = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(place: str, **form: str) -> str:
        data = urlencode(form).encode() if form else None
        try:
            answer: bytes = opened.open(Request(f"http://localhost:{port}{place}", data, said)).read()
        except HTTPError as error:
            answer = error.read()
        return answer.decode()

    with (tmp_path / "log").open("wb") as log, running(*serve(home, port), port=port, log=log):
        page = ask("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        tries = [ask("/sign-in", csrfmiddlewaretoken=token[1], login="otto", password=typed) for _ in range(7)]
        assert "Too many tries" in tries[-1]
        ask("/cases/aaaa1111")
        ask(f"/{typed}")
    assert left_behind(home, browser, address, typed) == []
    assert left_behind(tmp_path, browser, address, typed) == []
