"""Seal to recipients. Nothing here can open."""

from collections.abc import Callable, Sequence

from tocsin.envelope.header import FILE_KEY, Header, Stanza, unpadded
from tocsin.envelope.recipients import STANZA_TYPE, Recipient
from tocsin.envelope.stream import CHUNK, NONCE, Chunks

Rng = Callable[[int], bytes]


def make_header(recipients: Sequence[Recipient], file_key: bytes) -> Header:
    """Return a header with exactly one stanza for each recipient."""
    if not recipients or len(set(recipients)) != len(recipients):
        raise ValueError("one recipient or more, each once")
    stanzas = []
    for recipient in recipients:
        encapsulated, wrapped = recipient.wrap(file_key)
        stanzas.append(Stanza((STANZA_TYPE, unpadded(encapsulated).decode()), wrapped))
    return Header.make(tuple(stanzas), file_key)


def seal(plaintext: bytes, recipients: Sequence[Recipient], *, rng: Rng) -> bytes:
    """Return `plaintext` as one sealed file. The KEM draws its own randomness from the operating system."""
    sealer = Sealer(recipients, rng=rng)
    return sealer.begin() + sealer.update(plaintext) + sealer.finish()


class Sealer:
    """Seals a stream of any length with 64 KiB of it in memory: `begin`, `update` as often as wanted, `finish`."""

    def __init__(self, recipients: Sequence[Recipient], *, rng: Rng) -> None:
        file_key, nonce = rng(FILE_KEY), rng(NONCE)
        self._start = make_header(recipients, file_key).to_bytes() + nonce
        self._chunks = Chunks(file_key, nonce)
        self._held = b""

    def begin(self) -> bytes:
        """Return the header and the stream's nonce."""
        return self._start

    def update(self, data: bytes) -> bytes:
        """Take more plaintext; return what can be sealed already (a full chunk waits: it may be the last)."""
        held = self._held + data
        whole = max(0, len(held) - 1) // CHUNK
        sealed = [self._chunks.seal(held[i * CHUNK : (i + 1) * CHUNK], last=False) for i in range(whole)]
        self._held = held[whole * CHUNK :]
        return b"".join(sealed)

    def finish(self) -> bytes:
        """Return the last chunk."""
        return self._chunks.seal(self._held, last=True)
