import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.desk.files.rules import TEXT_SHOWN, Kind, kind_of, read_text, saved_as, shown
from tocsin.desk.files.shown import files_of, size_text


@pytest.mark.parametrize(
    ("name", "claimed", "kind"),
    [
        ("a.jpg", "image/jpeg", Kind.PICTURE),
        ("IMG_1.JPEG", "", Kind.PICTURE),
        ("scan", "image/tiff", Kind.PICTURE),
        ("a.svg", "image/svg+xml", Kind.OTHER),
        ("a.heic", "image/heic", Kind.OTHER),
        ("a.html", "text/html", Kind.OTHER),
        ("list.csv", "application/vnd.ms-excel", Kind.TEXT),
        ("a.json", "", Kind.TEXT),
        ("a.pdf", "application/pdf", Kind.DOCUMENT),
        ("通知.docx", "", Kind.DOCUMENT),
        ("voice", "audio/webm; codecs=opus", Kind.SOUND),
        ("film.mov", "video/quicktime", Kind.FILM),
        ("noname", "", Kind.OTHER),
    ],
)
def test_what_is_offered(name: str, claimed: str, kind: Kind) -> None:
    assert kind_of(name, claimed) == kind


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("letter.pdf", "K3-2.pdf.unsafe"),
        ("invoice\u202efdp.exe", "K3-2.exe.unsafe"),
        ("../../etc/passwd", "K3-2.unsafe"),
        ('a.p"df', "K3-2.unsafe"),
        ("a.пдф", "K3-2.unsafe"),
        ("a.verylongending", "K3-2.unsafe"),
        ("", "K3-2.unsafe"),
    ],
)
def test_the_original_is_saved_under_a_name_of_ours(name: str, saved: str) -> None:
    assert saved_as("K3", 2, name) == saved


def test_what_cannot_be_seen_is_written_out() -> None:
    assert shown("invoice\u202efdp.exe") == "invoice⟨U+202E⟩fdp.exe"
    assert shown("a\nb\x00\u200b\u2066\ufeff\u2028") == "a⟨U+000A⟩b⟨U+0000⟩⟨U+200B⟩⟨U+2066⟩⟨U+FEFF⟩⟨U+2028⟩"
    assert shown("举报 تقرير é\t\n", lines=True) == "举报 تقرير é\t\n"


@given(st.text())
def test_a_shown_name_holds_nothing_that_steers(text: str) -> None:
    assert all(c.isprintable() or c.isspace() for c in shown(text))
    assert not set(shown(text)) & set("\n\r\t\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"plain\r\ntwo\rthree", "plain\ntwo\nthree", "utf-8"),
        ("举报".encode(), "举报", "utf-8"),
        ("举报".encode("gb18030"), "举报", "gb18030"),
        (b"\xff\xfe" + "a举".encode("utf-16-le"), "a举", "utf-16-le"),
        (b"\xfe\xff" + "a举".encode("utf-16-be"), "a举", "utf-16-be"),
        (b"\xef\xbb\xbfmarked", "marked", "utf-8"),
        (b"caf\xe9", "café", "latin-1"),
        (b"\x1b[2Ja", "⟨U+001B⟩[2Ja", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_text_is_read_in_the_encoding_it_came_in(data: bytes, text: str, encoding: str) -> None:
    assert read_text(data) == (text, encoding)


@pytest.mark.parametrize("before", range(4))
def test_a_text_is_cut_between_characters(before: int) -> None:
    text, encoding = read_text(b"a" * before + "举".encode() * TEXT_SHOWN)
    assert encoding == "utf-8"
    assert set(text) <= {"a", "举"}
    assert len(text.encode()) > TEXT_SHOWN - 4


@given(st.binary(max_size=500))
def test_every_byte_string_is_some_text(data: bytes) -> None:
    text, _ = read_text(data)
    assert all(c.isprintable() or c in "\n\t" or c.isspace() for c in text)


def test_files_are_numbered_in_their_case() -> None:
    whole = {"id": "ab", "complete": True, "name": "a.jpg", "type": "", "size": 3_500_000, "sha256": "00", "parts": 1}
    first, second, third = files_of([whole, {"id": "cd", "complete": False}, whole | {"parts": 9}], "K3")
    assert (first.number, first.size, first.saved, first.drawn) == (1, "3.3 MiB", "K3-1.jpg.unsafe", True)
    assert (second.number, second.whole) == (2, False)
    assert not third.drawn  # larger than the locked process takes


def test_sizes() -> None:
    assert [size_text(n) for n in (0, 640, 1024, 5 * 1024**4)] == ["0 B", "640 B", "1.0 KiB", "5120.0 GiB"]
