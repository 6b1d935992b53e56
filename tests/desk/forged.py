"""What a decoder that was taken over may write instead of a plain picture."""

import struct
import zlib

SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int = 3,
    height: int = 2,
    *,
    rows: bytes | None = None,
    head: tuple[int, ...] = (8, 2, 0, 0, 0),
    between: bytes = b"",
    behind: bytes = b"",
) -> bytes:
    """Write a PNG by hand, right unless something is asked for."""
    pixels = rows if rows is not None else (b"\0" + bytes(3 * width)) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">II", width, height) + bytes(head))
        + between
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
        + behind
    )


def forged(what: str, edge: int) -> bytes:
    """Return what is handed out under a name; anything else is a right picture."""
    match what:
        case "svg":
            return SCRIPT
        case "html-behind":
            return png(behind=b"<html><script>alert(1)</script></html>")
        case "text-inside":
            return png(between=chunk(b"tEXt", b"Comment\0who told it"))
        case "too-long":
            return png() + bytes(edge * edge * 4 + 10_000)
    return png()
