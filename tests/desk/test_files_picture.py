"""Real pictures through the real locked process, and what it does when a picture takes the decoder over."""

import io
import random
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests.desk.forged import SCRIPT, chunk, png
from tests.desk.hostile_decoder import ATTEMPTS
from tests.lines import REPOSITORY
from tocsin.desk.files import checks, previewing
from tocsin.desk.files.previewing import (
    Busy,
    Damaged,
    NotAPicture,
    NotLockedIn,
    NotShown,
    TookTooLong,
    TooLarge,
    TriedMore,
    draw,
    held,
)

START = f"import sys, runpy; sys.path.insert(0, {str(REPOSITORY)!r}); runpy.run_module('tests.desk.hostile_decoder', "
HOSTILE = ("-B", "-c", START + "run_name='__main__', alter_sys=False)")


def scene(width: int = 320, height: int = 200) -> Image.Image:
    """Draw something with edges, slopes and a corner that tells where up is."""
    picture = Image.new("RGB", (width, height), "#204060")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 4, height // 4), fill="#e0b040")
    pen.ellipse((width // 3, height // 3, width - 10, height - 10), fill="#c03030")
    return picture


def saved(picture: Image.Image, kind: str, **words: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **words)
    return made.getvalue()


def drawn(data: bytes, edge: int = 2_000) -> Image.Image:
    return Image.open(io.BytesIO(draw([data], edge=edge).png)).convert("RGB")


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures, 0 to 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


KINDS: dict[str, bytes] = {
    "jpeg": saved(scene(), "JPEG", quality=92, comment=b"canary-comment"),
    "png": saved(scene(), "PNG"),
    "palette": saved(scene().quantize(64), "PNG"),
    "gif": saved(scene().quantize(64), "GIF"),
    "webp": saved(scene(), "WEBP", quality=92),
    "webp-lossless": saved(scene(), "WEBP", lossless=True),
    "tiff": saved(scene(), "TIFF"),
    "tiff-lzw": saved(scene(), "TIFF", compression="tiff_lzw"),
    "tiff-jpeg": saved(scene(), "TIFF", compression="jpeg", quality=92),
    "tiff-deflate": saved(scene(), "TIFF", compression="tiff_adobe_deflate"),
    "bmp": saved(scene(), "BMP"),
    "cmyk": saved(scene().convert("CMYK"), "JPEG", quality=92),
    "alpha": saved(scene().convert("RGBA"), "PNG"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_becomes_plain_pixels_of_the_same_look(kind: str) -> None:
    picture = draw([KINDS[kind]], edge=2_000)
    assert not picture.several
    assert b"canary-comment" not in picture.png
    assert unlike(drawn(KINDS[kind]), scene()) < 6


def test_grey_and_sixteen_bits() -> None:
    deep = Image.new("I;16", (4, 4), 0x8000)
    for data in (saved(deep, "PNG"), saved(deep, "TIFF"), saved(Image.new("L", (4, 4), 128), "PNG")):
        assert drawn(data).getpixel((1, 1)) == (128, 128, 128)
    assert drawn(saved(Image.new("1", (4, 4), 1), "PNG")).getpixel((1, 1)) == (255, 255, 255)


def test_a_photograph_is_turned_upright_and_says_nothing_beside() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "canary-maker"
    turned = drawn(saved(scene(), "JPEG", quality=92, exif=exif.tobytes()))
    assert unlike(turned, scene().transpose(Image.Transpose.ROTATE_270)) < 6


def test_a_large_picture_is_made_small_enough_to_look_at() -> None:
    assert drawn(saved(scene(3_000, 1_500), "JPEG"), edge=200).size == (200, 100)
    assert drawn(saved(scene(3_000, 1_500), "PNG"), edge=200).size == (200, 100)


def test_what_hides_under_transparent_pixels_is_not_handed_on() -> None:
    hidden = scene().convert("RGBA")
    hidden.putalpha(0)
    assert drawn(saved(hidden, "PNG")).getextrema() == ((255, 255),) * 3


def test_a_moving_picture_shows_its_first_and_says_that_more_follow() -> None:
    more = [scene().rotate(90 * n).quantize(16) for n in range(3)]
    for data in (
        saved(more[0], "GIF", save_all=True, append_images=more[1:]),
        saved(scene(), "TIFF", save_all=True, append_images=[scene()]),
        saved(scene(), "MPO", save_all=True, append_images=[scene()]),
    ):
        assert draw([data], edge=2_000).several


def test_parts_are_put_together() -> None:
    data = KINDS["tiff"]
    assert unlike(Image.open(io.BytesIO(draw([data[:1000], data[1000:]], edge=2_000).png)), scene()) == 0


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is gigantic."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    inside = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    return png(between=chunk(b"zTXt", inside))


def endless_tiff() -> bytes:
    """A TIFF whose first page says that the next one is the first."""
    tiff = bytearray(KINDS["tiff"])
    (place,) = struct.unpack_from("<I", tiff, 4)
    (entries,) = struct.unpack_from("<H", tiff, place)
    struct.pack_into("<I", tiff, place + 2 + 12 * entries, place)
    return bytes(tiff)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", NotAPicture),
        (SCRIPT, NotAPicture),
        (b"%PDF-1.7\n" + KINDS["jpeg"], NotAPicture),
        (b"<html><script>" + KINDS["png"], NotAPicture),
        (b"\x00\x00\x01\x00" + bytes(100), NotAPicture),  # an icon
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NotAPicture),  # what would start Ghostscript
        (b"P6 2 2 255\n" + bytes(12), NotAPicture),
        (KINDS["jpeg"][: len(KINDS["jpeg"]) // 2], Damaged),
        (KINDS["png"][: len(KINDS["png"]) // 2], Damaged),
        (KINDS["webp"][:200], NotShown),
        (KINDS["gif"][:300], Damaged),
        (KINDS["tiff"][:400], NotShown),
        (bomb(60_000, 60_000), TooLarge),
        (bomb(8_001, 8_000), TooLarge),
        (text_bomb(), NotShown),
    ],
    ids=str,
)
def test_what_is_no_whole_picture_of_a_known_kind_is_refused(data: bytes, why: type[NotShown]) -> None:
    with pytest.raises(why):
        draw([data], edge=2_000)


def test_a_polyglot_comes_out_as_its_pixels_alone() -> None:
    for data in (KINDS["png"] + b"PK\x03\x04<script>", KINDS["jpeg"] + SCRIPT, KINDS["gif"] + SCRIPT):
        picture = draw([data], edge=2_000).png
        assert b"script" not in picture
        assert unlike(Image.open(io.BytesIO(picture)), scene()) < 6


def test_an_endless_list_of_pages_ends() -> None:
    assert draw([endless_tiff()], edge=2_000).png


def test_more_bytes_than_are_taken_in() -> None:
    with pytest.raises(TooLarge):
        draw((bytes(8 * 1024 * 1024) for _ in range(9)), edge=2_000)


def test_mutations_become_a_picture_or_a_refusal() -> None:
    rng = random.Random(21)
    for n in range(50):
        data = bytearray(KINDS[rng.choice(list(KINDS))])
        for _ in range(rng.choice((1, 3, 40))):
            data[rng.randrange(min(len(data), rng.choice((64, 10**9))))] = rng.randrange(256)
        if n % 5 == 0:
            del data[rng.randrange(len(data)) :]
        try:
            draw([bytes(data)], edge=2_000)
        except (Damaged, NotAPicture, TooLarge):
            continue


@pytest.mark.parametrize("what", ATTEMPTS)
def test_whoever_takes_the_decoder_over_is_ended_at_the_first_try(what: str) -> None:
    with pytest.raises(TriedMore):
        draw([b"taken over"], edge=10, program=(*HOSTILE, what))


@pytest.mark.parametrize("what", ["svg", "html-behind", "text-inside", "too-long"])
def test_what_is_not_plain_pixels_is_not_handed_on(what: str) -> None:
    with pytest.raises(TriedMore):
        draw([b"taken over"], edge=10, program=(*HOSTILE, what))


def test_the_hostile_decoder_is_otherwise_a_right_one() -> None:
    assert draw([b"taken over"], edge=10, program=(*HOSTILE, "nothing")).png == png()


ORDINARY = """
import os
from tocsin.desk.files import picture
picture.warm_up()
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
picture.main()
"""


def test_an_ordinary_user_locks_it_in_as_well_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    program = ("-I", "-B", "-c", ORDINARY)
    assert draw([KINDS["jpeg"]], edge=50, program=program).png
    monkeypatch.setattr(previewing, "PROGRAM", program)
    held.cache_clear()
    assert held()
    assert isinstance(previewing.missing_walls(), list)


@pytest.mark.parametrize("code", ["", "import os, signal; os.kill(os.getpid(), signal.SIGSYS)"])
def test_an_end_before_the_lock_proves_nothing(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(previewing, "PROGRAM", ("-c", code))
    held.cache_clear()
    assert not held()
    held.cache_clear()


def test_time_and_memory_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        draw([b"taken over"], edge=10, program=(*HOSTILE, "eat"))
    monkeypatch.setattr(previewing, "SECONDS", 1)
    with pytest.raises(TookTooLong):
        draw([b"taken over"], edge=10, program=(*HOSTILE, "spin"))


def test_where_the_lock_does_not_hold_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "held", lambda: False)

    def never() -> Iterator[bytes]:
        yield pytest.fail("a part was asked for")

    with pytest.raises(NotLockedIn):
        draw(never(), edge=10)


def test_a_third_and_fourth_wait_and_a_fifth_comes_again() -> None:
    go, began = threading.Event(), threading.Semaphore(0)
    done: list[str] = []

    def slow() -> None:
        def parts() -> Iterator[bytes]:
            began.release()
            go.wait(30)
            yield KINDS["jpeg"]

        draw(parts(), edge=50)
        done.append("slow")

    def waits() -> None:
        draw([KINDS["jpeg"]], edge=50)
        done.append("waited")

    threads = [threading.Thread(target=work) for work in (slow, slow)]
    for thread in threads:
        thread.start()
        began.acquire(timeout=20)
    threads += [threading.Thread(target=waits) for _ in range(2)]
    for thread in threads[2:]:
        thread.start()
    while previewing._ROOM._value:
        time.sleep(0.01)
    with pytest.raises(Busy):
        draw([KINDS["jpeg"]], edge=50)
    go.set()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == ["slow", "slow", "waited", "waited"]
    draw([KINDS["jpeg"]], edge=50)  # and every place is free again


def test_the_operator_is_told_and_here_the_lock_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert held()
    with monkeypatch.context() as patch:
        patch.setattr(checks, "held", lambda: False)
        assert [fault[:6] for fault in checks.faults()] == ["TOC021"]
        patch.setattr(checks, "held", lambda: True)
        patch.setattr(checks, "missing_walls", lambda: ["Landlock"])
        assert "without Landlock" in checks.faults()[0]
    assert not any("TOC021" in fault for fault in checks.faults())


def loaded(code: str, *names: str) -> list[str]:
    """Return which of the named packages a fresh process has loaded after some code."""
    told = f"import sys; {code}; print(*(n for n in {names!r} if n in sys.modules))"
    env = {"DJANGO_SETTINGS_MODULE": "tocsin.desk.settings", "TOCSIN_HOME": "build/no-line"}
    return subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, env=env, check=True
    ).stdout.split()


def test_the_web_process_carries_no_decoder_and_the_decoder_no_web() -> None:
    web = "import tocsin.desk.server, tocsin.desk.urls"
    assert loaded(web, "PIL", "django") == ["django"]
    assert loaded("import tocsin.desk.files.picture", "PIL", "django", "sqlite3", "socket", "ssl") == ["PIL"]


def test_nothing_came_out() -> None:
    assert not Path("/tmp/came-out").exists()  # noqa: S108
