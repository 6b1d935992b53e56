from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import KEYS_LINE, NILS, NOW, ROSA, fixed_rng
from tocsin.envelope import canonical
from tocsin.envelope.attachment import PART, Manifest, check_whole, manifest_payload, read_manifest, read_parts
from tocsin.envelope.errors import Damaged, EnvelopeError
from tocsin.envelope.padding import pad, unpad
from tocsin.envelope.replies import PLAIN, SEALED_REPLY, Reply, read_reply, reply_name, seal_reply, split_text
from tocsin.envelope.unseal import unseal

DERIVED = ROSA.derive(KEYS_LINE)
MANIFEST = Manifest("pier.jpg", "image/jpeg", 3, sha256(b"abc").digest(), (b"p" * 32,))


def reply(**changes: Any) -> Reply:
    value: dict[str, Any] = {
        "number": 1,
        "day": NOW.date(),
        "desk": "main",
        "state": "question",
        "language": "en",
        "text": "Which pier?",
    }
    return Reply(**(value | changes))


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert read_manifest(manifest_payload(MANIFEST)) == MANIFEST


def test_a_name_of_ten_thousand_characters_is_cut_and_controls_are_replaced() -> None:
    odd = Manifest("a\x00" + "n" * 10_000, "", 0, b"0" * 32, (b"p" * 32,))
    assert read_manifest(manifest_payload(odd)).name == "a\ufffd" + "n" * 998


@pytest.mark.parametrize(
    "change", [{"size": -1}, {"size": PART + 1}, {"parts": []}, {"name": "a\x00"}, {"format": "x"}, {"sha256": "0"}]
)
def test_a_manifest_that_this_version_would_not_write_is_refused(change: dict[str, Any]) -> None:
    value = canonical.loads(unpad(manifest_payload(MANIFEST)))
    with pytest.raises(EnvelopeError):
        read_manifest(pad(canonical.dumps(value | change)))


@pytest.mark.parametrize(("size", "parts"), [(0, 1), (1, 1), (PART, 1), (PART + 1, 2)])
def test_a_file_is_cut_into_parts_and_an_empty_one_has_one(size: int, parts: int) -> None:
    assert [len(p) for p in read_parts(BytesIO(bytes(size)))][:-1] == [PART] * (parts - 1)
    assert sum(1 for _ in read_parts(BytesIO(bytes(size)))) == parts


def test_a_whole_file_is_told_from_a_changed_one() -> None:
    check_whole(MANIFEST, MANIFEST.parts, [b"a", b"bc"])
    for parts, plain in (((b"q" * 32,), [b"abc"]), (MANIFEST.parts, [b"abd"]), (MANIFEST.parts, [b"ab"])):
        with pytest.raises(Damaged):
            check_whole(MANIFEST, parts, plain)


@pytest.mark.parametrize("text", ["", "x", "港" * 2000, '"\\' * 1700])
def test_every_sealed_reply_has_one_size_and_opens_with_the_receipt(text: str) -> None:
    sealed = seal_reply(reply(text=text), DERIVED.reply_recipient, rng=fixed_rng())
    assert len(sealed) == SEALED_REPLY
    assert read_reply(unseal(sealed, DERIVED.reply_seed)) == reply(text=text)
    with pytest.raises(EnvelopeError):
        unseal(sealed, NILS.derive(KEYS_LINE).reply_seed)


def test_names_of_replies_tell_nothing_of_each_other() -> None:
    names = {reply_name(key, n) for key in (DERIVED.mailbox_key, b"k" * 32) for n in range(100)}
    assert len(names) == 200
    assert {len(n) for n in names} == {16}


@given(st.text(st.characters(exclude_categories=()), max_size=2_000), st.integers(1, 30))
def test_a_long_text_is_cut_so_that_every_piece_fits(text: str, times: int) -> None:
    pieces = split_text(text * times)
    for piece in pieces:
        assert len(seal_reply(reply(text=piece), DERIVED.reply_recipient, rng=fixed_rng())) == SEALED_REPLY
    assert "".join(pieces) == split_text.__globals__["clean_text"](text * times)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "thinking"},
        {"part": 0},
        {"part": 2},
        {"day": "today"},
        {"day": "20261124"},
        {"desk": "Main"},
        {"language": ""},
        {"number": "1"},
        {"format": "tocsin/reply/v1"},
        {"extra": 1},
    ],
)
def test_a_reply_that_this_version_would_not_write_is_refused(change: dict[str, Any]) -> None:
    from tocsin.envelope.padding import pad_to, unpad_exact

    plain = unseal(seal_reply(reply(), DERIVED.reply_recipient, rng=fixed_rng()), DERIVED.reply_seed)
    value = canonical.loads(unpad_exact(plain, PLAIN))
    with pytest.raises(EnvelopeError):
        read_reply(pad_to(canonical.dumps(value | change), PLAIN))


def test_a_reply_names_a_day_and_no_hour() -> None:
    assert reply().day == date(2026, 11, 24)
