"""age's STREAM: chunks of 64 KiB under ChaCha20-Poly1305, the last one marked, so that no end can be cut off."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.envelope.errors import Damaged

CHUNK = 64 * 1024
TAG = 16
NONCE = 16
_COUNTER = 11


class Chunks:
    """Seals or opens one stream's chunks in order; the counter is the nonce."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
        self._aead = ChaCha20Poly1305(key)
        self._count = 0

    def seal(self, chunk: bytes, *, last: bool) -> bytes:
        """Seal the next chunk; all but the last are 64 KiB."""
        return self._aead.encrypt(self._next(last=last), chunk, None)

    def open(self, chunk: bytes, *, last: bool) -> bytes:
        """Open the next chunk; `Damaged` if it is not the next, not whole, or empty without being alone."""
        first = self._count == 0
        try:
            plain = self._aead.decrypt(self._next(last=last), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise Damaged("a chunk does not verify") from error
        if last and not plain and not first:
            raise Damaged("an empty last chunk")
        return plain

    def _next(self, *, last: bool) -> bytes:
        nonce = self._count.to_bytes(_COUNTER, "big") + (b"\1" if last else b"\0")
        self._count += 1
        return nonce


def plain_size(sealed: int) -> int:
    """Return how many bytes are sealed in nonce and stream of this size, or -1 where no stream has it."""
    stream = sealed - NONCE
    chunks = max(1, -(-stream // (CHUNK + TAG)))
    plain = stream - TAG * chunks
    return plain if plain >= 0 and sealed_size(plain) == sealed else -1


def sealed_size(plain: int) -> int:
    """Return the size of nonce and stream for `plain` bytes."""
    return NONCE + plain + TAG * max(1, -(-plain // CHUNK))
