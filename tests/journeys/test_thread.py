"""One report from `send` to `read` and back, on a whole line of real processes; and what is not left behind."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.lines import BIN, HARBOUR, REPOSITORY, free_port, left_behind, listens, run, running, whole_home
from tocsin.charter.read import load

CORPORA = REPOSITORY.parent / "shared" / "corpora"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, Path]]:
    folder = tmp_path_factory.mktemp("line")
    home, port, log = whole_home(folder / "home"), free_port(), folder / "log"
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    intake = ("tocsin-intake", "--home", str(home), "--port", str(port))
    with (
        log.open("ab") as out,
        running(*opener, unix=home / "run" / "main.sock", log=out),
        running(*intake, port=port, log=out),
    ):
        yield home, f"http://localhost:{port}", log


def desk(home: Path, *words: str) -> dict[str, Any]:
    done = run("tocsin-desk", *words, "--json", home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def report(url: str, *words: str, stdin: str = "") -> dict[str, Any]:
    done = run("tocsin-report", words[0], "--line", url, *words[1:], "--json", stdin=stdin)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_one_report_sealed_stored_opened_answered_and_found_again(line: tuple[Path, str, Path], tmp_path: Path) -> None:
    home, url, log = line
    told = {
        "concern": "ce-insider",
        "language": "zh-Hans",
        "what": "canary-herring 有人复制图纸",
        "about": "canary-nils",
        "answers": {"什么时候？": "canary-tuesday"},
        "identity": {"name": "canary-rosa"},
    }
    (tmp_path / "pier.bin").write_bytes(b"canary-content" * 700_000)
    sent = report(url, "send", "--report", "-", "--attach", str(tmp_path / "pier.bin"), stdin=json.dumps(told))
    assert len(sent["receipt"].split()) == len(sent["numbers"].split()) == 12

    assert report(url, "read", "--receipt", sent["numbers"])["replies"] == []
    assert desk(home, "collect")["collected"] == 1
    case = desk(home, "cases")["cases"][0]
    assert (case["concern"], case["state"], case["attachments"]) == ("ce-insider", "received", 1)

    shown = desk(home, "show", case["case"], "--officer", "otto", "--reason", "first look")
    assert shown["report"]["what"] == told["what"]
    assert shown["about"] == "canary-nils"
    assert "canary-rosa" not in json.dumps(shown)
    [file] = shown["attachments"]
    out = tmp_path / "out.bin"
    desk(home, "attachment", case["case"], file["id"], "--reason", "look", "--out", str(out))
    assert out.read_bytes() == (tmp_path / "pier.bin").read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600

    words = ("reply", case["case"], "--officer", "otto", "--text", "canary-reply 谢谢", "--state", "question")
    assert desk(home, *words)["number"] == 1
    read = report(url, "read", "--receipt", "-", stdin=sent["receipt"])
    assert (read["state"], read["replies"][1]["text"]) == ("question", "canary-reply 谢谢")

    report(url, "add", "--receipt", sent["numbers"], "--text", "canary-addition")
    assert desk(home, "collect")["additions"] == 1
    assert desk(home, "show", case["case"], "--reason", "more")["additions"][0]["text"] == "canary-addition"
    for kind in ("withdrawal", "protection", "retaliation"):
        report(url, "add", "--receipt", sent["numbers"], "--kind", kind, "--text", f"canary-{kind}")
    assert desk(home, "collect")["additions"] == 3
    listed = run("tocsin-desk", "cases", home=home).stdout
    printed = run("tocsin-desk", "show", case["case"], "--reason", "more", home=home).stdout
    for mark in ("! asks for protection", "! reports retaliation", "! withdraws the report"):
        assert mark in listed
        assert mark in printed.split("\n\n")[0]
    assert "canary-retaliation" in printed
    assert desk(home, "cases")["cases"][0]["state"] == "question"
    assert desk(home, "log")["size"] >= 6

    canaries = ("canary-herring", "canary-nils", "canary-tuesday", "canary-rosa", "canary-content")
    left = left_behind(
        home, *canaries, "canary-reply", "canary-addition", "canary-protection", "first look", sent["receipt"]
    )
    assert left == []
    assert left_behind(log.parent, *canaries, "127.0.0.1") == []
    assert list((home / "attachments" / "main").iterdir()) == []


def test_the_desk_tells_what_is_wrong_with_its_documented_exit_codes(line: tuple[Path, str, Path]) -> None:
    home, _, _ = line
    assert run("tocsin-desk", "show", "XXXX-XXXX", "--reason", "x", home=home).returncode == 1
    assert run("tocsin-desk", "cases", "--officer", "nils", home=home).returncode == 2
    assert run("tocsin-desk", "cases", home=home / "nowhere").returncode in (2, 3)
    refused = run("tocsin-desk", "show", "XXXX-XXXX", "--json", home=home)
    assert json.loads(refused.stdout)["hint"]


@pytest.mark.skipif(not CORPORA.exists(), reason="corpora are not here")
@pytest.mark.slow
def test_two_thousand_reports_of_real_people_go_through_the_front_door(
    line: tuple[Path, str, Path], tmp_path: Path
) -> None:
    home, url, _ = line
    before = desk(home, "collect")["cases"]
    rows: list[str] = []
    for name, count in (("sky_sightings_en", 900), ("drone_sightings_en", 500), ("citizen_messages_zh", 700)):
        lines = (CORPORA / "reports" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows += lines[:count]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    receipts = tmp_path / "receipts.jsonl"
    done = report(url, "import", str(tmp_path / "rows.jsonl"), "--receipts", str(receipts))
    assert (done["sent"], done["failed"]) == (len(rows), 0)
    found = desk(home, "collect")
    assert (found["cases"] - before, found["quarantined"]) == (len(rows), 0)

    sent = [json.loads(x) for x in receipts.read_text(encoding="utf-8").splitlines()]
    cases = {c["report"]: c["case"] for c in desk(home, "cases", "--limit", "10000")["cases"]}
    for entry in sent[:: len(sent) // 12]:
        case = cases[entry["id"]]
        told = json.loads(rows[entry["line"] - 1])
        shown = desk(home, "show", case, "--reason", "sample")
        assert shown["report"]["what"] == told["what"].replace("\r\n", "\n").replace("\r", "\n")
        desk(home, "reply", case, "--text", f"answer to line {entry['line']}")
        replies = report(url, "read", "--receipt", entry["receipt"])["replies"]
        assert replies[-1]["text"] == f"answer to line {entry['line']}"


def children(pid: int) -> list[int]:
    done = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(x) for x in done.stdout.split()]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_demonstration_starts_fills_itself_stops_and_leaves_no_process(tmp_path: Path, end: signal.Signals) -> None:
    home, port = tmp_path / "demo", free_port()
    words = [str(BIN / "tocsin"), "demo", "--home", str(home), "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        demo = subprocess.Popen(words, stdout=log, stderr=log)
        wait_for(lambda: b"Ctrl-C stops it" in (tmp_path / "log").read_bytes(), 60)
    officers = {"main": "demo", "north": "demo-north", "south": "demo-south", "overseer": "olga"}
    listed = ("cases", "--limit", "100")
    at = {name: desk(home, *listed, "--desk", name, "--officer", who) for name, who in officers.items()}
    assert {name: found["total"] for name, found in at.items()} == {"main": 29, "north": 7, "south": 3, "overseer": 1}
    cases = at["main"]
    assert {c["language"] for c in cases["cases"]} == {"en", "zh-Hans"}
    assert {"question", "closed"} <= {c["state"] for c in cases["cases"]}
    assert b"isolates nothing" in (tmp_path / "log").read_bytes()
    for place, name in ((3, "north"), (4, "south"), (5, "overseer")):
        wait_for(lambda place=place: listens(port + place), 60)
        page = httpx.get(f"http://localhost:{port + place}/sign-in")
        assert page.status_code == 200
        assert f"Desk of {load(home / 'charter').line.reads(name, 'en')}" in page.text
        assert all(cookie.endswith(f"_{name}") for cookie in page.cookies)
        assert load(home / "charter").line.opening.origins[name] == f"http://localhost:{port + place}"
    with httpx.Client() as browser:  # its cookies know no ports
        for where, who in ((port + 1, "demo"), (port + 3, "demo-north")):
            wait_for(lambda where=where, who=who: sign_in(browser, f"http://localhost:{where}", who), 30)
        for where in (port + 1, port + 3):
            assert browser.get(f"http://localhost:{where}/keys").status_code == 200
    pids = children(demo.pid)
    assert len(pids) == 10  # four openers, two doors, four desks
    demo.send_signal(end)
    code = demo.wait(30)
    assert end == signal.SIGKILL or code == 0
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 20)
    assert not listens(port)
    assert left_behind(home / "slot", "buoy") == []


def sign_in(browser: httpx.Client, url: str, officer: str) -> bool:
    """Press the button of a demonstration's officer, once the desk knows who its officers are."""
    page = browser.get(f"{url}/sign-in").text
    if f'value="{officer}"' not in page:
        return False
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    answer = browser.post(f"{url}/sign-in/practice", data={"csrfmiddlewaretoken": token, "officer": officer})
    return answer.status_code == 302


def wait_for(ready: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_port_in_use_is_said_at_once(tmp_path: Path, line: tuple[Path, str, Path]) -> None:
    port = line[1].rsplit(":", 1)[1]
    done = run("tocsin", "demo", "--home", str(tmp_path / "demo"), "--port", port)
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_a_real_line_is_made_with_a_passphrase_and_published_again(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("correct horse battery staple")
    (tmp_path / "olgas").write_text("a lantern nobody else has lit")
    home = tmp_path / "home"
    files = ("--passphrase-file", str(tmp_path / "passphrase"), "--overseer-passphrase-file", str(tmp_path / "olgas"))
    words = ("--charter", str(HARBOUR), "--officer", "otto", "--overseer", "olga", *files)
    assert run("tocsin", "init", str(home), *words).returncode == 0
    assert json.loads((home / "line.json").read_text())["demonstration"] is False
    assert len(list((home / "custodians").iterdir())) == 3
    keys = [home / "desk" / "main" / "officers" / "otto.key", home / "desk" / "overseer" / "officers" / "olga.key"]
    for name in ("main", "overseer"):
        assert (home / "slot" / name).stat().st_mode & 0o7777 == 0o1730
        assert (home / "opener" / name).stat().st_mode & 0o777 == 0o700
    assert (home / "run").stat().st_mode & 0o7777 == 0o1770
    for secret in (home / "root" / "line-root.key", *keys):
        assert secret.stat().st_mode & 0o777 == 0o600
    again = run("tocsin", "init", str(home), *words)
    assert (again.returncode, "not empty" in again.stderr) == (1, True)
    published = run("tocsin", "keys", str(home), *files, "--json")
    assert json.loads(published.stdout)["serial"] == 2
    wrong = run("tocsin-opener", "keys", "--home", str(home), "--demonstration")
    assert (wrong.returncode, "real one" in wrong.stderr) == (1, True)
    locked = run("tocsin-opener", "keys", "--home", str(home))
    assert (locked.returncode, "passphrase" in locked.stderr) == (1, True)
    other = run("tocsin-opener", "keys", "--home", str(home), "--desk", "overseer", *files[:2])
    assert (other.returncode, "does not open this ring" in other.stderr) == (1, True)
    (home / "root").rename(tmp_path / "offline")
    rootless = run("tocsin", "keys", str(home), *files)
    assert (rootless.returncode, "root" in rootless.stderr) == (1, True)
