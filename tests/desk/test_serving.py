"""One web process a desk: a second one says so and touches nothing, and a crash leaves no lock behind."""

import signal
from pathlib import Path

import pytest

from tests.lines import free_port, run, running, whole_home


def serve(home: Path, port: int) -> tuple[str, ...]:
    return ("tocsin-desk", "serve", "--home", str(home), "--port", str(port))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return whole_home(tmp_path / "home")


def test_a_second_web_process_of_a_desk_ends_with_a_way_out(home: Path) -> None:
    first, second = free_port(), free_port()
    with running(*serve(home, first), port=first):
        before = (home / "desk" / "main" / "desk.db").read_bytes()
        done = run(*serve(home, second))
        assert done.returncode == 1
        assert "another web process serves this desk" in done.stderr
        assert "Stop it first" in done.stderr
        assert (home / "desk" / "main" / "desk.db").read_bytes() == before


def test_one_that_was_killed_leaves_the_desk_free(home: Path) -> None:
    first, second = free_port(), free_port()
    with running(*serve(home, first), port=first) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    with running(*serve(home, second), port=second):
        pass
