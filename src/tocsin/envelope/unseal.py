"""Open sealed files. Only the opener, the reader and the reporter's own machine may import this module."""

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag

from tocsin.envelope.errors import BadHeader, Damaged, WrongKey
from tocsin.envelope.header import FILE_KEY, Header, decode_unpadded, read_header
from tocsin.envelope.recipients import (
    ENCAPSULATED,
    INFO,
    STANZA_TYPE,
    SUITE,
    Recipient,
    private_key,
)
from tocsin.envelope.seal import make_header
from tocsin.envelope.stream import CHUNK, NONCE, TAG, Chunks

_WRAPPED = 32


def file_key(header: Header, seed: bytes) -> bytes:
    """Unwrap the file key and verify the header; `WrongKey` if no stanza opens with this seed."""
    key = private_key(seed)
    for stanza in header.stanzas:
        if stanza.arguments[0] != STANZA_TYPE:
            continue
        if len(stanza.arguments) != 2 or len(stanza.body) != _WRAPPED:  # noqa: PLR2004 - type and key
            raise BadHeader("a hybrid stanza of another size")
        encapsulated = decode_unpadded(stanza.arguments[1].encode())
        if len(encapsulated) != ENCAPSULATED:
            raise BadHeader("a hybrid stanza of another size")
        try:
            found = SUITE.decrypt(encapsulated + stanza.body, key, INFO)
        except (InvalidTag, ValueError):
            continue
        if len(found) != FILE_KEY:
            raise BadHeader("a file key of another size")
        header.verify(found)
        return found
    raise WrongKey("no stanza opens with this identity")


def unseal(sealed: bytes, seed: bytes) -> bytes:
    """Open a whole sealed file in memory."""
    header, length = read_header(sealed)
    return open_payload(sealed[length:], file_key(header, seed))


def open_payload(payload: bytes, key: bytes) -> bytes:
    """Open what stands behind a header: nonce and stream."""
    return b"".join(open_stream([payload], key))


def open_stream(pieces: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Open nonce and stream from pieces of any size, with two chunks in memory.

    Each chunk is verified before it is given out, but the end only at the end: a caller must not act on the
    plaintext before the iterator is exhausted without `Damaged`.
    """
    held = b""
    chunks: Chunks | None = None
    for piece in pieces:
        held += piece
        if chunks is None:
            if len(held) < NONCE:
                continue
            chunks, held = Chunks(key, held[:NONCE]), held[NONCE:]
        while len(held) > CHUNK + TAG:
            yield chunks.open(held[: CHUNK + TAG], last=False)
            held = held[CHUNK + TAG :]
    if chunks is None:
        raise Damaged("the stream is cut short")
    yield chunks.open(held, last=True)


def reheader(sealed: bytes, seed: bytes, recipient: Recipient) -> tuple[bytes, bytes, bytes]:
    """Re-address a sealed file: (new header for `recipient` alone, unchanged payload bytes, plaintext).

    The whole stream is verified first. The payload keeps its file key, so the old header, with the key that opens it,
    must be destroyed for the old recipient to lose it (protocol section 6).
    """
    header, length = read_header(sealed)
    key = file_key(header, seed)
    payload = sealed[length:]
    plaintext = open_payload(payload, key)
    return make_header([recipient], key).to_bytes(), payload, plaintext
