"""A multipart form as a stream of events, so that a file passes through in pieces and is never whole anywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

_NAMES = (
    "part_begin",
    "header_begin",
    "header_field",
    "header_value",
    "headers_finished",
    "part_data",
    "part_end",
    "end",
)


class BadForm(Exception):
    """The bytes are not the multipart form that their header announces, or end before it does."""


@dataclass(frozen=True)
class Field:
    """A field begins: its name; for a chosen file its file name and media type as the browser says them."""

    name: str
    filename: str = ""
    kind: str = "application/octet-stream"


@dataclass(frozen=True)
class End:
    """The field that began last has ended."""


Event = Field | bytes | End


def boundary_of(content_type: str | None) -> bytes:
    """Return the boundary that a Content-Type header names, or nothing where it is another type."""
    kind, options = parse_options_header(content_type)
    return options.get(b"boundary", b"") if kind == b"multipart/form-data" else b""


class Multipart:
    """Parses one form: `feed` it piece by piece, then `close`."""

    def __init__(self, boundary: bytes) -> None:
        self._noted: list[tuple[str, bytes]] = []
        callbacks = {f"on_{name}": self._noting(name) for name in _NAMES}
        self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
        self._headers, self._header = dict[bytes, bytes](), b""
        self._ended = False

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield what a piece of the body holds."""
        try:
            self._parser.write(piece)
        except FormParserError:
            raise BadForm from None
        noted, self._noted = self._noted, []
        for name, data in noted:
            yield from self._act(name, data)

    def close(self) -> None:
        """Raise `BadForm` unless the form ended as it should."""
        if not self._ended:
            raise BadForm

    def _noting(self, name: str) -> Callable[..., None]:
        def note(data: bytes = b"", start: int = 0, end: int = 0) -> None:
            self._noted.append((name, data[start:end]))

        return note

    def _act(self, name: str, data: bytes) -> Iterator[Event]:
        match name:
            case "part_begin":
                self._headers = {}
            case "header_begin":
                self._header = b""
            case "header_field":
                self._header += data.lower()  # a name may come in two pieces, as everything may
            case "header_value":
                self._headers[self._header] = self._headers.get(self._header, b"") + data
            case "headers_finished":
                yield self._field()
            case "part_data":
                yield data
            case "part_end":
                yield End()
            case _:
                self._ended = True

    def _field(self) -> Field:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name, filename = (options.get(key, b"").decode(errors="replace") for key in (b"name", b"filename"))
        kind = self._headers.get(b"content-type", b"application/octet-stream").decode(errors="replace")
        return Field(name, filename, kind)
