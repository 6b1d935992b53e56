"""What one desk tells another when it passes reports on, and what is told back; sealed to the other's reception key.

A referral lies in one file with the posts and attachment parts that it names, each by digest: what a report binds of
its slip and files are digests of sealed bytes, and those change when a header is written for another desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.keys import NAME as DESK
from tocsin.envelope.padding import pad, unpad
from tocsin.envelope.report import KINDS as ADDITIONS

REFERRAL = "tocsin/referral/v1"
ANSWER = "tocsin/referral-answer/v1"
REFERRED, RETURNED, FORWARDED = "referred", "returned", "forwarded"
KINDS = (REFERRED, RETURNED, FORWARDED)
ACKNOWLEDGED, FAILED = "acknowledged", "failed"
ANSWERS = (ACKNOWLEDGED, FAILED)
LONGEST_WORDS = 20_000  # characters of what the officer tells the other desk
MOST_MESSAGES = 10_000
_ID = 16
_DIGEST = 32


@dataclass(frozen=True)
class PassedFile:
    """An attachment that goes along whole: the digest of each sealed part, the manifest's last."""

    id: bytes
    parts: tuple[bytes, ...]


@dataclass(frozen=True)
class PassedMessage:
    """A report or an addition that goes along; days are ISO days.

    `received` is when this line first had it, wherever that was; `replies` the number of the next reply to a report,
    and `answered` the day on which an officer first answered it, or nothing; `digest` that of the body of its post.
    """

    id: bytes
    kind: str
    received: str
    digest: bytes
    replies: int
    answered: str
    files: tuple[PassedFile, ...] = ()


@dataclass(frozen=True, repr=False)
class Referral:
    """One passing on; `answers` is the referral that a return answers, `times` how often these were passed on."""

    id: bytes
    kind: str
    sender: str
    day: str
    officer: str
    concern: str
    compartment: str
    recused: tuple[str, ...]
    reason: str
    words: str
    times: int
    answers: bytes
    messages: tuple[PassedMessage, ...]


@dataclass(frozen=True, repr=False)
class ReferralAnswer:
    """What became of a referral at the desk that it went to."""

    referral: bytes
    sender: str
    state: str
    day: str
    reason: str


def write_referral(referral: Referral) -> bytes:
    """Return the padded plaintext of a referral."""
    value = {
        "format": REFERRAL,
        "id": referral.id.hex(),
        "kind": referral.kind,
        "from": referral.sender,
        "day": referral.day,
        "officer": referral.officer,
        "concern": referral.concern,
        "compartment": referral.compartment,
        "recused": list(referral.recused),
        "reason": referral.reason,
        "words": referral.words,
        "times": referral.times,
        "answers": referral.answers.hex(),
        "messages": [_write_message(message) for message in referral.messages],
    }
    return pad(canonical.dumps(value))


def write_answer(answer: ReferralAnswer) -> bytes:
    """Return the padded plaintext of an answer to a referral."""
    value = {name.name: getattr(answer, name.name) for name in fields(answer)}
    value |= {"format": ANSWER, "referral": answer.referral.hex(), "from": value.pop("sender")}
    return pad(canonical.dumps(value))


def read_passed_on(plaintext: bytes) -> Referral | ReferralAnswer:
    """Read what a desk sealed to another; anything this version would not have written raises an `EnvelopeError`."""
    value = canonical.loads(unpad(plaintext))
    if value.get("format") == REFERRAL:
        return _read_referral(value)
    if value.get("format") == ANSWER:
        return _read_answer(value)
    raise NotCanonical("neither a referral nor an answer to one of this version")


def _write_message(message: PassedMessage) -> dict[str, Any]:
    return {
        "id": message.id.hex(),
        "kind": message.kind,
        "received": message.received,
        "digest": message.digest.hex(),
        "replies": message.replies,
        "answered": message.answered,
        "files": [{"id": f.id.hex(), "parts": [part.hex() for part in f.parts]} for f in message.files],
    }


def _read_referral(value: dict[str, Any]) -> Referral:
    texts = ("format", "id", "kind", "from", "day", "officer", "concern", "compartment", "reason", "words", "answers")
    canonical.fields(value, {**dict.fromkeys(texts, str), "recused": list, "times": int, "messages": list})
    is_return = value["kind"] == RETURNED
    if value["kind"] not in KINDS or bool(value["answers"]) != is_return or value["times"] < 1:
        raise NotCanonical("not a kind of referral")
    if not DESK.fullmatch(value["from"]) or not all(isinstance(name, str) for name in value["recused"]):
        raise NotCanonical("not a desk, or not names")
    if len(value["words"]) > LONGEST_WORDS or not 1 <= len(value["messages"]) <= MOST_MESSAGES:
        raise NotCanonical("too long, or nothing is passed on")
    messages = tuple(_read_message(message) for message in value["messages"])
    if len({message.id for message in messages}) != len(messages):
        raise NotCanonical("a message twice")
    return Referral(
        id=canonical.unhex(value["id"], _ID),
        sender=value["from"],
        day=_read_day(value["day"]),
        recused=tuple(value["recused"]),
        answers=canonical.unhex(value["answers"], _ID) if is_return else b"",
        messages=messages,
        **{name: value[name] for name in ("kind", "officer", "concern", "compartment", "reason", "words", "times")},
    )


def _read_message(value: object) -> PassedMessage:
    if not isinstance(value, dict):
        raise NotCanonical("not a message")
    texts = dict.fromkeys(("id", "kind", "received", "digest", "answered"), str)
    canonical.fields(value, {**texts, "replies": int, "files": list})
    if value["kind"] not in ("report", *ADDITIONS) or value["replies"] < 0:
        raise NotCanonical("not a kind of message")
    files = tuple(_read_file(file) for file in value["files"])
    if len({file.id for file in files}) != len(files):
        raise NotCanonical("a file twice")
    return PassedMessage(
        id=canonical.unhex(value["id"], _ID),
        kind=value["kind"],
        received=_read_day(value["received"]),
        digest=canonical.unhex(value["digest"], _DIGEST),
        replies=value["replies"],
        answered=_read_day(value["answered"]) if value["answered"] else "",
        files=files,
    )


def _read_file(value: object) -> PassedFile:
    if not isinstance(value, dict):
        raise NotCanonical("not a file")
    canonical.fields(value, {"id": str, "parts": list})
    parts: Sequence[object] = value["parts"]
    if len(parts) < 2:  # noqa: PLR2004 - a part and the manifest
        raise NotCanonical("a file has one part or more, and its manifest")
    return PassedFile(canonical.unhex(value["id"], _ID), tuple(canonical.unhex(part, _DIGEST) for part in parts))


def _read_answer(value: dict[str, Any]) -> ReferralAnswer:
    canonical.fields(value, dict.fromkeys(("format", "referral", "from", "state", "day", "reason"), str))
    if value["state"] not in ANSWERS or not DESK.fullmatch(value["from"]):
        raise NotCanonical("not an answer to a referral")
    referral = canonical.unhex(value["referral"], _ID)
    return ReferralAnswer(referral, value["from"], value["state"], _read_day(value["day"]), value["reason"])


def _read_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotCanonical("not a day") from None
    if day.isoformat() != text:
        raise NotCanonical("a day of another spelling")
    return text
