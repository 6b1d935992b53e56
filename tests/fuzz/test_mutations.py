"""The everyday form of the fuzzer: a mutated file opens to the same plaintext or is refused, nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from tests.world import DESK_SEED, fixed_rng
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.header import check_shape, read_header
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.seal import seal
from tocsin.envelope.unseal import unseal

FILE = seal(b"told once", [recipient_of_seed(DESK_SEED)], rng=fixed_rng())
EDIT = st.tuples(st.integers(0, len(FILE)), st.integers(0, 40), st.binary(max_size=40))


@given(st.lists(EDIT, min_size=1, max_size=4))
def test_a_changed_file_opens_to_what_was_told_or_not_at_all(edits: list[tuple[int, int, bytes]]) -> None:
    data = FILE
    for at, cut, put in edits:
        data = data[:at] + put + data[at + cut :]
    try:
        check_shape(data)
        assert unseal(data, DESK_SEED) == b"told once"
    except EnvelopeError:
        pass


@given(st.binary(max_size=400))
def test_an_accepted_header_is_written_back_to_the_same_bytes(tail: bytes) -> None:
    for data in (b"age-encryption.org/v1\n" + tail, b"age-encryption.org/v1\n-> X a\n" + tail):
        try:
            header, length = read_header(data)
        except EnvelopeError:
            continue
        assert header.to_bytes() == data[:length]
