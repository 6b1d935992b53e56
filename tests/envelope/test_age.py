from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import DESK_SEED, NEXT_DESK_SEED, fixed_rng
from tocsin.envelope import bech32
from tocsin.envelope.errors import BadHeader, Damaged, EnvelopeError, WrongKey
from tocsin.envelope.header import Header, check_shape, read_header
from tocsin.envelope.recipients import Recipient, identity_text, recipient_of_seed, seed_of_identity
from tocsin.envelope.seal import Sealer, seal
from tocsin.envelope.stream import CHUNK, TAG, sealed_size
from tocsin.envelope.unseal import file_key, open_payload, open_stream, reheader, unseal

DESK = recipient_of_seed(DESK_SEED)
OTHER = recipient_of_seed(NEXT_DESK_SEED)
EDGES = [0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 200_000]


def sealed(plain: bytes = b"what was told", *recipients: Recipient) -> bytes:
    return seal(plain, recipients or [DESK], rng=fixed_rng())


@pytest.mark.parametrize("size", EDGES)
def test_what_was_sealed_opens_to_the_same_bytes(size: int) -> None:
    plain = fixed_rng(size)(size)
    file = sealed(plain)
    assert unseal(file, DESK_SEED) == plain
    assert len(file) == check_shape(file, 1) + sealed_size(size)


def test_either_of_two_desks_opens_and_a_third_does_not() -> None:
    file = sealed(b"x", DESK, OTHER)
    assert unseal(file, DESK_SEED) == unseal(file, NEXT_DESK_SEED) == b"x"
    with pytest.raises(WrongKey):
        unseal(file, b"?" * 32)


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=5))
def test_a_stream_sealed_in_any_pieces_is_the_same_file(sizes: list[int]) -> None:
    pieces = [fixed_rng(i)(n) for i, n in enumerate(sizes)]
    sealer = Sealer([DESK], rng=fixed_rng())
    file = sealer.begin() + b"".join(sealer.update(p) for p in pieces) + sealer.finish()
    assert unseal(file, DESK_SEED) == b"".join(pieces)


@given(st.integers(1, CHUNK + 50))
def test_a_stream_opens_from_pieces_of_any_size(step: int) -> None:
    plain = fixed_rng(7)(2 * CHUNK + 3)
    file = sealed(plain)
    header, length = read_header(file)
    source = BytesIO(file[length:])
    assert b"".join(open_stream(iter(lambda: source.read(step), b""), file_key(header, DESK_SEED))) == plain


@given(st.integers(0, 2_000), st.integers(1, 255))
def test_one_flipped_byte_anywhere_is_seen(position: int, flip: int) -> None:
    file = bytearray(sealed(b"y" * 300))
    file[position % len(file)] ^= flip
    with pytest.raises(EnvelopeError):
        unseal(bytes(file), DESK_SEED)


@pytest.mark.parametrize("plain", [b"", b"short", b"z" * CHUNK, b"z" * (CHUNK + 1)])
def test_no_cut_at_the_end_goes_unseen(plain: bytes) -> None:
    file = sealed(plain)
    _, length = read_header(file)
    for cut in {length, length + 15, length + 16, len(file) - 1, len(file) - TAG, len(file) - TAG - 1}:
        with pytest.raises(EnvelopeError):
            unseal(file[:cut], DESK_SEED)


def test_a_whole_chunk_cut_off_is_seen() -> None:
    file = sealed(b"z" * (2 * CHUNK))
    with pytest.raises(Damaged):
        unseal(file[: -(CHUNK + TAG)], DESK_SEED)


def test_bytes_after_the_end_are_refused() -> None:
    with pytest.raises(Damaged):
        unseal(sealed() + b"!", DESK_SEED)


def test_an_empty_last_chunk_after_a_full_one_is_refused() -> None:
    from tocsin.envelope.stream import Chunks

    key, nonce = b"k" * 16, b"n" * 16
    chunks = Chunks(key, nonce)
    forged = nonce + chunks.seal(b"a" * CHUNK, last=False) + chunks.seal(b"", last=True)
    with pytest.raises(Damaged, match="empty last chunk"):
        open_payload(forged, key)


def test_every_accepted_header_is_written_back_to_the_same_bytes() -> None:
    file = sealed(b"x", DESK, OTHER)
    header, length = read_header(file)
    assert header.to_bytes() == file[:length]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"age-encryption.org/v1", b"age-encryption.org/v2"),
        (b"-> mlkem", b"->  mlkem"),
        (b"-> mlkem768x25519 ", b"-> mlkem768x25519 extra "),
        (b"-> mlkem768x25519", b"-> X25519"),
        (b"\n--- ", b"\r\n--- "),
        (b"\n--- ", b"\n---  "),
        (b"\n--- ", b"\n\n--- "),
    ],
)
def test_a_header_of_another_shape_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(BadHeader):
        check_shape(sealed().replace(old, new, 1))


def test_the_shape_counts_its_recipients_and_wants_a_payload() -> None:
    file = sealed(b"x", DESK, OTHER)
    assert check_shape(file, 2)
    for wrong in (file, file[: read_header(file)[1] + 31]):
        with pytest.raises(BadHeader):
            check_shape(wrong, 1)


def test_a_header_that_never_ends_is_refused_quickly() -> None:
    with pytest.raises(BadHeader):
        read_header(b"age-encryption.org/v1\n" + b"-> a\n\n" * 1_000_000)


def test_sealing_to_nobody_or_twice_to_one_is_a_mistake_of_the_caller() -> None:
    for recipients in ([], [DESK, DESK]):
        with pytest.raises(ValueError, match="recipient"):
            seal(b"", recipients, rng=fixed_rng())


def test_readdressing_keeps_the_payload_and_takes_the_file_from_its_old_key() -> None:
    file = sealed(b"told once")
    header, payload, plain = reheader(file, DESK_SEED, OTHER)
    assert plain == b"told once"
    assert file.endswith(payload)
    assert unseal(header + payload, NEXT_DESK_SEED) == b"told once"
    with pytest.raises(WrongKey):
        unseal(header + payload, DESK_SEED)


def test_readdressing_a_damaged_file_is_refused() -> None:
    with pytest.raises(Damaged):
        reheader(sealed()[:-1] + b"?", DESK_SEED, OTHER)


def test_a_header_with_a_foreign_mac_is_damaged() -> None:
    header, length = read_header(sealed())
    forged = Header(header.stanzas, b"\0" * 32).to_bytes() + sealed()[length:]
    with pytest.raises(Damaged):
        unseal(forged, DESK_SEED)


@given(st.binary(min_size=32, max_size=32))
def test_identities_and_recipients_survive_their_text(seed: bytes) -> None:
    assert seed_of_identity(identity_text(seed)) == seed
    assert Recipient.parse(str(recipient_of_seed(seed))) == recipient_of_seed(seed)


@given(st.binary(max_size=80), st.integers(0, 200), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7lB1"))
def test_bech32_sees_any_one_wrong_character(data: bytes, position: int, character: str) -> None:
    text = bech32.encode("age", data)
    assert bech32.decode(text) == ("age", data)
    assert bech32.decode(text.upper()) == ("age", data)
    wrong = text[: position % len(text)] + character + text[position % len(text) + 1 :]
    if wrong != text:
        with pytest.raises(BadHeader):
            bech32.decode(wrong)


@pytest.mark.parametrize("text", ["", "1", "age1", "age1qqqqqq", "Age1pq", "age1\u00e9qqqqqqq", " 1qqqqqqq"])
def test_what_is_not_bech32_is_refused(text: str) -> None:
    with pytest.raises(BadHeader):
        bech32.decode(text)


def test_keys_of_other_kinds_are_refused() -> None:
    for text in (bech32.encode("age", b"k" * 32), bech32.encode("age1pq", b"k" * 32), str(DESK).upper()):
        with pytest.raises(BadHeader):
            Recipient.parse(text)
    with pytest.raises(BadHeader):
        seed_of_identity(identity_text(DESK_SEED).lower())


def test_an_ml_kem_key_that_is_not_reduced_is_refused_at_parsing() -> None:
    with pytest.raises(BadHeader):
        Recipient.parse(bech32.encode("age1pq", b"\xff" * 1216))
