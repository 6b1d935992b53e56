"""Replies: sealed answers of one size under names that only the receipt can compute."""

import hmac
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from tocsin.envelope import canonical
from tocsin.envelope.answers import LANGUAGE, LONGEST_LANGUAGE, clean_text
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.header import VERSION, unpadded
from tocsin.envelope.keys import NAME as DESK
from tocsin.envelope.padding import pad_to, unpad_exact
from tocsin.envelope.recipients import ENCAPSULATED, STANZA_TYPE, Recipient
from tocsin.envelope.seal import Rng, seal
from tocsin.envelope.stream import sealed_size

FORMAT = "tocsin/reply/v2"
NAME = 16
ASKED = 8
PLAIN = 8192
STATES = ("received", "in work", "question", "closed")
LONGEST_TEXT = 7000  # bytes of JSON string in one reply; the other fields take less than 300
_WRAPPED = 32
_MAC = 32
SEALED_REPLY = (
    len(VERSION)
    + len(f"-> {STANZA_TYPE} \n\n--- \n")
    + sum(len(unpadded(bytes(n))) for n in (ENCAPSULATED, _WRAPPED, _MAC))
    + sealed_size(PLAIN)
)


@dataclass(frozen=True, repr=False)
class Reply:
    """One reply, or one part of a long one, and the desk whose reception key an addition is sealed to.

    Days, not hours: a time would tell when an officer sat at a desk.
    """

    number: int
    day: date
    desk: str
    state: str
    language: str
    text: str
    part: int = 1
    parts: int = 1


def reply_name(mailbox_key: bytes, number: int) -> bytes:
    """Return the 16-byte name under which reply `number` lies."""
    message = b"tocsin/reply/v1" + number.to_bytes(4, "big")
    return hmac.digest(mailbox_key, message, sha256)[:NAME]


def seal_reply(reply: Reply, recipient: Recipient, *, rng: Rng) -> bytes:
    """Return `SEALED_REPLY` bytes that only the receipt's holder opens."""
    value = {
        "format": FORMAT,
        "number": reply.number,
        "day": reply.day.isoformat(),
        "desk": reply.desk,
        "state": reply.state,
        "language": reply.language,
        "text": clean_text(reply.text),
        "part": reply.part,
        "parts": reply.parts,
    }
    return seal(pad_to(canonical.dumps(value), PLAIN), [recipient], rng=rng)


def read_reply(plaintext: bytes) -> Reply:
    """Read an opened reply; anything this version would not have written raises an `EnvelopeError`."""
    texts = dict.fromkeys(("format", "day", "desk", "state", "language", "text"), str)
    shape = {**texts, "number": int, "part": int, "parts": int}
    value = canonical.fields(canonical.loads(unpad_exact(plaintext, PLAIN)), shape)
    if value["format"] != FORMAT or value["state"] not in STATES or not 1 <= value["part"] <= value["parts"]:
        raise NotCanonical("not a reply of this version")
    if len(value["language"]) > LONGEST_LANGUAGE or not LANGUAGE.fullmatch(value["language"]):
        raise NotCanonical("not a language")
    if not DESK.fullmatch(value["desk"]):
        raise NotCanonical("not a desk")
    day = _read_day(value["day"])
    return Reply(**{k: v for k, v in value.items() if k != "format"} | {"day": day})


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotCanonical("not a day") from None
    if day.isoformat() != text:
        raise NotCanonical("a day of another spelling")
    return day


def split_text(text: str) -> list[str]:
    """Cut a long text into pieces that each fit a reply, never within a character."""
    pieces, held, room = [], "", LONGEST_TEXT
    for character in clean_text(text):
        cost = len(canonical.dumps(character)) - 2
        if cost > room:
            pieces.append(held)
            held, room = "", LONGEST_TEXT
        held += character
        room -= cost
    return [*pieces, held]


def joined(replies: list[Reply]) -> list[Reply]:
    """Return the replies with long ones, cut into parts, whole again."""
    whole: list[Reply] = []
    for reply in replies:
        if reply.part > 1 and whole and whole[-1].parts == reply.parts:
            last = whole.pop()
            whole.append(replace(last, text=last.text + reply.text, part=reply.part))
        else:
            whole.append(reply)
    return whole
