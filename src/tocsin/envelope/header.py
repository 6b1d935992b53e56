"""The age v1 header: a strict parser that accepts exactly what an age writer makes, and Tocsin's narrower shape.

Source: C2SP age specification. Strict, because every laxness of a parser is a second way to write the same report,
and so a place where two readers can be made to disagree.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.envelope.errors import BadHeader, Damaged
from tocsin.envelope.recipients import ENCAPSULATED, STANZA_TYPE

VERSION = b"age-encryption.org/v1\n"
LARGEST = 64 * 1024  # of a header: some thirty recipients; a reader never buffers more looking for its end
FILE_KEY = 16
_COLUMNS = 64
_WRAPPED = 32
_ARGUMENT = re.compile(rb"[\x21-\x7e]+")
_MAC = re.compile(rb"\n--- ([A-Za-z0-9+/]{43})\n")


@dataclass(frozen=True)
class Stanza:
    """One recipient's line of a header: type and arguments, and the body's bytes."""

    arguments: tuple[str, ...]
    body: bytes

    def to_bytes(self) -> bytes:
        """Write the stanza; a body ends with a line shorter than 64 columns, which may be empty."""
        text = unpadded(self.body)
        lines = [text[i : i + _COLUMNS] for i in range(0, len(text) + 1, _COLUMNS)]
        return b"-> " + " ".join(self.arguments).encode() + b"\n" + b"".join(line + b"\n" for line in lines)


@dataclass(frozen=True)
class Header:
    """The recipients' stanzas and the MAC over them."""

    stanzas: tuple[Stanza, ...]
    mac: bytes

    def covered(self) -> bytes:
        """Return the bytes that the MAC covers: all up to and with `---`."""
        return VERSION + b"".join(s.to_bytes() for s in self.stanzas) + b"---"

    def to_bytes(self) -> bytes:
        """Write the header."""
        return self.covered() + b" " + unpadded(self.mac) + b"\n"

    def verify(self, file_key: bytes) -> None:
        """Raise `Damaged` unless the MAC is the one that this file key makes."""
        check = hmac.HMAC(_mac_key(file_key), hashes.SHA256())
        check.update(self.covered())
        try:
            check.verify(self.mac)
        except Exception as error:
            raise Damaged("the header's MAC does not match") from error

    @classmethod
    def make(cls, stanzas: tuple[Stanza, ...], file_key: bytes) -> "Header":
        """Make a header and its MAC."""
        mac = hmac.HMAC(_mac_key(file_key), hashes.SHA256())
        mac.update(cls(stanzas, b"").covered())
        return cls(stanzas, mac.finalize())


def read_header(data: bytes) -> tuple[Header, int]:
    """Parse the header at the start of `data`; return it with its length in bytes."""
    if not data.startswith(VERSION):
        raise BadHeader("not an age v1 file")
    end = _MAC.search(data, 0, LARGEST)
    if end is None:
        raise BadHeader("the header does not end")
    header = Header(tuple(_stanzas(data[len(VERSION) : end.start() + 1])), decode_unpadded(end[1]))
    if header.to_bytes() != data[: end.end()]:
        raise BadHeader("the header is not as a writer writes it")
    return header, end.end()


def check_shape(sealed: bytes, recipients: int | None = None) -> int:
    """Check without any key that this is a Tocsin sealed file; return the header's length.

    Only hybrid stanzas, at least one (exactly `recipients` if given), with the sizes that sealing makes, and at
    least one chunk behind them.
    """
    header, length = read_header(sealed)
    for stanza in header.stanzas:
        if len(stanza.arguments) != 2 or stanza.arguments[0] != STANZA_TYPE:  # noqa: PLR2004 - type and key
            raise BadHeader("a recipient that Tocsin does not write")
        if len(decode_unpadded(stanza.arguments[1].encode())) != ENCAPSULATED or len(stanza.body) != _WRAPPED:
            raise BadHeader("a stanza of another size")
    if recipients is not None and len(header.stanzas) != recipients:
        raise BadHeader("not one stanza for each recipient")
    if len(sealed) < length + 32:
        raise BadHeader("no payload behind the header")
    return length


def unpadded(data: bytes) -> bytes:
    """Return base64 without padding, as age writes it."""
    return base64.b64encode(data).rstrip(b"=")


def decode_unpadded(text: bytes) -> bytes:
    """Read canonical base64 without padding: no stray character, no bit behind the last byte."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadHeader("not base64") from error
    if unpadded(data) != text:
        raise BadHeader("base64 is not canonical")
    return data


def _stanzas(text: bytes) -> list[Stanza]:
    lines = text.split(b"\n")[:-1]
    stanzas, at = [], 0
    while at < len(lines):
        marker, *arguments = lines[at].split(b" ")
        if marker != b"->" or not arguments or not all(_ARGUMENT.fullmatch(a) for a in arguments):
            raise BadHeader("a stanza does not begin as it should")
        at += 1
        body = []
        while at < len(lines) and len(lines[at]) == _COLUMNS:
            body.append(lines[at])
            at += 1
        if at == len(lines) or len(lines[at]) > _COLUMNS:
            raise BadHeader("a stanza's body does not end")
        body.append(lines[at])
        at += 1
        stanzas.append(Stanza(tuple(a.decode() for a in arguments), decode_unpadded(b"".join(body))))
    if not stanzas:
        raise BadHeader("no recipient")
    return stanzas


def _mac_key(file_key: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"header").derive(file_key)
