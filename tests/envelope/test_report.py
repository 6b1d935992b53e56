import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import CUSTODIAN_SEEDS, DESK_SEED, NOW, ROOT_PUBLIC, ROSA, TOLD, fixed_rng, keys_json, line_keys
from tocsin.envelope import canonical
from tocsin.envelope.answers import clean
from tocsin.envelope.compose import compose_addition, compose_report
from tocsin.envelope.errors import BadKeys, BadReport, ClosedEpoch, Damaged, EnvelopeError, NotCanonical, UnknownEpoch
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.padding import pad, unpad
from tocsin.envelope.post import Name, Post, frame, unframe
from tocsin.envelope.report import KINDS, AdditionPayload, AttachmentRef, ReportPayload, read_payload
from tocsin.envelope.slip import IDENTITY, clean_identity
from tocsin.envelope.unseal import unseal
from tocsin.envelope.unslip import custodian_shares, open_slip

KEYS = line_keys()
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
SEALING: dict[str, Any] = {"keys": KEYS, "desk": "main", "now": NOW, "rng": fixed_rng(3)}
REF = AttachmentRef(b"i" * 16, 2, b"d" * 32)


def compose(answers: dict[str, Any], identity: dict[str, Any] | None = None, **more: Any) -> Post:
    options: dict[str, Any] = {
        "receipt": ROSA,
        "keys": KEYS,
        "desk": "main",
        "charter": "2026.1+abc",
        "now": NOW,
        "rng": fixed_rng(),
    }
    return compose_report(answers, identity, **(options | more))


def opened(post: Post) -> ReportPayload:
    payload = read_payload(unseal(unframe(post.body)[0], DESK_SEED))
    assert isinstance(payload, ReportPayload)
    return payload


def faults(answers: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(BadReport) as caught:
        clean(answers)
    assert all(f.hint for f in caught.value.faults)
    return {(f.field, f.code) for f in caught.value.faults}


def test_a_report_arrives_with_all_that_was_told_and_none_of_the_secret() -> None:
    post = compose(TOLD | {"about": "Nils", "answers": {"what was offered": "money"}}, attachments=[REF])
    payload = opened(post)
    assert payload.report == TOLD | {"about": "Nils", "answers": {"what was offered": "money"}}
    assert payload.attachments == (REF,)
    derived = ROSA.derive(KEYS.line)
    assert (payload.mailbox_key, payload.claim_key) == (derived.mailbox_key, derived.claim_public)
    plain = unseal(unframe(post.body)[0], DESK_SEED)
    assert ROSA.secret.hex().encode() not in plain
    assert str(post.name).startswith(f"main/2026-w48/{derived.envelope_id.hex()}.")


@given(what=ANY_TEXT, about=ANY_TEXT)
def test_any_text_is_accepted_and_cleaning_it_twice_changes_nothing(what: str, about: str) -> None:
    raw = TOLD | {"what": "x" + what, "about": about}
    once = clean(raw)
    assert clean(once) == once
    assert opened(compose(raw)).report == once


@pytest.mark.skipif(
    not (Path(__file__).parents[3] / "shared/corpora/bad_input/blns.json").exists(), reason="corpora are not here"
)
def test_naughty_strings_arrive_as_they_were_typed_but_for_controls() -> None:
    strings = json.loads((Path(__file__).parents[3] / "shared/corpora/bad_input/blns.json").read_text())
    for text in strings:
        report = opened(compose(TOLD | {"what": f"[{text}]"})).report
        assert len(report["what"]) == len(text.replace("\r\n", "\n")) + 2


def test_controls_and_lone_surrogates_become_the_replacement_character() -> None:
    raw = TOLD | {"what": "a\x00b\r\nc\rd\te\x1b\ud800f"}
    assert clean(raw)["what"] == "a\ufffdb\nc\nd\te\ufffd\ufffdf"


def test_every_fault_is_told_at_once_with_a_way_out() -> None:
    assert faults({"language": "??", "what": " \n", "when": 3, "ongoing": "maybe", "colour": "red"}) == {
        ("concern", "required"),
        ("language", "bad-language"),
        ("what", "required"),
        ("when", "type"),
        ("ongoing", "bad-choice"),
        ("colour", "unknown"),
    }


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"what": "x" * 200_001}, ("what", "too-long")),
        ({"about": "n" * 20_001}, ("about", "too-long")),
        ({"concern": "CE Approach"}, ("concern", "bad-code")),
        ({"answers": ["a"]}, ("answers", "type")),
        ({"answers": {"q": 1}}, ("answers", "type")),
        ({"answers": {str(i): "a" for i in range(65)}}, ("answers", "too-many")),
        ({"answers": {"q": "a" * 20_001}}, ("answers", "too-long")),
    ],
)
def test_each_limit_is_named(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(TOLD | change) == {fault}


def test_names_of_ten_thousand_characters_are_welcome() -> None:
    assert opened(compose(TOLD | {"about": "名" * 10_000})).report["about"] == "名" * 10_000


def test_a_concern_that_the_charter_does_not_have_is_refused() -> None:
    with pytest.raises(BadReport) as caught:
        compose(TOLD, concerns={"ce-cyber"})
    assert caught.value.faults[0].code == "unknown-concern"


def test_an_error_does_not_quote_the_report() -> None:
    with pytest.raises(BadReport) as caught:
        clean(TOLD | {"what": "canary" * 50_000})
    assert "canary" not in str(caught.value)
    assert "tide" not in repr(opened(compose(TOLD)))


def changed(post: Post, **changes: Any) -> bytes:
    value = canonical.loads(unpad(unseal(unframe(post.body)[0], DESK_SEED)))
    return pad(canonical.dumps({k: v for k, v in (value | changes).items() if v is not ...}))


@pytest.mark.parametrize(
    "change",
    [
        {"format": "tocsin/report/v1"},
        {"extra": 1},
        {"slip": ...},
        {"mailbox_key": "00"},
        {"mailbox_key": "A" * 64},
        {"reply_recipient": "age1pq1nobody"},
        {"charter": "two words"},
        {"report": {}},
        {"report": TOLD | {"what": "a\r\nb"}},
        {"attachments": [{"id": "00" * 16, "parts": 0, "digest": "00" * 32}]},
        {"attachments": [{"id": "00" * 16, "parts": 1, "digest": "00" * 32}] * 2},
        {"attachments": ["file"]},
    ],
)
def test_a_payload_that_this_version_would_not_write_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(EnvelopeError):
        read_payload(changed(compose(TOLD), **change))


def test_an_addition_names_its_report_and_proves_it() -> None:
    derived = ROSA.derive(KEYS.line)
    post = compose_addition(
        "He came back.\r\n", derived=derived, keys=KEYS, desk="main", attachments=[REF], now=NOW, rng=fixed_rng(3)
    )
    payload = read_payload(unseal(unframe(post.body)[0], DESK_SEED))
    assert isinstance(payload, AdditionPayload)
    assert (payload.follows, payload.mailbox_key) == (derived.envelope_id, derived.mailbox_key)
    assert payload.text == "He came back.\n"
    assert post.name.envelope_id != derived.envelope_id


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_and_every_kind_of_addition_look_alike_from_outside(kind: str) -> None:
    post = compose_addition("x", kind=kind, derived=ROSA.derive(KEYS.line), **SEALING)
    assert len(post.body) == len(compose(TOLD).body)
    payload = read_payload(unseal(unframe(post.body)[0], DESK_SEED))
    assert isinstance(payload, AdditionPayload)
    assert payload.kind == kind


def test_a_kind_that_nobody_defined_is_not_sent() -> None:
    with pytest.raises(BadReport) as caught:
        compose_addition("x", kind="complaint", derived=ROSA.derive(KEYS.line), **SEALING)
    assert [(f.field, f.code) for f in caught.value.faults] == [("kind", "bad-choice")]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "complaint"},
        {"kind": ""},
        {"kind": ...},
        {"kind": 1},
        {"format": "tocsin/addition/v1"},
        {"format": "tocsin/addition/v1", "kind": ...},
        {"text": "a\r\nb"},
        {"follows": "00"},
    ],
)
def test_an_addition_that_this_version_would_not_write_is_refused(change: dict[str, Any]) -> None:
    post = compose_addition("x", derived=ROSA.derive(KEYS.line), **SEALING)
    with pytest.raises(EnvelopeError):
        read_payload(changed(post, **change))


def test_the_slip_has_one_size_whoever_reports() -> None:
    full = {"name": "R" * 1000, "contact": "c" * 1000, "note": "n" * 1000}
    sizes = {len(unframe(compose(TOLD, who).body)[1]) for who in (None, {}, {"name": "Rosa"}, full)}
    assert len(sizes) == 1


@pytest.mark.parametrize(("first", "second"), [("anna", "bo"), ("anna", "cai"), ("bo", "cai")])
def test_any_two_custodians_read_the_slip(first: str, second: str) -> None:
    slip = unseal(unframe(compose(TOLD, {"name": "Rosa", "contact": "pier 4"}).body)[1], DESK_SEED)
    one = custodian_shares(slip, first, CUSTODIAN_SEEDS[first])
    two = custodian_shares(slip, second, CUSTODIAN_SEEDS[second])
    assert open_slip(slip, (first, one[second]), (second, two[first])) == {"name": "Rosa", "contact": "pier 4"}


def test_one_custodian_reads_nothing_with_all_that_is_theirs() -> None:
    slip = unseal(unframe(compose(TOLD, {"name": "Rosa"}).body)[1], DESK_SEED)
    mine = custodian_shares(slip, "anna", CUSTODIAN_SEEDS["anna"])
    assert set(mine) == {"bo", "cai"}
    for left in mine.values():
        for right in [*mine.values(), bytes(32)]:
            with pytest.raises(Damaged):
                open_slip(slip, ("anna", left), ("anna", right))
    for other in ("bo", "cai"):
        with pytest.raises(EnvelopeError):
            custodian_shares(slip, other, CUSTODIAN_SEEDS["anna"])


def test_the_desk_alone_does_not_read_the_name() -> None:
    slip = unseal(unframe(compose(TOLD, {"name": "canary-rosa"}).body)[1], DESK_SEED)
    assert b"canary-rosa" not in slip


def test_an_identity_that_is_too_long_or_strange_is_told() -> None:
    for raw, code in (
        ({"name": "x" * IDENTITY}, "too-long"),
        ({"passport": "1"}, "unknown"),
        ({"name": 1}, "type"),
    ):
        with pytest.raises(BadReport) as caught:
            clean_identity(raw)
        assert caught.value.faults[0].code == code


def test_a_post_is_named_by_its_digest() -> None:
    post = compose(TOLD)
    assert post.name.digest == sha256(post.body).digest()
    assert Name.parse(str(post.name)) == post.name


@pytest.mark.parametrize("name", ["", "main/2026-w48/../x", "main/2026-w48/" + "0" * 32, "Main/2026-w48/x"])
def test_names_that_could_be_a_path_trick_are_refused(name: str) -> None:
    with pytest.raises(NotCanonical):
        Name.parse(name)


@pytest.mark.parametrize("body", [b"", b"\0\0\0\1", b"\0\0\0\0abc", b"\0\0\0\3abc", b"\xff\xff\xff\xffabc"])
def test_a_frame_whose_length_lies_is_refused(body: bytes) -> None:
    with pytest.raises(Damaged):
        unframe(body)
    assert unframe(frame(b"abc", b"d")) == (b"abc", b"d")


def test_keys_are_those_of_the_root_or_none() -> None:
    assert LineKeys.read(keys_json(), ROOT_PUBLIC) == KEYS
    outer = canonical.loads(keys_json())
    moved = canonical.dumps(outer | {"signed": outer["signed"].replace('"serial":1', '"serial":2')})
    for data in (b"", b"{}", b"<html>", moved, keys_json() + b"\n"):
        with pytest.raises(BadKeys):
            LineKeys.read(data, ROOT_PUBLIC)
    with pytest.raises(BadKeys):
        LineKeys.read(keys_json(), b"?" * 32)


def test_a_key_seals_a_week_and_is_accepted_four_weeks_more() -> None:
    week = timedelta(days=7)
    assert KEYS.sealing("main", NOW).epoch == "2026-w48"
    assert KEYS.sealing("main", NOW + week).epoch == "2026-w49"
    assert KEYS.accepting("main", "2026-w48", NOW + 4 * week).epoch == "2026-w48"
    for epoch, now, error in (
        ("2026-w48", NOW + 5 * week, ClosedEpoch),
        ("2026-w49", NOW, ClosedEpoch),
        ("2020-w01", NOW, UnknownEpoch),
    ):
        with pytest.raises(error):
            KEYS.accepting("main", epoch, now)
    with pytest.raises(ClosedEpoch):
        compose(TOLD, now=NOW + 8 * week)
