"""Rosa tells the overseer about Otto, who is an officer of the desk: Olga reads it, and Otto is refused everywhere."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lines import free_port, left_behind, run, running, whole_home

TOLD = {"concern": "ce-insider", "language": "en", "what": "canary-bribe", "about": "canary-otto"}
PIER = b"canary-photograph" * 1000


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home, port = whole_home(tmp_path_factory.mktemp("line") / "home"), free_port()
    serve = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    with (
        running(*serve, unix=home / "run" / "main.sock"),
        running(*serve, "--desk", "overseer", unix=home / "run" / "overseer.sock"),
        running("tocsin-intake", "--home", str(home), "--port", str(port), port=port),
    ):
        yield home, f"http://localhost:{port}"


def asked(name: str, home: Path, *words: str, stdin: str = "") -> dict[str, Any]:
    done = run(name, *words, "--json", home=home, stdin=stdin)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main(home: Path, *words: str) -> dict[str, Any]:
    return asked("tocsin-desk", home, *words)


def overseer(home: Path, *words: str) -> dict[str, Any]:
    return asked("tocsin-desk", home, *words, "--desk", "overseer")


@pytest.fixture(scope="module")
def sent(line: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home, url = line
    pier = tmp_path_factory.mktemp("files") / "pier.jpg"
    pier.write_bytes(PIER)
    words = ("send", "--line", url, "--report", "-", "--overseer", "--attach", str(pier))
    told = asked("tocsin-report", home, *words, stdin=json.dumps(TOLD))
    assert main(home, "collect")["cases"] == 0
    assert len(list((home / "attachments" / "overseer").iterdir())) == 2
    assert overseer(home, "collect")["collected"] == 1
    return told


def test_olga_reads_it_and_answers_and_rosa_reads_that_and_adds_to_it(
    line: tuple[Path, str], sent: dict[str, Any], tmp_path: Path
) -> None:
    home, url = line
    [case] = overseer(home, "cases")["cases"]
    assert (case["report"], case["attachments"]) == (sent["id"], 1)
    shown = overseer(home, "show", case["case"], "--officer", "olga", "--reason", "first look")
    assert (shown["report"]["what"], shown["about"]) == ("canary-bribe", "canary-otto")
    [file] = shown["attachments"]
    overseer(home, "attachment", case["case"], file["id"], "--reason", "look", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == PIER
    overseer(home, "reply", case["case"], "--text", "canary-answer", "--state", "question")

    read = asked("tocsin-report", home, "read", "--line", url, "--receipt", sent["numbers"])
    assert (read["state"], read["replies"][1]["text"]) == ("question", "canary-answer")
    words = ("--receipt", sent["numbers"], "--text", "canary-addition", "--desk", "overseer")
    asked("tocsin-report", home, "add", "--line", url, *words)
    assert main(home, "collect")["cases"] == 0
    assert overseer(home, "collect")["additions"] == 1
    shown = overseer(home, "show", case["case"], "--reason", "more")
    assert [a["text"] for a in shown["additions"]] == ["canary-addition"]


def test_otto_is_refused_everywhere(line: tuple[Path, str], sent: dict[str, Any]) -> None:
    home, _ = line
    case = overseer(home, "cases")["cases"][0]["case"]
    assert main(home, "cases", "--officer", "otto") == {"cases": [], "total": 0}
    assert main(home, "quarantine", "--officer", "otto") == {"quarantine": []}
    opened = run("tocsin-desk", "show", case, "--officer", "otto", "--reason", "mine", "--json", home=home)
    assert (opened.returncode, json.loads(opened.stdout)["error"]) == (1, "no-such-case")

    keyless = run("tocsin-desk", "cases", "--desk", "overseer", "--officer", "otto", home=home)
    assert (keyless.returncode, "no key of otto" in keyless.stderr) == (2, True)
    officers = home / "desk" / "overseer" / "officers"
    for name in ("otto", "olga2"):  # he carries his key to her desk, under his name and under another
        shutil.copy(home / "desk" / "main" / "officers" / "otto.key", officers / f"{name}.key")
        for verb in (["cases"], ["show", case, "--reason", "mine"], ["log"]):
            words = ("tocsin-desk", *verb, "--desk", "overseer", "--officer", name, "--json")
            refused = run(*words, home=home)
            assert (refused.returncode, json.loads(refused.stdout)["error"]) == (1, "not-allowed")
        (officers / f"{name}.key").unlink()
    assert sent["id"] not in json.dumps(main(home, "cases"))


def test_no_desk_without_an_opener_is_taken_for_one_with_no_cases(line: tuple[Path, str]) -> None:
    home, _ = line
    away = run("tocsin-desk", "cases", "--desk", "nowhere", "--officer", "otto", home=home)
    assert (away.returncode, "no opener" in away.stderr) == (3, True)
    unknown = run("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--desk", "nowhere")
    assert (unknown.returncode, "main, north, south, overseer" in unknown.stderr) == (1, True)


def test_the_desks_folders_hold_no_word_and_no_trace_of_it(line: tuple[Path, str], sent: dict[str, Any]) -> None:
    home, _ = line
    case = overseer(home, "cases")["cases"][0]["case"]
    canaries = ("canary-bribe", "canary-otto", "canary-photograph", "canary-answer", "canary-addition")
    assert left_behind(home, *canaries, sent["receipt"]) == []
    for folder in ("slot/main", "attachments/main", "opener/main", "run", "desk"):
        assert left_behind(home / folder, sent["id"], case) == [], folder
    assert list((home / "attachments" / "overseer").iterdir()) == []
