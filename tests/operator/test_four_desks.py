"""A line with four desks, by the commands of the operator: made, told to one, opened there alone, saved, put back.

And the loss of one desk leaves the others at work: its opener stopped, its slot full, its folder gone.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.lines import free_port, left_behind, run, running, whole_home

DESKS = {"main": "otto", "north": "nora", "south": "sofia", "overseer": "olga"}
CANARY = "zanzibarferry"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_home(tmp_path_factory.mktemp("made") / "line", officers=("otto", "nora@north", "sofia@south"))


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "line")


@contextmanager
def served(home: Path, *, desks: tuple[str, ...] = tuple(DESKS)) -> Iterator[str]:
    port = free_port()
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0", "--desk")
    with ExitStack() as stack:
        for desk in desks:
            stack.enter_context(running(*opener, desk, unix=home / "run" / f"{desk}.sock"))
        stack.enter_context(running("tocsin-intake", "--home", str(home), "--port", str(port), port=port))
        yield f"http://localhost:{port}"


def asked(*words: str, stdin: str = "") -> dict[str, Any]:
    done = run(*words, "--json", stdin=stdin)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def tell(url: str, desk: str) -> str:
    """Tell a desk something; return the receipt."""
    told = json.dumps({"concern": "ce-approach", "language": "en", "what": CANARY})
    return str(asked("tocsin-report", "send", "--line", url, "--desk", desk, "--report", "-", stdin=told)["numbers"])


def at(home: Path, desk: str, verb: str, *words: str) -> dict[str, Any]:
    """Ask a desk's opener as its officer."""
    return asked("tocsin-desk", verb, *words, "--home", str(home), "--desk", desk, "--officer", DESKS[desk])


def collected(home: Path) -> dict[str, int]:
    return {desk: at(home, desk, "collect")["collected"] for desk in DESKS}


def test_what_is_told_to_one_desk_is_opened_and_answered_there_saved_and_put_back(home: Path, tmp_path: Path) -> None:
    with served(home) as url:
        numbers = tell(url, "north")
        assert {d: any((home / "slot" / d).iterdir()) for d in DESKS} == {d: d == "north" for d in DESKS}
        assert collected(home) == {d: int(d == "north") for d in DESKS}
        assert {d: at(home, d, "cases")["total"] for d in DESKS} == {d: int(d == "north") for d in DESKS}
        [case] = at(home, "north", "cases")["cases"]
        for desk in ("main", "south", "overseer"):
            words = (case["case"], "--home", str(home), "--desk", desk, "--officer", DESKS[desk], "--reason", "curious")
            refused = run("tocsin-desk", "show", *words, "--json")
            assert (refused.returncode, CANARY in refused.stdout) == (1, False)
        assert CANARY in json.dumps(at(home, "north", "show", case["case"], "--reason", "first look"))
        at(home, "north", "reply", case["case"], "--text", "Thank you, from the north.")
        saved = run("tocsin", "backup", str(home), "--to", str(tmp_path / "to"))
        assert saved.returncode == 0, saved.stderr
    [backup] = (tmp_path / "to").glob("*Z")
    again, key = tmp_path / "again", str(home / "root" / "backup.key")
    done = run("tocsin", "restore", str(backup), str(again), "--identity-file", key)
    assert done.returncode == 0, done.stderr
    with served(again) as url:
        read = asked("tocsin-report", "read", "--line", url, "--receipt", numbers)["replies"]
        assert [(reply["desk"], reply["text"]) for reply in read][-1] == ("north", "Thank you, from the north.")
        shutil.copytree(home / "desk" / "north" / "officers", again / "desk" / "north" / "officers", dirs_exist_ok=True)
        assert CANARY in json.dumps(at(again, "north", "show", case["case"], "--reason", "after the restore"))
    assert left_behind(tmp_path, CANARY) == []


def test_a_desk_whose_opener_is_away_keeps_nobody_else_from_working(home: Path) -> None:
    with served(home, desks=("main", "south", "overseer")) as url:
        told = {desk: tell(url, desk) for desk in DESKS}
        for desk in ("main", "south", "overseer"):
            assert at(home, desk, "collect")["collected"] == 1
        away = run("tocsin-desk", "collect", "--home", str(home), "--desk", "north", "--json")
        assert away.returncode == 3
        waiting = asked("tocsin-report", "read", "--line", url, "--receipt", told["north"])
        assert waiting["replies"] == []
        opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
        with running(*opener, "--desk", "north", unix=home / "run" / "north.sock"):
            assert at(home, "north", "collect")["collected"] == 1
        for numbers in told.values():
            assert asked("tocsin-report", "read", "--line", url, "--receipt", numbers)["state"] == "received"


def test_a_slot_that_takes_nothing_is_told_to_who_reports_there_and_to_nobody_else(home: Path) -> None:
    slot = home / "slot" / "north"
    with served(home, desks=("main", "south")) as url:
        shutil.rmtree(slot)
        slot.write_bytes(b"")  # whatever is laid there fails, as on a full disk; as root a mode keeps nobody out
        told = json.dumps({"concern": "ce-approach", "language": "en", "what": CANARY})
        words = ("tocsin-report", "send", "--line", url, "--report", "-")
        refused = run(*words, "--desk", "north", "--json", stdin=told)
        assert refused.returncode in (1, 3), refused.stdout
        assert "numbers" not in json.loads(refused.stdout)
        tell(url, "main")
        tell(url, "south")
        assert [at(home, desk, "collect")["collected"] for desk in ("main", "south")] == [1, 1]


def test_the_loss_of_one_desks_folder_leaves_the_others_their_reports(home: Path) -> None:
    with served(home, desks=("main", "south")) as url:
        tell(url, "main")
        shutil.rmtree(home / "opener" / "north")
        tell(url, "south")
        assert [at(home, desk, "collect")["collected"] for desk in ("main", "south")] == [1, 1]
    found = json.loads(run("tocsin", "doctor", str(home), "--json").stdout)
    text = json.dumps(found)
    assert "north: opener/north cannot be looked at" in text
    assert "south: opener/south" not in text
