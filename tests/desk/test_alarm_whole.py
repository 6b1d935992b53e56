"""From the report to the telephone, through every process: the person on duty is called, and nothing of it left."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.receivers import Receiver, receiving
from tests.desk.working import CANARY, make_home
from tests.lines import BIN, free_port, left_behind, run, running
from tocsin.desk.alarm import bell
from tocsin.desk.alarm.bell import Bell, Rung
from tocsin.exchange import places

REPORTS = tuple(
    {"concern": "ce-coercion", "language": "en", "what": f"{CANARY} {number}: they threaten my brother."}
    for number in range(5)
)


def never_staffed(home: Path) -> None:
    path = home / "charter" / "desk.toml"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'^\w+day = \["[^\n]*\n', "", text, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


@contextmanager
def alarmed(home: Path, telephones: Receiver, log: Path) -> Iterator[None]:
    port = free_port()
    addresses = home / "desk" / "main" / "alarm.toml"
    lines = [f'{name} = ["{telephones.at(name)}"]' for name in ("otto", "sara", "sven")]
    addresses.write_text("\n".join(['format = "tocsin/alarm/v1"', "[officers]", *lines]))
    addresses.chmod(0o600)
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    serve = ("tocsin-desk", "serve", "--home", str(home), "--port", str(port))
    alarm = [str(BIN / "tocsin-desk"), "alarm", "--home", str(home)]
    with log.open("wb") as out, running(*opener, unix=places.socket(home, "main")), running(*serve, port=port, log=out):
        process = subprocess.Popen(alarm, stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(20) == 0


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.own_desk
def test_a_flood_of_immediate_reports_calls_one_person_once_and_says_nothing_of_them(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", "http://localhost:1", REPORTS)
    never_staffed(home)
    with receiving() as telephones, alarmed(home, telephones, tmp_path / "log"):
        assert run("tocsin-desk", "collect", home=home).returncode == 0
        wait_for(lambda: bool(telephones.got))
        wait_for(lambda: look_rung(home).told == ("sara",))  # nobody is on the roster: a supervisor
        time.sleep(5)
        [(path, headers, body)] = telephones.got
        hung = bell.look(bell.bell_file(home, "main"), Bell)
    assert path == "/sara"
    assert '"Please look at the desk."' in body
    for word in (CANARY, "ce-coercion", "mmediate", "harbour", "tocsin", "main", hung.name, "sara"):
        assert word not in (headers + body).lower()
    assert hung.officers == ("sara",)
    assert left_behind(home, CANARY) == []
    assert left_behind(home / "bell", "ce-coercion", "Immediate") == []
    assert (tmp_path / "log").read_bytes() == b""


def look_rung(home: Path) -> Rung:
    return bell.look(bell.rung_file(home, "main"), Rung)
