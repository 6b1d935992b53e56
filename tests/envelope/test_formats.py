import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tocsin.envelope import canonical
from tocsin.envelope.errors import BadPadding, NotCanonical
from tocsin.envelope.padding import SMALLEST, pad, pad_to, padme, unpad, unpad_exact

TEXT = st.text(st.characters(codec="utf-8"))


def _list_of(inner: st.SearchStrategy[object]) -> st.SearchStrategy[list[object]]:
    return st.lists(inner)


@given(st.binary(max_size=20_000))
def test_padding_comes_off_again(data: bytes) -> None:
    assert unpad(pad(data)) == data
    assert len(pad(data)) >= SMALLEST


@given(st.integers(2, 2**40))
def test_padme_costs_at_most_twelve_percent_and_never_shrinks(length: int) -> None:
    assert length <= padme(length) <= length * 1.12
    assert padme(padme(length)) == padme(length)


def test_texts_of_a_page_all_have_one_size() -> None:
    assert len({len(pad(b"x" * n)) for n in range(0, 4000, 100)}) == 1


@given(st.binary(max_size=5_000), st.integers(0, 10**6))
def test_a_padding_byte_that_is_not_zero_is_refused(data: bytes, position: int) -> None:
    padded = bytearray(pad(data))
    place = 4 + len(data) + position % max(1, len(padded) - 4 - len(data))
    assume(place < len(padded))
    padded[place] = 1
    with pytest.raises(BadPadding):
        unpad(bytes(padded))


@pytest.mark.parametrize("padded", [b"", b"\0\0\0", b"\0\0\0\5abcd", b"\0\0\0\1a", bytes(SMALLEST + 1)])
def test_another_length_is_refused(padded: bytes) -> None:
    with pytest.raises(BadPadding):
        unpad(padded)


def test_a_fixed_size_is_kept_or_said_to_be_too_small() -> None:
    assert unpad_exact(pad_to(b"abc", 7), 7) == b"abc"
    with pytest.raises(BadPadding):
        pad_to(b"abcd", 7)
    with pytest.raises(BadPadding):
        unpad_exact(pad_to(b"abc", 8), 7)


@given(
    st.dictionaries(
        TEXT,
        st.recursive(TEXT | st.integers() | st.booleans() | st.none(), _list_of, max_leaves=5),
    )
)
def test_canonical_json_is_read_as_it_was_written(value: dict[str, object]) -> None:
    assert canonical.loads(canonical.dumps(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":"\\u00e9"}',
        b'{"a":1e999}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1}\n',
        b"[1]",
        b"",
        b"\xff",
        b'{"a":' * 100_000,
        b'{"a":' + b"9" * 5_000 + b"}",
    ],
)
def test_any_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.loads(data)


def test_a_refusal_does_not_quote_what_it_refuses() -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical.loads(b'{"what":"canary-herring')
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_fields_wants_exactly_its_keys_and_types() -> None:
    shape = {"a": int, "b": str}
    assert canonical.fields({"a": 1, "b": ""}, shape)
    for value in ({"a": 1}, {"a": 1, "b": "", "c": 0}, {"a": True, "b": ""}, {"a": 1, "b": 2}):
        with pytest.raises(NotCanonical):
            canonical.fields(value, shape)


@pytest.mark.parametrize("text", ["AB", "a", "abc", "zz", " ab", None, 3])
def test_only_lower_case_hexadecimal_of_the_size_is_read(text: object) -> None:
    with pytest.raises(NotCanonical):
        canonical.unhex(text, 1)
