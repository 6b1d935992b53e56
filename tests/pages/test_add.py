"""What is said later, without script: every kind, every way it can go wrong, and nothing typed is ever lost."""

import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.test_api import FullDisk
from tests.lines import left_behind, now, public_home, publish
from tests.pages.test_pages import opened
from tests.pages.web import Web, form
from tests.world import DESK_SEED, KEYS_LINE, ROSA
from tocsin.envelope.answers import clean_text
from tocsin.envelope.attachment import read_manifest
from tocsin.envelope.report import KINDS, AdditionPayload
from tocsin.envelope.unseal import unseal
from tocsin.gate.budget import DOORS, Budget, Tariff
from tocsin.look.following import acts

HIDDEN = {"receipt": ROSA.secret.hex(), "desk": "main", "once": "0" * 32}


@pytest.fixture
def web(tmp_path: Path) -> Web:
    return Web(public_home(tmp_path / "home"))


def says(kind: str, text: str, **more: str) -> dict[str, str]:
    return {**HIDDEN, "kind": kind, f"{kind}-text": text, **more}


def add(web: Web, fields: dict[str, str], *files: tuple[str, bytes], language: str = "en") -> httpx.Response:
    """Press the button as a browser does: a multipart form, an empty file where none was chosen."""
    kind = fields["kind"]
    parts = [(f"{kind}-file", (name, data, "image/jpeg")) for name, data in files or [("", b"")]]
    return web.post(f"/{language}/add", fields, files=parts)


def additions(web: Web) -> list[AdditionPayload]:
    return [p for _, p in opened(web) if isinstance(p, AdditionPayload)]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_stored_as_what_it_is_and_the_page_says_so(web: Web, kind: str, language: str) -> None:
    answer = add(web, says(kind, "他又来了\r\nagain", sure="yes"), language=language)
    assert answer.status_code == 201
    assert f'<h1 tabindex="-1">{acts(language)[kind].stored}</h1>' in answer.text
    [addition] = additions(web)
    derived = ROSA.derive(KEYS_LINE)
    assert (addition.kind, addition.text) == (kind, "他又来了\nagain")
    assert (addition.follows, addition.mailbox_key) == (derived.envelope_id, derived.mailbox_key)
    assert form(answer) == (f"/{language}/read", {"receipt": ROSA.numbers()})


def test_a_withdrawal_is_asked_once_more_and_no_is_the_way_back(web: Web) -> None:
    asked = add(web, says("withdrawal", "I was mistaken"))
    assert (asked.status_code, additions(web)) == (200, [])
    action, fields = form(asked)
    assert (action, fields["withdrawal-text"], fields["receipt"]) == ("/en/add", "I was mistaken", HIDDEN["receipt"])
    back = web.post(action, fields | {"sure": "no"})
    _, again = form(back)
    assert (again["withdrawal-text"], again["once"], additions(web)) == ("I was mistaken", HIDDEN["once"], [])
    assert web.post(action, fields | {"sure": "yes"}).status_code == 201
    assert [(a.kind, a.text) for a in additions(web)] == [("withdrawal", "I was mistaken")]


def test_files_go_with_it_under_other_names(web: Web) -> None:
    big = os.urandom(9 * 1024 * 1024)
    answer = add(web, says("addition", "look"), ("Rosa's canary-pier.jpg", big), ("b.txt", b"b"))
    assert "2 files were added." in answer.text
    [addition] = additions(web)
    first, second = addition.attachments
    folder = web.home / "attachments" / "main"
    manifest = read_manifest(unseal((folder / f"{first.id.hex()}.{first.parts}").read_bytes(), DESK_SEED))
    assert (manifest.name, manifest.size, first.parts, second.parts) == ("file-1.jpg", len(big), 2, 1)


def test_files_alone_are_enough_and_nothing_at_all_is_told(web: Web) -> None:
    answer = add(web, says("addition", " \n"))
    assert answer.status_code == 422
    assert 'href="#addition-text"' in answer.text
    assert add(web, says("addition", ""), ("a.txt", b"a")).status_code == 201


def test_a_full_disk_shows_everything_again_and_sending_again_is_enough(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    answer = add(Web(home, disk=FullDisk()), says("retaliation", "moved to nights"), ("a.txt", b"a"))
    assert answer.status_code == 503
    _action, fields = form(answer)
    assert (fields["retaliation-text"], fields["receipt"]) == ("moved to nights", HIDDEN["receipt"])
    assert "1 file was added." in answer.text
    web = Web(home)
    assert add(web, fields).status_code == 201
    [addition] = additions(web)
    assert len(addition.attachments) == 1


def test_a_file_that_is_too_large_loses_neither_text_nor_the_files_before_it(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(web.line.keys.limits), "file", 1000)
    files = (("small.txt", b"s"), ("big.bin", bytes(5_000_000)), ("never.txt", b"n"))
    answer = add(web, says("addition", "with files"), *files)
    assert answer.status_code == 413
    assert 'href="#addition-file"' in answer.text
    _, fields = form(answer)
    assert fields["addition-text"] == "with files"
    assert add(web, fields).status_code == 201
    assert [len(a.attachments) for a in additions(web)] == [1]
    assert not [p for p in (web.home / "attachments" / "main").iterdir() if p.name.startswith(".")]


def test_too_long_a_text_comes_back_whole(web: Web) -> None:
    long = "港" * 200_001
    answer = add(web, says("addition", long))
    assert answer.status_code == 422
    assert form(answer)[1]["addition-text"] == long


def test_a_line_whose_keys_have_ended_loses_nothing(web: Web) -> None:
    publish(web.home, serial=2, moment=now() - timedelta(days=100))
    answer = add(Web(web.home), says("protection", "they know"), ("a.txt", b"a"))
    assert answer.status_code == 503
    assert form(answer)[1]["protection-text"] == "they know"


def test_sent_twice_it_is_one_addition_and_changed_it_is_another(web: Web) -> None:
    for text in ("once", "once", "changed"):
        assert add(web, says("addition", text)).status_code == 201
    ids = [name.envelope_id for name, _ in opened(web)]
    assert (len(ids), len({*ids})) == (3, 2)
    add(web, says("protection", "once"))
    assert len({name.envelope_id for name, _ in opened(web)}) == 3


@pytest.mark.parametrize("files", [(), (("a.txt", b"a"),)])
def test_in_a_flood_it_waits_with_everything_typed(web: Web, files: tuple[tuple[str, bytes], ...]) -> None:
    tariff = Tariff({door: Budget(0, 0.001) for door in DOORS})
    answer = add(Web(web.home, tariff=tariff), says("retaliation", "moved to nights"), *files)
    assert (answer.status_code, opened(web)) == (429, [])
    assert "second" in answer.text
    action, fields = form(answer)
    assert (action, fields["retaliation-text"], bool(fields["wait"])) == ("/en/add", "moved to nights", True)
    assert add(web, fields, *files).status_code == 201
    assert [(a.kind, a.text, len(a.attachments)) for a in additions(web)] == [
        ("retaliation", "moved to nights", len(files))
    ]


@pytest.mark.parametrize("desk", ["nobody", "../main", "MAIN"])
def test_a_forged_desk_is_refused_and_what_was_typed_comes_back(web: Web, desk: str) -> None:
    for files in ((), (("a.txt", b"a"),)):
        answer = add(web, says("addition", "typed", desk=desk), *files)
        assert answer.status_code == 400
        assert form(answer)[1]["addition-text"] == "typed"
    assert opened(web) == []


def test_it_goes_to_the_desk_that_the_replies_named(web: Web) -> None:
    assert add(web, says("addition", "about Otto", desk="overseer"), ("a.txt", b"a")).status_code == 201
    places = [p.relative_to(web.home / "attachments").parts[0] for p in (web.home / "attachments").rglob("*.0")]
    assert places == ["overseer"]
    slots = [p.parent.name for p in (web.home / "slot").rglob("*.seg") if p.stat().st_size]
    assert slots == ["overseer"]


@pytest.mark.parametrize("receipt", ["", "zz", "00", ROSA.numbers()])
def test_without_a_whole_receipt_nothing_is_stored(web: Web, receipt: str) -> None:
    assert add(web, says("addition", "x", receipt=receipt)).status_code == 400
    assert opened(web) == []


@pytest.mark.parametrize(
    "arrived",
    ["nonsense", "{}", "[1]", '[{"id": "00"}]', '[{"id": "' + "0" * 32 + '", "parts": 0, "digest": ""}]', "null"],
)
def test_forged_files_are_left_out(web: Web, arrived: str) -> None:
    assert add(web, says("addition", "x", arrived=arrived)).status_code == 201
    assert [a.attachments for a in additions(web)] == [()]


def test_a_reload_or_a_bookmark_leads_to_the_replies_and_tells_nothing(web: Web) -> None:
    answer = web.get("/zh-Hans/add")
    assert (answer.status_code, answer.headers["location"]) == (303, "/zh-Hans/replies")


def test_a_form_of_another_shape_is_refused_and_never_fails(web: Web) -> None:
    assert web.post("/en/add", content=b"nonsense").status_code == 400
    broken = {"Content-Type": "multipart/form-data; boundary=b"}
    for content in (b"", b"--b\r\nno header", b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\nx"):
        assert web.post("/en/add", content=content, headers=broken).status_code == 400
    assert web.post("/en/add", says("addition", "x" * 2_200_000)).status_code == 413


@settings(max_examples=20)
@given(text=st.text(st.characters(exclude_categories=()), min_size=1, max_size=200))
def test_any_text_is_stored_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    web = Web(public_home(tmp_path_factory.mktemp("line") / "home"))
    told = clean_text(f"[{text}]").encode(errors="replace").decode()
    _, fields = form(add(web, says("withdrawal", told)))
    assert web.post("/en/add", fields | {"sure": "yes"}).status_code == 201
    assert [a.text for a in additions(web)] == [clean_text(told)]


def test_what_was_said_is_on_no_disk(web: Web) -> None:
    add(web, says("retaliation", "canary-dismissed"), ("canary-name.txt", b"canary-content" * 100))
    words = (ROSA.words("en") or "", ROSA.numbers(), ROSA.secret.hex())
    assert left_behind(web.home, "canary-dismissed", "canary-name", "canary-content", *words) == []
