"""The strict reader of the one format that leaves the locked process: PNG with three chunks, whole, and nothing behind.

A decoder that was taken over can write whatever it likes. What passes here is a size and so many pixels of eight-bit
colours, each row with one of the five filters, deflated: no text, no profile, no animation, no second format behind the
end. Source: PNG, third edition (W3C, 2025), sections 5, 7.3, 9, 11. Memory: one piece beside the picture itself.
"""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 256 * 1024
_HEADER = struct.Struct(">IIBBBBB")
_LAST_FILTER = 4


class NotOurPng(Exception):
    """Not a picture as the locked process writes it."""


def check(data: bytes, *, edge: int) -> tuple[int, int]:
    """Return width and height of a PNG of at most `edge` pixels a side, or raise `NotOurPng`."""
    if data[:8] != SIGNATURE:
        raise NotOurPng("no signature")
    view, place, kinds = memoryview(data), 8, b""
    width = height = 0
    rows: _Rows | None = None
    while kinds != b"IHDR" + b"IDAT" + b"IEND":
        kind, body, place = _chunk(view, place)
        if kind == b"IHDR" and not kinds:
            width, height = _size(body, edge)
            rows = _Rows(width, height)
        elif kind == b"IDAT" and rows and not kinds.endswith(b"IEND"):
            rows.take(body)
        elif not (kind == b"IEND" and rows and kinds.endswith(b"IDAT") and not body):
            raise NotOurPng("a chunk that we would not have written")
        kinds += kind if not kinds.endswith(kind) else b""
    if place != len(data) or rows is None or not rows.whole():
        raise NotOurPng("not whole, or something behind its end")
    return width, height


def _chunk(view: memoryview, place: int) -> tuple[bytes, memoryview, int]:
    if place + 12 > len(view):
        raise NotOurPng("cut short")
    length, kind = struct.unpack_from(">I4s", view, place)
    end = place + 8 + length
    if end + 4 > len(view):
        raise NotOurPng("cut short")
    if struct.unpack_from(">I", view, end)[0] != zlib.crc32(view[place + 4 : end]):
        raise NotOurPng("a wrong checksum")
    return kind, view[place + 8 : end], end + 4


def _size(body: memoryview, edge: int) -> tuple[int, int]:
    if len(body) != _HEADER.size:
        raise NotOurPng("no header")
    width, height, *rest = _HEADER.unpack(body)
    if not (1 <= width <= edge and 1 <= height <= edge) or rest != [8, 2, 0, 0, 0]:
        raise NotOurPng("not eight-bit colours of that size")
    return int(width), int(height)


class _Rows:
    """Inflates piece by piece, and looks at each row's filter without keeping the row."""

    def __init__(self, width: int, height: int) -> None:
        self._stream = zlib.decompressobj()
        self._row = 1 + 3 * width
        self._all = self._row * height
        self._seen = 0

    def take(self, body: memoryview) -> None:
        rest: bytes | memoryview = body
        while rest:
            try:
                piece = self._stream.decompress(rest, _PIECE)
            except zlib.error:
                raise NotOurPng("not deflated") from None
            filters = piece[-self._seen % self._row :: self._row]
            self._seen += len(piece)
            if self._seen > self._all or self._stream.unused_data or (filters and max(filters) > _LAST_FILTER):
                raise NotOurPng("more than its pixels, or a filter that there is not")
            if not piece and self._stream.unconsumed_tail == bytes(rest):
                raise NotOurPng("does not go on")
            rest = self._stream.unconsumed_tail

    def whole(self) -> bool:
        return self._seen == self._all and self._stream.eof
