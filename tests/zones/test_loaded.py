"""What each process has really loaded: contracts see imports that are written, this sees those that happen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lines import free_port, public_home, running, whole_home

NEVER: dict[str, tuple[str, ...]] = {
    "tocsin.intake.commands": (
        "tocsin.envelope.unseal",
        "tocsin.envelope.unslip",
        "sqlite3",
        "django",
        "httpx",
        "holidays",
    ),
    "tocsin.reader.commands": ("sqlite3", "django", "httpx", "tocsin.exchange.segment", "holidays"),
    "tocsin.opener.commands": ("django", "starlette", "granian", "httpx", "jinja2", "holidays"),
    "tocsin.desk.commands": ("tocsin.envelope.unseal", "tocsin.envelope.unslip", "django", "starlette", "apprise"),
    "tocsin.desk.alarm.process": ("tocsin.envelope.unseal", "tocsin.desk.asking", "tocsin.exchange.request", "django"),
    "tocsin.desk.bridges.process": (
        "tocsin.envelope.unseal",
        "tocsin.desk.asking",
        "tocsin.exchange.request",
        "django",
        "sqlite3",
        "apprise",
    ),
    "tocsin.desk.server": (
        "tocsin.envelope.unseal",
        "tocsin.envelope.unslip",
        "starlette",
        "httpx",
        "wagtail",
        "apprise",
        "tocsin.desk.bridges",
    ),
    "tocsin.reporter.commands": ("sqlite3", "starlette", "jinja2"),
    "tocsin.press.commands": (
        "tocsin.envelope.unseal",
        "tocsin.envelope.compose",
        "sqlite3",
        "starlette",
        "httpx",
    ),
    "tocsin.verifier.commands": ("tocsin.envelope.unseal", "tocsin.envelope.compose", "sqlite3", "starlette", "httpx"),
    "tocsin.operator.commands": ("tocsin.envelope.unseal", "tocsin.envelope.unslip", "sqlite3", "starlette"),
}
ZONES = ("intake", "reader", "reporter", "desk", "opener", "operator", "press", "verifier")


def loaded(module: str) -> set[str]:
    code = f"import sys, json, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("module", NEVER)
def test_a_process_has_loaded_nothing_that_is_not_its_own(module: str) -> None:
    modules = loaded(module)
    assert modules.isdisjoint(NEVER[module])
    own = module.split(".")[1]
    foreign = {m for m in modules for z in ZONES if z != own and m.startswith(f"tocsin.{z}")}
    assert foreign == set()


def test_a_running_intake_has_no_database_in_its_memory_and_listens_on_loopback_alone(tmp_path: Path) -> None:
    home, port = public_home(tmp_path / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port) as process:
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        assert "sqlite" not in maps
        listening = Path(f"/proc/{process.pid}/net/tcp").read_text()
        own = [line.split()[1] for line in listening.splitlines() if f":{port:04X} 00000000:0000 0A" in line]
        assert own == [f"0100007F:{port:04X}"]


def test_a_running_opener_can_neither_be_dumped_nor_traced(tmp_path: Path) -> None:
    home = whole_home(tmp_path / "home")
    socket = home / "run" / "main.sock"
    words = ("tocsin-opener", "serve", "--home", str(home), "--demonstration")
    with running(*words, unix=socket) as process:
        status = Path(f"/proc/{process.pid}/limits").read_text()
        core = next(line.split() for line in status.splitlines() if line.startswith("Max core file size"))
        assert core[4:6] == ["0", "0"]
        assert socket.stat().st_mode & 0o777 == 0o600


def test_a_demonstration_does_not_listen_where_others_reach_it(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    for command in ("tocsin-intake", "tocsin-reader"):
        words = [str(Path(sys.executable).parent / command), "--home", str(home), "--host", "0.0.0.0", "--port", "1"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 1
        assert "demonstration" in done.stderr
