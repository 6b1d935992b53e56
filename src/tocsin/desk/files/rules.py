"""What may be done with a file that a stranger sent, by what it claims to be: pure, no Django, no clock, no files."""

import unicodedata
from enum import IntEnum, StrEnum

PART = 8 * 1024 * 1024
MOST_PARTS = 8  # of a picture: 64 MiB are held in the locked process, never in ours
MOST_BYTES = MOST_PARTS * PART
PREVIEW_EDGE = 2_000  # pixels: a page of A4 can be read
COPY_EDGE = 6_000  # pixels: what a telephone's camera takes, whole
MOST_PIXELS = 64_000_000  # decoded at once; a telephone's largest usual picture has 48 million
TEXT_SHOWN = 64 * 1024  # bytes
LONGEST_ENDING = 8
LOCKED = b"locked in"  # said by the locked process when it is tried


class Kind(StrEnum):
    """How a file can be shown."""

    PICTURE = "picture"
    TEXT = "text"
    DOCUMENT = "document"
    SOUND = "sound"
    FILM = "film"
    OTHER = "other"


class End(IntEnum):
    """How the locked process ends; the web process learns nothing else from it but the picture."""

    SHOWN = 0
    FIRST_OF_SEVERAL = 10  # a second page or a moving picture follows, which is not shown
    NOT_A_PICTURE = 20
    TOO_LARGE = 21
    DAMAGED = 22
    NOT_LOCKED = 30
    NOT_HELD = 31  # the lock was tried and did not hold


_ENDINGS: dict[Kind, str] = {
    Kind.PICTURE: "jpg jpeg jpe jfif png webp gif tif tiff bmp",
    Kind.TEXT: "txt csv tsv json log md",
    Kind.DOCUMENT: "pdf doc docx odt rtf xls xlsx ods ppt pptx odp pages numbers key wps et dps ofd eml msg",
    Kind.SOUND: "mp3 m4a aac wav ogg oga opus amr flac wma",
    Kind.FILM: "mp4 m4v mov avi mkv webm 3gp wmv mpg mpeg",
}
_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
_PICTURES = {f"image/{name}" for name in ("jpeg", "png", "webp", "gif", "tiff", "bmp", "x-ms-bmp")}
_TEXTS = {"text/plain", "text/csv", "text/tab-separated-values", "application/json"}


def kind_of(name: str, claimed: str) -> Kind:
    """Return what to offer for a file, by its name and the type that the sender's browser claimed.

    It decides about buttons alone. What the bytes really are is found out in the locked process.
    """
    claimed = claimed.partition(";")[0].strip().lower()
    by_ending = _BY_ENDING.get(_ending(name))
    if claimed in _PICTURES or by_ending == Kind.PICTURE:
        return Kind.PICTURE
    if claimed in _TEXTS or by_ending == Kind.TEXT:
        return Kind.TEXT
    if by_ending is not None:
        return by_ending
    return {"audio": Kind.SOUND, "video": Kind.FILM}.get(claimed.partition("/")[0], Kind.OTHER)


def saved_as(case: str, number: int, name: str) -> str:
    """Return the name under which the original is saved: `CASE-2.pdf.unsafe`.

    The sender's own name may hold a person or a trick. No program opens `.unsafe` at a double click.
    """
    ending = _ending(name)
    return f"{case}-{number}{'.' + ending if ending else ''}.unsafe"


def shown(text: str, *, lines: bool = False) -> str:
    """Return a text in which what cannot be seen is written out: `⟨U+202E⟩` turns the writing of a name around.

    Controls, format characters (every bidirectional override is one), lone surrogates, private and unassigned ones are
    written out; with `lines`, tabs and line ends stay.
    """
    return "".join(c if _seen(c) or (lines and c in "\n\t") else f"⟨U+{ord(c):04X}⟩" for c in text)


def read_text(data: bytes) -> tuple[str, str]:
    """Return the beginning of a text file and the encoding it was read in; every byte string is some text."""
    data = data[:TEXT_SHOWN]
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _lines(data[len(mark) :].decode(encoding, "replace")), encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            return _lines(_decode(data, encoding)), encoding
        except UnicodeDecodeError:
            continue
    return _lines(data.decode("latin-1")), "latin-1"


def _decode(data: bytes, encoding: str) -> str:
    """Decode; a character that the cut went through is left out."""
    if len(data) < TEXT_SHOWN:
        return data.decode(encoding)
    for cut in range(4):
        try:
            return data[: len(data) - cut].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:
                raise
    return data[:-4].decode(encoding)


def _lines(text: str) -> str:
    return shown(text.replace("\r\n", "\n").replace("\r", "\n"), lines=True)


def _seen(character: str) -> bool:
    return not unicodedata.category(character).startswith("C") and character not in "\u2028\u2029"


def _ending(name: str) -> str:
    _, dot, ending = name.lower().rpartition(".")
    return ending if dot and ending.isascii() and ending.isalnum() and len(ending) <= LONGEST_ENDING else ""
