"""Rosa's report goes to the desk whose it is: she reads where, goes on talking, and no third desk knows of it."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.lines import free_port, left_behind, now, run, running, whole_home
from tocsin.envelope.compose import compose_addition
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.segment import encode_record
from tocsin.operator.home import Home

TOLD = {"concern": "ce-approach", "language": "en", "what": "canary-ferry", "identity": {"name": "canary-rosa"}}
DESKS = ("main", "north", "south")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home, port = (
        whole_home(tmp_path_factory.mktemp("line") / "home", officers=("otto", "nora@north", "sol@south")),
        free_port(),
    )
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0", "--desk")
    with ExitStack() as stack:
        for desk in DESKS:
            stack.enter_context(running(*opener, desk, unix=home / "run" / f"{desk}.sock"))
        stack.enter_context(running("tocsin-intake", "--home", str(home), "--port", str(port), port=port))
        yield home, f"http://localhost:{port}"


def asked(*words: str, home: Path, stdin: str = "") -> dict[str, Any]:
    done = run(*words, "--json", home=home, stdin=stdin)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


class Rosa:
    """Rosa with her twelve words."""

    def __init__(self, home: Path, url: str, numbers: str) -> None:
        self.home, self.url, self.numbers = home, url, numbers

    def reads(self) -> list[dict[str, Any]]:
        words = ("tocsin-report", "read", "--line", self.url, "--receipt", self.numbers)
        replies: list[dict[str, Any]] = asked(*words, home=self.home)["replies"]
        return replies

    def adds(self, text: str) -> None:
        words = ("--line", self.url, "--receipt", self.numbers, "--text", text)
        asked("tocsin-report", "add", *words, home=self.home)

    def adds_from_an_old_page(self, text: str) -> None:
        """Seal to the desk that her page knew in the morning, before the report was passed on."""
        facts, keys = Home(self.home).read_facts(), Home(self.home).keys_json.read_bytes()
        derived = Receipt.parse(self.numbers).derive(bytes.fromhex(str(facts["line"])))
        signed = LineKeys.read(keys, bytes.fromhex(str(facts["root"])))
        post = compose_addition(text, derived=derived, keys=signed, desk="main", now=now(), rng=os.urandom)
        (places.slot(self.home, "main") / "late.seg").write_bytes(encode_record(str(post.name), post.body))


def test_a_report_for_the_north_goes_there_and_the_thread_goes_on(line: tuple[Path, str], tmp_path: Path) -> None:
    home, url = line

    def desk(name: str, *words: str) -> dict[str, Any]:
        return asked("tocsin-desk", *words, "--desk", name, home=home)

    def only_case(name: str) -> str:
        [case] = desk(name, "cases")["cases"]
        return str(case["case"])

    (tmp_path / "pier.bin").write_bytes(b"canary-photograph" * 100_000)
    words = ("--line", url, "--report", "-", "--attach", str(tmp_path / "pier.bin"))
    sent = asked("tocsin-report", "send", *words, home=home, stdin=json.dumps(TOLD))
    rosa = Rosa(home, url, sent["numbers"])
    assert desk("main", "collect")["collected"] == 1
    case = only_case("main")

    # Otto sees that it is about the northern isles, and passes it on.
    about = ("--to", "north", "--reason", "canary-isles", "--words", "canary-look at the ferry")
    assert desk("main", "refer", case, *about)["state"] == "sent"
    assert desk("north", "collect")["referrals"] == 1
    there = only_case("north")

    # Rosa reads where it went, and what she adds goes there.
    told = rosa.reads()
    assert "passed on to the Northern Isles office" in told[1]["text"]
    rosa.adds("canary-after")
    assert (desk("main", "collect")["additions"], desk("north", "collect")["additions"]) == (0, 1)
    # A page that was open since the morning seals to the old desk: it goes after the report.
    rosa.adds_from_an_old_page("canary-late")
    assert desk("main", "collect")["additions"] == 1
    assert desk("north", "collect")["referrals"] == 1

    # Nora reads all of it, with the picture and Otto's words, takes it and answers; Rosa reads her.
    shown = desk("north", "show", there, "--reason", "first look")
    assert (shown["report"]["what"], shown["received"]) == ("canary-ferry", told[0]["day"])
    assert [a["text"] for a in shown["additions"]] == ["canary-after", "canary-late"]
    [referral] = shown["referrals"]
    assert (referral["desk"], referral["officer"], referral["reason"]) == ("main", "otto", "canary-isles")
    [file] = shown["attachments"]
    desk("north", "attachment", there, file["id"], "--reason", "look", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == (tmp_path / "pier.bin").read_bytes()
    desk("north", "accept", there)
    desk("north", "reply", there, "--text", "canary-answer")
    assert rosa.reads()[-1]["text"] == "canary-answer"

    # Otto knows that it was taken, answers no more, and cannot read what was told to the north.
    desk("main", "collect")
    kept = desk("main", "show", case, "--reason", "where is it")
    assert [r["state"] for r in kept["referrals"]] == ["acknowledged"]
    assert "canary-after" not in json.dumps(kept)
    refused = run("tocsin-desk", "reply", case, "--text", "too late", "--json", home=home)
    assert (refused.returncode, json.loads(refused.stdout)["error"]) == (1, "passed-on")

    # The third desk knows nothing, and no word lies anywhere.
    desk("south", "collect")
    assert desk("south", "cases")["total"] == 0
    left = left_behind(home, "canary", sent["receipt"])
    assert left == []
    for folder in ("slot/south", "referrals/south", "opener/south", "desk/south"):
        assert left_behind(home / folder, sent["id"], case, there) == []
    for name in DESKS:
        assert list((home / "referrals" / name).iterdir()) == []


def test_what_is_not_ours_comes_back_with_its_reason(line: tuple[Path, str]) -> None:
    home, url = line

    def desk(name: str, *words: str) -> dict[str, Any]:
        return asked("tocsin-desk", *words, "--desk", name, home=home)

    told = json.dumps(TOLD | {"what": "canary-lighthouse"})
    rosa = Rosa(
        home, url, asked("tocsin-report", "send", "--line", url, "--report", "-", home=home, stdin=told)["numbers"]
    )
    desk("main", "collect")
    case = desk("main", "cases")["cases"][0]["case"]
    desk("main", "refer", case, "--to", "south", "--reason", "on the coast")
    desk("south", "collect")
    [there] = desk("south", "cases")["cases"]
    desk("south", "return", there["case"], "--reason", "canary-not the coast")
    desk("main", "collect")
    printed = run("tocsin-desk", "show", case, "--reason", "it came back", home=home).stdout
    assert "came from south" in printed
    assert "canary-not the coast" in printed
    desk("main", "reply", case, "--text", "canary-ours after all")
    assert rosa.reads()[-1]["text"] == "canary-ours after all"
