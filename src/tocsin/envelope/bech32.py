"""Bech32 (BIP-173) without its 90-character limit, as age uses it for recipients and identities.

The regrouping of bits is base32's, done by the standard library in C with another alphabet: a hybrid recipient has
1,945 characters, and a form post makes one.
"""

import base64
import binascii

from tocsin.envelope.errors import BadHeader

_BECH32 = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_WRITE = bytes.maketrans(_BASE32, _BECH32)
_READ = bytes.maketrans(_BECH32, _BASE32)
_VALUES = bytes.maketrans(_BECH32, bytes(range(32)))
_BASE32_VALUES = bytes.maketrans(_BASE32, bytes(range(32)))
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6
_PRINTABLE = range(33, 127)


def _feedback(top: int) -> int:
    total = 0
    for i, generator in enumerate(_GENERATOR):
        total ^= generator if (top >> i) & 1 else 0
    return total


def _feedback_of_two(top: int) -> int:
    check = _feedback(top >> 5)
    return ((check & 0x1FFFFFF) << 5) ^ _feedback((check >> 25) ^ (top & 31))


# Two characters a step: the checksum is linear, so their joint feedback is a table of 1,024.
_FEEDBACK = tuple(_feedback(top) for top in range(32))
_FEEDBACK_OF_TWO = tuple(_feedback_of_two(top) for top in range(1024))


def encode(prefix: str, data: bytes) -> str:
    """Return the lower-case bech32 text of `data` under `prefix`."""
    body = base64.b32encode(data).rstrip(b"=")
    check = _polymod(_expand(prefix) + body.translate(_BASE32_VALUES) + bytes(_CHECKSUM)) ^ 1
    tail = bytes(_BECH32[(check >> 5 * (_CHECKSUM - 1 - i)) & 31] for i in range(_CHECKSUM))
    return f"{prefix}1{(body.translate(_WRITE) + tail).decode()}"


def decode(text: str) -> tuple[str, bytes]:
    """Return (lower-case prefix, data); mixed case, a bad character or checksum raises `BadHeader`."""
    if not text.isascii() or (text.lower() != text and text.upper() != text):
        raise BadHeader("bech32 in mixed case or with a character outside ASCII")
    prefix, one, rest = text.lower().rpartition("1")
    if not one or not prefix or len(rest) < _CHECKSUM or any(ord(c) not in _PRINTABLE for c in prefix):
        raise BadHeader("not bech32")
    body = rest.encode()
    if body.translate(None, _BECH32):
        raise BadHeader("a character that bech32 does not use")
    if _polymod(_expand(prefix) + body.translate(_VALUES)) != 1:
        raise BadHeader("bech32 checksum does not match")
    letters = body[:-_CHECKSUM].translate(_READ)
    try:
        data = base64.b32decode(letters + b"=" * (-len(letters) % 8))
    except binascii.Error as error:
        raise BadHeader("bech32 of an impossible length") from error
    if base64.b32encode(data).rstrip(b"=") != letters:
        raise BadHeader("bech32 padding is not zero")
    return prefix, data


def _expand(prefix: str) -> bytes:
    return bytes([ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix])


def _polymod(values: bytes) -> int:
    check = 1
    if len(values) % 2:
        check = (check << 5) ^ values[0]
        values = values[1:]
    for first, second in zip(values[::2], values[1::2], strict=True):
        check = ((check & 0xFFFFF) << 10) ^ (first << 5) ^ second ^ _FEEDBACK_OF_TWO[check >> 20]
    return check
