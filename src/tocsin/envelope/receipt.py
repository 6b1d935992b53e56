"""The receipt: twelve words, or twelve numbers, that are all a reporter needs to come back.

BIP-39 lists and checksum, without BIP-39's password stretching: the secret has 128 random bits, which no stretching
improves and a cheap telephone would wait for. Source of the lists: the `mnemonic` library.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from mnemonic import Mnemonic

from tocsin.envelope.errors import AmbiguousReceipt, BadReceipt
from tocsin.envelope.recipients import Recipient, recipient_of_seed

SECRET = 16
COUNT = 12
LISTS = {"en": "english", "fr": "french", "es": "spanish", "zh-Hans": "chinese_simplified"}
_BITS = 11
_CHECKSUM_BITS = 4
_DIGITS = 4
_RADIX = 2048


@dataclass(frozen=True)
class Derived:
    """What a receipt derives for one line (32 bytes each, the envelope id 16)."""

    envelope_id: bytes
    mailbox_key: bytes
    reply_seed: bytes
    claim_seed: bytes

    @cached_property
    def reply_recipient(self) -> Recipient:
        """Whom the desk seals its replies to."""
        return recipient_of_seed(self.reply_seed)

    @cached_property
    def claim_public(self) -> bytes:
        """The Ed25519 public key that an award may be claimed with."""
        return Ed25519PrivateKey.from_private_bytes(self.claim_seed).public_key().public_bytes_raw()


@dataclass(frozen=True, repr=False)
class Receipt:
    """Sixteen secret bytes; its `repr` shows none of them, since tracebacks are places where secrets hide."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET:
            raise BadReceipt("a receipt has sixteen bytes")

    def indices(self) -> list[int]:
        """Return the twelve indices (0-2047) of the words."""
        check = hashlib.sha256(self.secret).digest()[0] >> (8 - _CHECKSUM_BITS)
        value = (int.from_bytes(self.secret, "big") << _CHECKSUM_BITS) | check
        return [(value >> _BITS * (COUNT - 1 - i)) % _RADIX for i in range(COUNT)]

    def words(self, language: str) -> str | None:
        """Return the twelve words, or None where the language has no list: then the numbers serve."""
        if language not in LISTS:
            return None
        return " ".join(_list(language)[i] for i in self.indices())

    def numbers(self) -> str:
        """Return twelve numbers 0001-2048, for any keyboard and any telephone."""
        return " ".join(f"{i + 1:04d}" for i in self.indices())

    def derive(self, line: bytes) -> Derived:
        """Derive the keys for the line of this id (16 bytes)."""
        salt = b"tocsin/receipt/v1" + line
        prk = HKDF.extract(hashes.SHA256(), salt, self.secret)
        sizes = {"envelope-id": 16, "mailbox-key": 32, "reply-identity": 32, "claim-ed25519": 32}
        return Derived(*(_expand(prk, info, size) for info, size in sizes.items()))

    @classmethod
    def parse(cls, text: str, language: str | None = None) -> "Receipt":
        """Read words or numbers; case, accents, spacing and numbering are forgiven.

        Raises `BadReceipt` (with the positions that no list knows) and `AmbiguousReceipt`.
        """
        plain = _fold(text)
        numbers = "".join(re.findall(r"\d", plain))
        if not re.search(r"[^\W\d_]", plain):
            return cls.of_indices(_number_indices(plain, numbers))
        tokens = _tokens(plain)
        if len(tokens) != COUNT:
            raise BadReceipt(f"{len(tokens)} words, not twelve")
        found = _readings(tokens, [language] if language in LISTS else list(LISTS))
        if len(found) > 1:
            raise AmbiguousReceipt("a receipt in more than one language")
        return found.pop()

    @classmethod
    def of_indices(cls, indices: list[int]) -> "Receipt":
        """Read twelve indices (0-2047); a checksum that does not match raises `BadReceipt`."""
        value = 0
        for index in indices:
            value = value << _BITS | index
        receipt = cls((value >> _CHECKSUM_BITS).to_bytes(SECRET, "big"))
        if receipt.indices() != indices:
            raise BadReceipt("the checksum does not match: a word or number is not the one that was shown")
        return receipt


def _expand(prk: bytes, info: str, size: int) -> bytes:
    return HKDFExpand(algorithm=hashes.SHA256(), length=size, info=info.encode()).derive(prk)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


def _tokens(plain: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", plain)
    if any("一" <= c <= "鿿" for c in plain):
        return list("".join(words))
    return words


@cache
def _list(language: str) -> tuple[str, ...]:
    words = Mnemonic(LISTS[language]).wordlist
    return tuple(unicodedata.normalize("NFC", w) for w in words)


@cache
def _index(language: str) -> dict[str, int]:
    return {_fold(word): i for i, word in enumerate(_list(language))}


def _number_indices(plain: str, digits: str) -> list[int]:
    groups = re.findall(r"\d+", plain)
    if len(groups) != COUNT and len(digits) == COUNT * _DIGITS:
        groups = [digits[i : i + _DIGITS] for i in range(0, len(digits), _DIGITS)]
    if len(groups) != COUNT:
        raise BadReceipt(f"{len(groups)} numbers, not twelve")
    indices = [int(g) - 1 if len(g) <= _DIGITS else -1 for g in groups]
    wrong = [i + 1 for i, index in enumerate(indices) if not 0 <= index < _RADIX]
    if wrong:
        raise BadReceipt("numbers go from 0001 to 2048", positions=wrong)
    return indices


def _readings(tokens: list[str], languages: list[str]) -> set[Receipt]:
    """Return every receipt the words are in one of the lists; raise for the nearest list if there is none."""
    found: set[Receipt] = set()
    nearest: list[int] | None = None
    failure: BadReceipt | None = None
    for language in languages:
        index = _index(language)
        unknown = [i + 1 for i, token in enumerate(tokens) if token not in index]
        if nearest is None or len(unknown) < len(nearest):
            nearest = unknown
            failure = BadReceipt("words that the list does not have", positions=unknown)
        if unknown:
            continue
        try:
            found.add(Receipt.of_indices([index[t] for t in tokens]))
        except BadReceipt as error:
            failure, nearest = error, []
    if not found:
        raise failure or BadReceipt("not a receipt")
    return found
