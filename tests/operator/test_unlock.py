"""After a reboot: the opener waits for its passphrase, reports arrive meanwhile, and nothing is lost or told."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lines import left_behind, run, running
from tests.operator.real import PASSPHRASES, real_home
from tests.operator.terminals import answer
from tests.world import ROSA, TOLD, fixed_rng
from tocsin.envelope.compose import compose_report
from tocsin.envelope.keys import LineKeys
from tocsin.exchange.segment import encode_record


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return real_home(tmp_path / "line")


@pytest.fixture
def locked(home: Path) -> Iterator[Path]:
    words = ("tocsin-opener", "serve", "--home", str(home), "--collect-every", "0")
    with running(*words, unix=home / "run" / "main.sock"):
        yield home


def drop_a_report(home: Path) -> None:
    from datetime import UTC, datetime

    facts = json.loads((home / "line.json").read_text())
    keys = LineKeys.read((home / "public" / "keys.json").read_bytes(), bytes.fromhex(facts["root"]))
    options = {"receipt": ROSA, "keys": keys, "desk": "main", "charter": "2026.1", "attachments": ()}
    post = compose_report(TOLD, None, now=datetime.now(UTC), rng=fixed_rng(), **options)  # type: ignore[arg-type]
    (home / "slot" / "main" / "one.seg").write_bytes(encode_record(str(post.name), post.body))


def test_a_locked_opener_says_so_and_collects_after_it_was_unlocked(locked: Path, tmp_path: Path) -> None:
    drop_a_report(locked)
    refused = run("tocsin-desk", "cases", "--home", str(locked), "--json")
    assert (refused.returncode, json.loads(refused.stdout)["error"]) == (1, "locked")
    assert list((locked / "slot" / "main").glob("*.seg"))
    code, screen = answer(
        ["tocsin", "unlock", str(locked)], [("Passphrase of main: ", PASSPHRASES["main"])], cwd=tmp_path
    )
    assert (code, "is unlocked" in screen) == (0, True)
    collected = _collect(locked)
    assert collected["collected"] == 1
    assert PASSPHRASES["main"] not in screen
    assert left_behind(locked, PASSPHRASES["main"]) == []


def _collect(home: Path) -> dict[str, int]:
    import time

    for _ in range(100):
        done = run("tocsin-desk", "collect", "--home", str(home), "--json")
        if done.returncode == 0:
            answer: dict[str, int] = json.loads(done.stdout)
            return answer
        time.sleep(0.1)
    raise AssertionError(done.stdout + done.stderr)


def test_a_wrong_passphrase_is_refused_and_the_right_one_still_opens(locked: Path, tmp_path: Path) -> None:
    words = ["tocsin", "unlock", str(locked), "--desk", "main"]
    code, screen = answer(words, [("Passphrase", "not this one at all")], cwd=tmp_path)
    assert (code, "does not open this ring" in screen) == (1, True)
    code, screen = answer(words, [("Passphrase", PASSPHRASES["main"])], cwd=tmp_path)
    assert code == 0, screen
    code, screen = answer(words, [("Passphrase", PASSPHRASES["main"])], cwd=tmp_path)
    assert (code, "waits for a passphrase" in screen) == (1, True)


def test_the_passphrase_is_taken_from_the_openers_own_folder_alone(locked: Path) -> None:
    place = locked / "opener" / "main" / "unlock.sock"
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    with socket.socket(socket.AF_UNIX) as asking:  # the desk's socket takes none
        asking.connect(str(locked / "run" / "main.sock"))
        asking.sendall(PASSPHRASES["main"].encode() + b"\n")
        assert json.loads(asking.makefile().readline())["error"] == "locked"


def test_a_locked_opener_ends_when_it_is_told_to(home: Path) -> None:
    words = ("tocsin-opener", "serve", "--home", str(home))
    with running(*words, unix=home / "run" / "main.sock") as process:
        process.terminate()
        assert process.wait(10) == 0
