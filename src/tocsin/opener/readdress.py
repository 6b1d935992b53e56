"""Take a sealed file from the reception key to a key of its own, so that the reception key can be destroyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from tocsin.envelope.errors import WrongKey
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.unseal import reheader


@dataclass(frozen=True, repr=False)
class Readdressed:
    """A file's new header, its unchanged payload, and for this moment its plaintext."""

    header: bytes
    payload: bytes
    plaintext: bytes

    def commitment(self, nonce: bytes) -> str:
        """Return SHA-256(nonce || stream) in hexadecimal, for the log."""
        return sha256(nonce + self.payload).hexdigest()


def readdress(sealed: bytes, seeds: Sequence[bytes], own_seed: bytes) -> Readdressed:
    """Open with the first seed that fits, verify the whole stream, and address it to `own_seed` alone."""
    recipient = recipient_of_seed(own_seed)
    for seed in seeds:
        try:
            return Readdressed(*reheader(sealed, seed, recipient))
        except WrongKey:
            continue
    raise WrongKey("no reception key opens this")
