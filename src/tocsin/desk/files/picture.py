"""A program of its own: a picture's bytes come in, plain pixels go out as PNG; started by `previewing.py` alone.

Whatever decodes a stranger's file can be taken over by it. So this process locks itself in before it reads the first
byte, and what it writes is read strictly (`png.py`), for it may lie.

`python -m tocsin.desk.files.picture EDGE` draws with at most EDGE pixels a side; `try` attempts what it must not be
able to do; `walls` prints which second walls are missing. It ends as `rules.End` says.
"""

import os
import sys
import warnings
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from tocsin.desk.files.locking import NotLocked, lock
from tocsin.desk.files.rules import LOCKED, MOST_BYTES, MOST_PIXELS, End

FORMATS = ("BMP", "DIB", "GIF", "JPEG", "PNG", "TIFF", "WEBP")  # a JPEG with more behind it becomes an MPO by itself
PIECE = 1024 * 1024

Draw = Callable[[bytes, int], tuple[bytes, End]]


class TooLarge(Exception):
    """The picture says that it has more pixels than are decoded here; its header alone was read."""


def draw(data: bytes, edge: int) -> tuple[bytes, End]:
    """Return a picture as PNG of at most `edge` pixels a side, upright, and whether more pages follow."""
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        opened.draft("RGB", (edge, edge))  # a JPEG is decoded at half, a quarter, an eighth where that is enough
        if opened.width * opened.height > MOST_PIXELS:
            raise TooLarge
        several = bool(getattr(opened, "is_animated", False))
        opened.load()
        picture = on_paper(ImageOps.exif_transpose(opened))
    picture.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture.info.clear()
    written = BytesIO()
    picture.save(written, "PNG", compress_level=4)
    return written.getvalue(), End.FIRST_OF_SEVERAL if several else End.SHOWN


def on_paper(picture: Image.Image) -> Image.Image:
    """Return a picture as colours on white: what hid under transparent pixels must not be handed on unseen."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def warm_up() -> None:
    """Draw a picture of our own of every kind: all that decodes is loaded now, for once locked in nothing can be."""
    own, upright = Image.new("RGBA", (2, 2)), Image.Exif()
    upright[0x0112] = 6
    for name in FORMATS:
        made = BytesIO()
        own.convert("RGB" if name in ("JPEG", "BMP", "DIB") else "RGBA").save(made, name, exif=upright.tobytes())
        draw(made.getvalue(), 1)


def work(edge: int, drawn: Draw = draw) -> End:
    """Lock in, read, draw, write."""
    warm_up()
    try:
        lock()
    except NotLocked:
        return End.NOT_LOCKED
    data = read(MOST_BYTES)
    if len(data) > MOST_BYTES:
        return End.TOO_LARGE
    try:
        png, end = drawn(data, edge)
    except (TooLarge, MemoryError, Image.DecompressionBombError):
        return End.TOO_LARGE
    except UnidentifiedImageError:
        return End.NOT_A_PICTURE
    except Exception:  # noqa: BLE001 - decoders raise whatever they like, and nothing may be said about a file
        return End.DAMAGED
    write(png)
    return end


def read(most: int) -> bytes:
    """Read what comes in, and one piece more than is allowed at most."""
    data = bytearray()
    while len(data) <= most and (piece := os.read(0, PIECE)):
        data += piece
    return bytes(data)


def write(data: bytes) -> None:
    """Write all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view[:PIECE]) :]


def attempt() -> End:
    """Lock in, say so, and try to open a folder: who comes back was not locked in."""
    try:
        lock()
        write(LOCKED)
        os.open("/", os.O_RDONLY)
    except NotLocked:
        return End.NOT_LOCKED
    except OSError:
        pass
    return End.NOT_HELD


def walls() -> End:
    """Lock in, and write which second walls are missing."""
    try:
        write("\n".join(lock()).encode())
    except NotLocked:
        return End.NOT_LOCKED
    return End.SHOWN


def main() -> None:
    """Do what the one argument says, and end without tidying up: tidying up would take more system calls."""
    warnings.simplefilter("ignore")  # a warning would quote the file
    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, after a JPEG said what it can be reduced to
    end = End.DAMAGED
    try:
        match sys.argv[1]:
            case "try":
                end = attempt()
            case "walls":
                end = walls()
            case edge:
                end = work(int(edge))
    finally:
        os._exit(end)


if __name__ == "__main__":
    main()
