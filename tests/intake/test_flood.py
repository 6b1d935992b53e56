"""A flood against a real process with small budgets: who pays gets in, others are told how, nothing is lost."""

import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from tests.intake.test_api import headers, post, stored
from tests.lines import REPOSITORY, free_port, left_behind, public_home, run, running
from tests.pages.web import Forms, form, words_of
from tests.world import KEYS_LINE, TOLD
from tocsin.envelope.receipt import Receipt
from tocsin.gate.work import HEADER
from tocsin.reporter.line import Line, LineRefused
from tocsin.reporter.sending import send_report
from tocsin.reporter.work import solve

SMALL = ("--budget", "sealed=5:0.01", "--budget", "form=5:0.01", "--budget", "parts=2:0.01")
CHEAP = ("--work", "20:60", "--wait", "1:2")
FORM = {"concern": "ce-equipment", "what": "A buoy blinks."}
# A refusal leaves the body unread, and the server may then end the connection while the next request is on its way.
ONE_ANSWER = httpx.Limits(max_keepalive_connections=0)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    home, port = public_home(tmp_path / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), *SMALL, *CHEAP, port=port):
        yield home, f"http://localhost:{port}"


def drained(url: str) -> None:
    """Use up the budget of sealed posts, as a flood does: with bytes that are no report."""
    sent = post(1)
    with httpx.Client(base_url=url) as client:
        while client.post("/reports", content=b"x", headers=headers(sent)).status_code != 429:
            pass


def test_beyond_the_budget_a_post_is_asked_for_work_and_taken_with_it(line: tuple[Path, str]) -> None:
    home, url = line
    drained(url)
    sent = post(2)
    with httpx.Client(base_url=url) as client:
        answer = client.post("/reports", content=sent.body, headers=headers(sent))
        told = answer.json()
        assert (answer.status_code, told["error"]) == (429, "work-needed")
        assert told["message"]
        assert told["hint"]
        assert int(answer.headers["retry-after"]) == told["retry_after"] >= 90
        assert stored(home) == {}
        named = headers(sent) | {HEADER: solve(told["challenge"])}
        assert client.post("/reports", content=sent.body, headers=named).status_code == 201
        again = client.post("/reports", content=sent.body, headers=named)
        assert again.status_code == 201, "the answer was lost, and the same report came again"
        other = post(3, receipt=Receipt(os.urandom(16)))
        refused = client.post("/reports", content=other.body, headers=headers(other) | {HEADER: named[HEADER]})
        assert (refused.status_code, "used" in refused.json()["message"]) == (429, True)
    assert stored(home) == {str(sent.name): sent.body}


def test_what_it_asks_for_is_what_the_openapi_page_says(line: tuple[Path, str]) -> None:
    _, url = line
    drained(url)
    sent = post(2)
    document = json.loads((REPOSITORY / "docs" / "openapi.json").read_text())
    schema = {**document["components"]["schemas"]["Refusal"], "components": document["components"]}
    with httpx.Client(base_url=url) as client:
        told = client.post("/reports", content=sent.body, headers=headers(sent)).json()
    jsonschema.validate(told, schema)
    assert told.keys() == {"error", "message", "hint", "challenge", "retry_after"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "challenge": {**told["challenge"], "signature": "x"}}, schema)


def test_garbage_for_a_proof_is_a_question_again_and_never_a_failure(line: tuple[Path, str]) -> None:
    _, url = line
    drained(url)
    sent = post(2)
    with httpx.Client(base_url=url, limits=ONE_ANSWER) as client:
        for proof in ("", "x", "e30=", "W10=", "=" * 4000, "\xff"):
            named = {k.encode(): v.encode("latin-1") for k, v in (headers(sent) | {HEADER: proof}).items()}
            answer = client.post("/reports", content=sent.body, headers=named)
            assert (answer.status_code, answer.json()["error"]) == (429, "work-needed")


def test_a_flood_shuts_nobody_out_who_works_and_nothing_acknowledged_is_lost(line: tuple[Path, str]) -> None:
    home, url = line
    stop, flooded = threading.Event(), [0, 0]

    def flood() -> None:
        sent = post(1)
        with httpx.Client(base_url=url, limits=ONE_ANSWER) as client:
            while not stop.is_set():
                answer = client.post("/reports", content=b"junk", headers=headers(sent))
                flooded[answer.status_code == 429] += 1

    def honest(_: int) -> bytes:
        with Line(url) as ours:
            return send_report(ours, TOLD, None, receipt=Receipt(os.urandom(16)), rng=os.urandom)

    flooders = [threading.Thread(target=flood) for _ in range(3)]
    for thread in flooders:
        thread.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            acknowledged = list(pool.map(honest, range(24)))
    finally:
        stop.set()
        for thread in flooders:
            thread.join()
    names = "".join(stored(home))
    assert len(set(acknowledged)) == 24
    assert all(envelope_id.hex() in names for envelope_id in acknowledged)
    assert flooded[0] <= 6, "junk came no further than the budget"
    assert flooded[1] > 20


def test_an_import_larger_than_the_budget_works_its_way_in(line: tuple[Path, str], tmp_path: Path) -> None:
    home, url = line
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"what": f"row {i}", "concern": "ce-approach"}) + "\n" for i in range(20)))
    done = run("tocsin-report", "import", "--line", url, str(rows), "--json")
    assert (done.returncode, json.loads(done.stdout)["sent"]) == (0, 20), done.stderr
    assert len(stored(home)) == 20


def test_a_person_at_the_command_line_is_told_why_it_takes_long(line: tuple[Path, str]) -> None:
    _, url = line
    drained(url)
    words = ("tocsin-report", "send", "--line", url, "--report", "-")
    done = run(*words, stdin=json.dumps(TOLD))
    assert (done.returncode, done.stderr.count("works for its place")) == (0, 1)
    done = run(*words, "--json", stdin=json.dumps(TOLD))
    assert (done.returncode, done.stderr) == (0, "")


def test_files_are_paid_for_too_and_a_large_body_is_answered_before_it_is_read(
    line: tuple[Path, str], tmp_path: Path
) -> None:
    home, url = line
    (tmp_path / "film").write_bytes(os.urandom(17 * 1024 * 1024))
    with Line(url) as ours:
        send_report(ours, TOLD, None, receipt=Receipt(os.urandom(16)), files=[tmp_path / "film"], rng=os.urandom)
    assert sum(1 for p in (home / "attachments").rglob("*") if p.is_file()) == 4
    assert len(stored(home)) == 1


def test_a_client_gives_up_on_a_line_that_is_never_content(line: tuple[Path, str]) -> None:
    _, url = line
    drained(url)
    asked: list[object] = []

    def wrong(challenge: object) -> str:
        asked.append(challenge)
        return "wrong"

    with Line(url, work=wrong) as ours, pytest.raises(LineRefused, match="Much arrives"):
        send_report(ours, TOLD, None, receipt=Receipt(os.urandom(16)), rng=os.urandom)
    assert 1 < len(asked) < 10


def ready_to_send(client: httpx.Client, language: str = "en", **typed: str) -> tuple[str, dict[str, str]]:
    """Come, without script, to the point where the next button is "Send report"."""
    return form(client.post(f"/{language}/check", data=FORM | typed))


def crowd(url: str) -> None:
    """Use up the budget of the page without script."""
    with httpx.Client(base_url=url) as client:
        action, fields = ready_to_send(client)
        while client.post(action, data=fields | {"receipt": os.urandom(16).hex()}).status_code == 201:
            pass


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_without_script_one_waits_and_is_let_in_with_everything_typed(line: tuple[Path, str], language: str) -> None:
    home, url = line
    crowd(url)
    before = len(stored(home))
    typed = {"where": "the quay & <b>", "about": "Nils\r\nthe pilot", "called": "Rosa 玫", "careful": "at night"}
    with httpx.Client(base_url=url) as client:
        action, fields = ready_to_send(client, language, **typed)
        answer = client.post(action, data=fields)
        assert (answer.status_code, int(answer.headers["retry-after"])) in {(429, 1), (429, 2)}
        assert "<meta http-equiv" not in answer.text
        again, kept = form(answer)
        assert again == action
        assert {k: v for k, v in kept.items() if k != "wait"} == {k: v for k, v in fields.items() if k in kept}
        assert kept.keys() >= {"what", "where", "about", "called", "careful", "receipt", "wait"}
        answer = client.post(again, data=kept)
        assert answer.status_code == 429, "pressed too early"
        assert form(answer)[1] == kept, "the wait goes on, and nothing is lost"
        threading.Event().wait(2.1)
        pages = [client.post(again, data=kept) for _ in range(2)]
        assert [p.status_code for p in pages] == [201, 201], "a double click shows the words, not another wait"
    words = {words_of(p) for p in pages}
    assert len(words) == 1
    receipt = Receipt.parse(words.pop(), language)
    assert receipt.secret.hex() == fields["receipt"]
    assert receipt.derive(KEYS_LINE).envelope_id.hex() in "".join(stored(home))
    assert len(stored(home)) == before + 2
    assert left_behind(home, "A buoy blinks.", "Rosa 玫", fields["receipt"]) == []


def test_a_report_about_the_lines_own_staff_waits_for_the_overseer_still(line: tuple[Path, str]) -> None:
    _, url = line
    crowd(url)
    with httpx.Client(base_url=url) as client:
        action, fields = ready_to_send(client, concern="ce-mishandled", desk="overseer")
        answer = client.post(action, data=fields)
        assert answer.status_code == 429
        action, kept = form(answer)
        assert (kept["desk"], kept["what"]) == ("overseer", FORM["what"])
        threading.Event().wait(2.1)
        assert client.post(action, data=kept).status_code == 201


def test_without_script_files_wait_too_and_the_words_stay_on_the_page(line: tuple[Path, str]) -> None:
    home, url = line
    with httpx.Client(base_url=url) as client:
        action, fields = ready_to_send(client)
        receipt = client.post(action, data=fields)
        action, fields = next((a, f) for a, f in Forms(receipt.text).forms if a.endswith("/attach"))
        film = [("file", (f"{i}.mp4", b"\0" * 100_000, "video/mp4")) for i in range(6)]
        while (answer := client.post(action, data=fields, files=film)).status_code == 201:
            pass
        before = sum(1 for p in (home / "attachments").rglob("*") if p.is_file())
        assert answer.status_code == 429
        assert "Many files are arriving" in answer.text
        assert words_of(answer) == words_of(receipt)
        action, fields = next((a, f) for a, f in Forms(answer.text).forms if a.endswith("/attach"))
        early = client.post(action, data=fields, files=film)
        assert early.status_code == 429
        assert sum(1 for p in (home / "attachments").rglob("*") if p.is_file()) == before
        threading.Event().wait(2.1)
        assert client.post(action, data=fields, files=film).status_code == 201, "all six with one wait"
        assert sum(1 for p in (home / "attachments").rglob("*") if p.is_file()) == before + 12
        stranger = fields | {"receipt": os.urandom(16).hex()}
        assert client.post(action, data=stranger, files=film).status_code == 429


def test_without_script_a_crowd_of_the_honest_all_get_in(line: tuple[Path, str]) -> None:
    home, url = line
    crowd(url)

    def honest(_: int) -> str:
        with httpx.Client(base_url=url) as client:
            action, fields = ready_to_send(client)
            for _ in range(20):
                answer = client.post(action, data=fields)
                if answer.status_code == 201:
                    return fields["receipt"]
                action, fields = form(answer)
                threading.Event().wait(int(answer.headers["retry-after"]))
        raise AssertionError("never let in")

    with ThreadPoolExecutor(12) as pool:
        sent = list(pool.map(honest, range(24)))
    names = "".join(stored(home))
    for secret in sent:
        assert Receipt(bytes.fromhex(secret)).derive(KEYS_LINE).envelope_id.hex() in names


def test_a_wait_of_another_report_or_a_forged_one_begins_anew_and_loses_nothing(line: tuple[Path, str]) -> None:
    _, url = line
    crowd(url)
    with httpx.Client(base_url=url) as client:
        action, fields = ready_to_send(client)
        token = form(client.post(action, data=fields))[1]["wait"]
        threading.Event().wait(2.1)
        for wait in ("", "x", "0.0.0", token + "0"):
            answer = client.post(action, data=fields | {"wait": wait})
            assert answer.status_code == 429
            assert form(answer)[1]["what"] == FORM["what"]
        stolen = fields | {"receipt": os.urandom(16).hex(), "wait": token}
        assert client.post(action, data=stolen).status_code == 429
        assert client.post(action, data=fields | {"wait": token}).status_code == 201


def test_faults_are_told_before_anyone_waits(line: tuple[Path, str]) -> None:
    _, url = line
    crowd(url)
    with httpx.Client(base_url=url) as client:
        action, fields = ready_to_send(client)
        assert client.post(action, data=fields | {"what": ""}).status_code == 422


@pytest.mark.parametrize(
    "wrong", [("--budget", "sealed=x"), ("--budget", "gate=1:1"), ("--work", "5:1"), ("--wait", "0:1")]
)
def test_wrong_options_are_refused_at_the_start(tmp_path: Path, wrong: tuple[str, str]) -> None:
    done = run("tocsin-intake", *wrong, home=tmp_path)
    assert done.returncode == 2
    assert wrong[0] in done.stderr


def test_the_defaults_ask_nobody_for_anything(tmp_path: Path) -> None:
    home, port = public_home(tmp_path / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        sent: Any = post(1)
        with httpx.Client(base_url=f"http://localhost:{port}") as client:
            statuses = {
                client.post("/reports", content=sent.body, headers=headers(sent)).status_code for _ in range(300)
            }
    assert statuses == {201}
