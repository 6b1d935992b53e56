"""Otto works on two reports of one matter from the command line, and hands the case over with a second officer."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lines import free_port, left_behind, run, running, whole_home
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.unseal import unseal

COURT = b"c" * 32
RECIPIENT = recipient_of_seed(COURT).text


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home, port = whole_home(tmp_path_factory.mktemp("line") / "home", officers=("otto", "berta")), free_port()
    serve = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    with (
        running(*serve, unix=home / "run" / "main.sock"),
        running("tocsin-intake", "--home", str(home), "--port", str(port), port=port),
    ):
        for word in ("canary-one", "canary-two"):
            told = json.dumps({"concern": "ce-approach", "language": "en", "what": word})
            url = f"http://localhost:{port}"
            assert run("tocsin-report", "send", "--line", url, "--report", "-", home=home, stdin=told).returncode == 0
        desk(home, "otto", "collect")
        yield home


def desk(home: Path, officer: str, *words: str, fails: bool = False) -> dict[str, Any]:
    done = run("tocsin-desk", *words, "--officer", officer, "--json", home=home)
    assert done.returncode == (1 if fails else 0), done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_writing_glancing_linking_and_an_export_by_two(home: Path, tmp_path: Path) -> None:
    second, first = [c["case"] for c in desk(home, "otto", "cases")["cases"]]
    desk(home, "otto", "write", first, "--kind", "title", "--text", "Tide tables")
    desk(home, "otto", "write", first, "--text", "canary-note")
    desk(home, "otto", "write", "--kind", "handover", "--text", "canary-handover")
    glanced = desk(home, "otto", "glance", first, second)["cases"]
    assert [(c["title"], c["gist"]) for c in glanced] == [("Tide tables", "canary-one"), ("", "canary-two")]
    desk(home, "otto", "link", first, "--other", second, "--reason", "the same boat")
    assert desk(home, "otto", "reply", first, "--text", "x", fails=True)["error"] == "which-report"
    numbers = desk(home, "otto", "reply", first, "--text", "canary-answer", "--message", "all")["numbers"]
    assert len(numbers) == 2
    shown = run("tocsin-desk", "show", first, "--officer", "otto", "--reason", "look", home=home).stdout
    for word in ("Tide tables", "canary-one", "canary-two", "canary-note", "report "):
        assert word in shown
    export = (
        "export",
        first,
        "--recipient",
        RECIPIENT,
        "--reason",
        "for the court",
        "--out",
        str(tmp_path / "out.age"),
    )
    assert desk(home, "otto", *export, fails=True)["error"] == "second-officer-missing"
    assert not (tmp_path / "out.age").exists()
    words = ("propose", "export", "--case", first, "--recipient", RECIPIENT, "--reason", "for the court")
    name = desk(home, "otto", *words)["proposal"]
    desk(home, "berta", "confirm", name)
    assert desk(home, "otto", *export, "--proposal", name)["size"] == (tmp_path / "out.age").stat().st_size
    with tarfile.open(fileobj=io.BytesIO(unseal((tmp_path / "out.age").read_bytes(), COURT))) as archive:
        assert sum(m.name.endswith(".sealed") for m in archive.getmembers()) == 2
    message = desk(home, "otto", "show", second, "--reason", "look")["reports"][0]["message"]
    assert desk(home, "otto", "unlink", first, "--message", message, "--reason", "another")["unlinked"] == [message]
    assert left_behind(home, "canary") == []
    assert left_behind(tmp_path, "canary") == []
