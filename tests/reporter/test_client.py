"""The reporter's client against a line that misbehaves: a small honest server with faults that a test orders."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.lines import now, run
from tests.world import DESK_SEED, KEYS_LINE, NOW, OVERSEER_SEED, ROOT, ROOT_PUBLIC, ROSA, TOLD, fixed_rng, line_keys
from tocsin.envelope import canonical
from tocsin.envelope.attachment import read_manifest
from tocsin.envelope.errors import BadKeys, BadReport
from tocsin.envelope.keys import LineKeys, sign_keys
from tocsin.envelope.post import unframe
from tocsin.envelope.replies import SEALED_REPLY, Reply, seal_reply
from tocsin.envelope.report import KINDS, AdditionPayload, ReportPayload, read_payload
from tocsin.envelope.unseal import unseal
from tocsin.reporter import sending
from tocsin.reporter.importing import read_rows
from tocsin.reporter.line import Line, LineAway, LineRefused
from tocsin.reporter.reading import read_replies
from tocsin.reporter.sending import WhichDesk, send_addition, send_report

FACTS = {
    "format": "tocsin/line/v1",
    "name": {"en": "Test"},
    "line": KEYS_LINE.hex(),
    "root": ROOT_PUBLIC.hex(),
    "languages": ["en"],
    "charter": "1",
    "concerns": ["ce-approach"],
    "paths": ["ce-advice"],
    "desk": "main",
    "overseer": "overseer",
}


class FakeLine(ThreadingHTTPServer):
    """Stores what is posted, and does what `faults` orders first: a status, or to hang up before or after storing."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.keys = line_keys(now=now())
        self.facts: dict[str, Any] = dict(FACTS)
        self.faults: list[object] = []
        self.posts: list[bytes] = []
        self.parts: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.desks: list[str] = []
        self.replies = bytes(8 * SEALED_REPLY)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: FakeLine
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/keys.json":
            self.answer(200, sign_keys(self.server.keys, ROOT))
        else:
            self.answer(200, canonical.dumps(self.server.facts))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/replies":
            self.answer(200, self.server.replies)
            return
        self.server.desks.append(self.headers["Tocsin-Desk"])
        self.store(lambda: self.server.posts.append(body))

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.desks.append(self.headers["Tocsin-Desk"])
        self.store(lambda: self.server.parts.update({self.path: body}))

    def store(self, keep: Callable[[], None]) -> None:
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "hang up":
            self.close_connection = True
            return
        if fault == "hang up after storing":
            keep()
            self.close_connection = True
            return
        if isinstance(fault, LineKeys):
            self.server.keys = fault
            refusal = {
                "error": "closed-epoch",
                "message": "",
                "hint": "",
                "keys": canonical.loads(sign_keys(fault, ROOT)),
            }
            self.answer(409, json.dumps(refusal).encode())
            return
        if isinstance(fault, int):
            self.answer(fault, json.dumps({"error": f"fault-{fault}", "message": "", "hint": ""}).encode())
            return
        keep()
        self.answer(201, b"{}")

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def fake() -> Iterator[FakeLine]:
    server = FakeLine()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def line_of(fake: FakeLine, **more: Any) -> Line:
    return Line(fake.url, pause=lambda _: None, **more)


def send(fake: FakeLine, answers: dict[str, Any] | None = None, files: tuple[Path, ...] = ()) -> bytes:
    with line_of(fake) as line:
        return send_report(line, answers or TOLD, None, receipt=ROSA, files=files, rng=fixed_rng())


def told(body: bytes) -> ReportPayload:
    payload = read_payload(unseal(unframe(body)[0], DESK_SEED))
    assert isinstance(payload, ReportPayload)
    return payload


def test_a_report_arrives_sealed(fake: FakeLine) -> None:
    assert send(fake) == ROSA.derive(KEYS_LINE).envelope_id
    assert told(fake.posts[0]).report == TOLD


@pytest.mark.parametrize("fault", ["hang up", "hang up after storing", 500, 503])
def test_a_lost_connection_is_tried_again_as_the_same_report(fake: FakeLine, fault: object) -> None:
    fake.faults = [fault, fault]
    send(fake)
    assert len({sha256(p).digest() for p in fake.posts}) == 1


def test_a_line_that_never_answers_is_said(fake: FakeLine) -> None:
    fake.faults = [503] * 20
    with pytest.raises(LineRefused) as caught:
        send(fake)
    assert caught.value.status == 503
    fake.faults = ["hang up"] * 20
    with pytest.raises(LineAway):
        send(fake)


def test_a_refusal_is_not_tried_again(fake: FakeLine) -> None:
    fake.faults = [400, 400]
    with pytest.raises(LineRefused):
        send(fake)
    assert len(fake.faults) == 1


def newer(serial: int) -> LineKeys:
    keys = line_keys(now=now() + timedelta(days=7))
    shifted = tuple(
        type(k)(k.desk, k.epoch, k.recipient, k.seal_from - timedelta(days=7), k.seal_until, k.accept_until)
        for k in keys.desks
    )
    return type(keys)(**{**vars(keys), "serial": serial, "desks": shifted[:1]})


def test_a_closed_epoch_is_sealed_again_to_the_keys_in_the_answer(fake: FakeLine) -> None:
    fake.faults = [newer(2)]
    assert send(fake) == ROSA.derive(KEYS_LINE).envelope_id
    assert told(fake.posts[0]).report == TOLD


def test_keys_that_go_back_are_refused(fake: FakeLine) -> None:
    fake.keys = newer(5)
    fake.faults = [newer(4)]
    with pytest.raises(BadKeys, match="older"):
        send(fake)
    assert fake.posts == []


def test_another_root_than_the_printed_one_is_refused_before_anything_is_sealed(fake: FakeLine) -> None:
    with pytest.raises(BadKeys):
        line_of(fake, root=b"?" * 32)
    fake.facts["root"] = "00" * 32
    with pytest.raises(BadKeys):
        line_of(fake)
    fake.facts = {"hello": 1}
    with pytest.raises(LineAway):
        line_of(fake)


def test_files_go_in_parts_with_the_manifest_last_and_survive_lost_connections(
    fake: FakeLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.envelope import attachment

    monkeypatch.setattr(attachment, "PART", 1000)
    content = fixed_rng(3)(2500)
    (tmp_path / "pier.jpg").write_bytes(content)
    fake.faults = [None, "hang up after storing", "hang up"]
    send(fake, files=(tmp_path / "pier.jpg",))
    [ref] = told(fake.posts[0]).attachments
    paths = [f"/attachments/{ref.id.hex()}/{n}" for n in range(ref.parts + 1)]
    assert sorted(fake.parts) == sorted(paths)
    plain = b"".join(unseal(fake.parts[p], DESK_SEED) for p in paths[:-1])
    manifest = read_manifest(unseal(fake.parts[paths[-1]], DESK_SEED))
    assert (plain, manifest.name, manifest.size) == (content, "pier.jpg", 2500)
    assert sha256(fake.parts[paths[-1]]).digest() == ref.digest


def test_a_part_that_differs_starts_the_file_anew(fake: FakeLine, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    differs = LineRefused(409, {"error": "part-differs"})
    calls: list[int] = []
    once = sending._upload_once

    def failing(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise differs
        return once(*arguments, **more)

    sending._upload_once, kept = failing, once
    try:
        send(fake, files=(tmp_path / "a",))
    finally:
        sending._upload_once = kept
    assert len(calls) == 2
    assert len(fake.posts) == 1


def test_a_file_that_is_too_large_is_told_before_anything_is_sent(fake: FakeLine, tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    with pytest.raises(BadReport):
        send(fake, files=(tmp_path / "big",))
    assert (fake.posts, fake.parts) == ([], {})


def test_a_report_about_the_staff_and_its_files_are_sealed_to_the_overseer(fake: FakeLine, tmp_path: Path) -> None:
    (tmp_path / "pier.jpg").write_bytes(b"content")
    with line_of(fake) as line:
        send_report(
            line, TOLD, None, receipt=ROSA, desk=line.facts.overseer, files=(tmp_path / "pier.jpg",), rng=fixed_rng()
        )
    payload = read_payload(unseal(unframe(fake.posts[0])[0], OVERSEER_SEED))
    assert isinstance(payload, ReportPayload)
    parts = [unseal(part, OVERSEER_SEED) for part in fake.parts.values()]
    assert (payload.report, b"content" in parts, set(fake.desks)) == (TOLD, True, {"overseer"})


def test_faults_of_a_report_are_told_before_anything_is_sent(fake: FakeLine) -> None:
    with pytest.raises(BadReport):
        send(fake, {"concern": "ce-unknown", "language": "en", "what": "x"})
    assert fake.posts == []


def test_random_answers_are_no_replies_and_a_cut_answer_is_said(fake: FakeLine) -> None:
    with line_of(fake) as line:
        fake.replies = fixed_rng()(8 * SEALED_REPLY)
        assert read_replies(line, ROSA) == []
        fake.replies = b"short"
        with pytest.raises(LineAway):
            read_replies(line, ROSA)


def add(fake: FakeLine, **more: Any) -> tuple[str, AdditionPayload]:
    """Send an addition; return the desk it was addressed to and what that desk reads."""
    with line_of(fake) as line:
        send_addition(line, "later", receipt=ROSA, rng=fixed_rng(), **more)
    [body], [desk] = fake.posts, set(fake.desks)
    payload = read_payload(unseal(unframe(body)[0], {"main": DESK_SEED, "overseer": OVERSEER_SEED}[desk]))
    assert isinstance(payload, AdditionPayload)
    return desk, payload


def lay(fake: FakeLine, *replies: Reply) -> None:
    """Lay replies for Rosa."""
    laid = [seal_reply(reply, ROSA.derive(KEYS_LINE).reply_recipient, rng=fixed_rng()) for reply in replies]
    fake.replies = b"".join([*laid, bytes(SEALED_REPLY * (8 - len(laid)))])


@pytest.mark.parametrize("kind", KINDS)
def test_an_addition_of_every_kind_is_sent_too(fake: FakeLine, kind: str) -> None:
    desk, payload = add(fake, kind=kind, desk="main")
    assert (desk, payload.kind, payload.text) == ("main", kind, "later")


def test_an_addition_goes_to_the_desk_that_the_newest_reply_names(fake: FakeLine, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    first = Reply(0, NOW.date(), "main", "received", "en", "")
    lay(fake, first, replace(first, number=1, desk="overseer", state="question", text="?"))
    assert add(fake, files=(tmp_path / "a",))[0] == "overseer"


def test_an_addition_before_any_reply_goes_where_the_reporter_says(fake: FakeLine) -> None:
    assert add(fake, desk="overseer")[0] == "overseer"


def test_an_addition_whose_desk_nobody_named_goes_nowhere(fake: FakeLine, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    with line_of(fake) as line, pytest.raises(WhichDesk):
        send_addition(line, "about Otto", receipt=ROSA, files=(tmp_path / "a",), rng=fixed_rng())
    assert (fake.posts, fake.parts) == ([], {})


def test_a_desk_that_a_reply_names_counts_more_than_what_was_said(fake: FakeLine) -> None:
    lay(fake, Reply(0, NOW.date(), "overseer", "received", "en", ""))
    assert add(fake, desk="main")[0] == "overseer"


def test_rows_become_reports_and_what_the_schema_does_not_know_becomes_answers(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"id":"1","what":"w","kind":"light","duration":3}\n\nnonsense\n[1]\n{"what":"x","concern":"ce-cyber"}\n'
    )
    rows = list(read_rows(path, concern=None, language="en"))
    assert rows[0].answers == {
        "what": "w",
        "concern": "ce-advice",
        "language": "en",
        "answers": {"kind": "light", "duration": "3"},
    }
    assert [(r.line, bool(r.fault)) for r in rows] == [(1, False), (3, True), (4, True), (5, False)]
    assert rows[3].answers["concern"] == "ce-cyber"


def test_an_area_of_a_row_is_kept_as_one_only_where_it_can_be_a_code(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"what":"w","area":"NI"}\n{"what":"w","area":"north of Mill Bay"}\n{"what":"w","area":3}\n')
    told = [row.answers for row in read_rows(path, concern=None, language="en")]
    assert [answers.get("area") for answers in told] == ["NI", None, None]
    assert [answers.get("answers") for answers in told] == [None, {"area": "north of Mill Bay"}, {"area": "3"}]


def test_an_import_names_the_rows_that_failed_and_sends_the_rest(fake: FakeLine, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"what":"one"}\n{"what":""}\nnonsense\n{"what":"two","concern":"ce-approach"}\n')
    receipts = tmp_path / "receipts.jsonl"
    words = ("tocsin-report", "import", "--line", fake.url, str(rows), "--receipts", str(receipts), "--json")
    done = run(*words, "--connections", "2")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["sent"], answer["failed"]) == (1, 2, 2)
    assert [f["line"] for f in answer["failures"]] == [2, 3]
    assert len(receipts.read_text().splitlines()) == 2
    assert receipts.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("send", "--report", "/no/such/file"), 2),
        (("send", "--report", "-"), 1),
        (("read", "--receipt", "one two three"), 4),
        (("read",), 4),
        (("send", "--report", "-", "--root", "zz"), 2),
    ],
)
def test_exit_codes_are_as_documented(fake: FakeLine, words: tuple[str, ...], code: int) -> None:
    done = run("tocsin-report", words[0], "--line", fake.url, *words[1:], "--json", stdin='{"what": 3}')
    assert done.returncode == code, done.stderr
    assert json.loads(done.stdout)["error"]


def test_a_line_that_is_not_there_is_said() -> None:
    with pytest.raises(LineAway):
        Line("http://127.0.0.1:1", pause=lambda _: None)
