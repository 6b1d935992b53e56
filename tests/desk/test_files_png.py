import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.forged import chunk, png
from tocsin.desk.files.png import NotOurPng, check

ROW = b"\0" + bytes(9)
IDAT = chunk(b"IDAT", zlib.compress(ROW * 2))
HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0))
START, END = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")


def test_plain_pixels_pass() -> None:
    assert check(png(), edge=10) == (3, 2)
    half = zlib.compress(ROW * 2)
    split = START + HEAD + chunk(b"IDAT", half[:5]) + chunk(b"IDAT", half[5:]) + END
    assert check(split, edge=10) == (3, 2)


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        png()[:-1],
        png(behind=b"\0"),
        png(behind=END),
        png(between=chunk(b"tEXt", b"Comment\0hello")),
        png(between=chunk(b"eXIf", b"MM")),
        png(between=chunk(b"iCCP", b"x")),
        png(between=chunk(b"acTL", bytes(8))),
        png(between=HEAD),
        png(between=END),
        png(11, 2),
        png(0, 0),
        png(rows=ROW),
        png(rows=ROW * 3),
        png(rows=ROW * 2 + b"\0"),
        png(rows=(b"\5" + bytes(9)) * 2),
        png(rows=ROW + b"\xff" + bytes(9)),
        png(rows=b"\0" * 50_000_000),
        *(
            png(head=head)
            for head in ((16, 2, 0, 0, 0), (8, 6, 0, 0, 0), (8, 3, 0, 0, 0), (8, 2, 0, 0, 1), (8, 2, 0, 0))
        ),
        START + IDAT + HEAD + END,
        START + HEAD + IDAT + END + IDAT,
        START + HEAD + END,
        START + HEAD + chunk(b"IDAT", b"") + END,
        START + HEAD + chunk(b"IDAT", zlib.compress(ROW * 2) + b"more") + END,
        START + HEAD + chunk(b"IDAT", zlib.compress(ROW * 2)[:-3]) + END,
        START + HEAD + IDAT[:-1] + b"\0" + END,
        START + HEAD + chunk(b"IDAT", zlib.compress(ROW * 2)) + IDAT + END,
    ],
)
def test_anything_else_is_refused(forged: bytes) -> None:
    with pytest.raises(NotOurPng):
        check(forged, edge=10)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_bytes_do_anything_but_pass_or_be_refused(noise: bytes, place: int) -> None:
    whole = png()
    for data in (noise, START + noise, START + HEAD + noise, whole[:place] + noise + whole[place:]):
        try:
            check(data, edge=10)
        except NotOurPng:
            continue
        assert data == whole
