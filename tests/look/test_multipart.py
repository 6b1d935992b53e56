from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.look.multipart import BadForm, End, Field, Multipart, boundary_of

FORM = (
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nsaid\r\nlater\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="pier.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    b"\xff\xd8--b\x00\r\n--b--\r\n"
)


def parsed(pieces: list[bytes]) -> list[tuple[Field, bytes]]:
    form, found, field, value = Multipart(b"b"), [], Field(""), b""
    for piece in pieces:
        for event in form.feed(piece):
            match event:
                case Field():
                    field, value = event, b""
                case End():
                    found.append((field, value))
                case _:
                    value += event
    form.close()
    return found


@given(st.lists(st.integers(0, len(FORM)), max_size=30))
def test_a_form_is_the_same_however_it_is_cut(cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(FORM)]
    text, file = parsed([FORM[a:b] for a, b in pairwise(ends)])
    assert text == (Field("text"), b"said\r\nlater")
    assert file == (Field("file", "pier.jpg", "image/jpeg"), b"\xff\xd8--b\x00")


@given(st.integers(0, len(FORM) - 5))
def test_a_form_that_is_cut_short_is_never_taken_for_whole(end: int) -> None:
    with pytest.raises(BadForm):
        parsed([FORM[:end]])


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise(data: bytes) -> None:
    try:
        parsed([data])
    except BadForm:
        return


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain; boundary=b", "multipart/form-data", "multipart/mixed; boundary=b"]
)
def test_another_type_has_no_boundary(kind: str | None) -> None:
    assert boundary_of(kind) == b""
    assert boundary_of("multipart/form-data; boundary=b") == b"b"
