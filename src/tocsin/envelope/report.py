"""What stands inside an envelope: a report, or an addition to one. The receipt's secret is never inside."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.answers import clean, clean_text
from tocsin.envelope.errors import BadHeader, BadReport, Fault, NotCanonical
from tocsin.envelope.padding import pad, unpad
from tocsin.envelope.receipt import Derived
from tocsin.envelope.recipients import Recipient

REPORT = "tocsin/report/v3"
BEFORE_AREAS = "tocsin/report/v2"
ADDITION = "tocsin/addition/v2"
KINDS = ("addition", "withdrawal", "protection", "retaliation")
MOST_ATTACHMENTS = 200
LONGEST_CHARTER = 100
_CHARTER = re.compile(r"[\x21-\x7e]{1,100}")


@dataclass(frozen=True)
class AttachmentRef:
    """Binds an attachment to a report: its id (16 bytes), number of parts, and the digest of its sealed manifest."""

    id: bytes
    parts: int
    digest: bytes


@dataclass(frozen=True, repr=False)
class ReportPayload:
    """A report as the opener reads it. No `repr`: a traceback must not show it."""

    report: dict[str, Any]
    charter: str
    mailbox_key: bytes
    reply_recipient: Recipient
    claim_key: bytes
    slip: bytes
    attachments: tuple[AttachmentRef, ...]


@dataclass(frozen=True, repr=False)
class AdditionPayload:
    """Something said later by the holder of a report's mailbox key; `kind` is one of `KINDS`."""

    kind: str
    follows: bytes
    mailbox_key: bytes
    text: str
    slip: bytes
    attachments: tuple[AttachmentRef, ...]


def report_payload(
    answers: Mapping[str, Any],
    *,
    derived: Derived,
    charter: str,
    slip_digest: bytes,
    attachments: Sequence[AttachmentRef] = (),
) -> bytes:
    """Return the padded plaintext of a report; `answers` come from `clean`."""
    value = {
        "format": REPORT,
        "charter": charter,
        "report": dict(answers),
        "mailbox_key": derived.mailbox_key.hex(),
        "reply_recipient": derived.reply_recipient.text,
        "claim_key": derived.claim_public.hex(),
        "slip": slip_digest.hex(),
        "attachments": [write_ref(a) for a in attachments],
    }
    return pad(canonical.dumps(value))


def addition_payload(
    text: str,
    *,
    kind: str = "addition",
    derived: Derived,
    slip_digest: bytes,
    attachments: Sequence[AttachmentRef] = (),
) -> bytes:
    """Return the padded plaintext of an addition to the report of this receipt."""
    if kind not in KINDS:
        raise BadReport([Fault("kind", "bad-choice", f"One of: {', '.join(KINDS)}.")])
    value = {
        "format": ADDITION,
        "kind": kind,
        "follows": derived.envelope_id.hex(),
        "mailbox_key": derived.mailbox_key.hex(),
        "text": clean_text(text),
        "slip": slip_digest.hex(),
        "attachments": [write_ref(a) for a in attachments],
    }
    return pad(canonical.dumps(value))


def read_payload(plaintext: bytes) -> ReportPayload | AdditionPayload:
    """Read what an envelope held; anything this version would not have written raises an `EnvelopeError`."""
    value = canonical.loads(unpad(plaintext))
    if value.get("format") in (REPORT, BEFORE_AREAS):
        return _read_report(value)
    if value.get("format") == ADDITION:
        return _read_addition(value)
    raise NotCanonical("neither a report nor an addition of this version")


def _read_report(value: dict[str, Any]) -> ReportPayload:
    texts = dict.fromkeys(("format", "charter", "mailbox_key", "reply_recipient", "claim_key", "slip"), str)
    canonical.fields(value, {**texts, "report": dict, "attachments": list})
    try:
        answers = clean(value["report"])
        recipient = Recipient.parse(value["reply_recipient"])
    except (BadReport, BadHeader):
        raise NotCanonical("answers or reply recipient are not of this version") from None
    if "area" in answers and value["format"] == BEFORE_AREAS:
        raise NotCanonical("a report of the version before had no area")
    if answers != value["report"] or not _CHARTER.fullmatch(value["charter"]):
        raise NotCanonical("answers are not in their one spelling")
    return ReportPayload(
        report=answers,
        charter=value["charter"],
        mailbox_key=canonical.unhex(value["mailbox_key"], 32),
        reply_recipient=recipient,
        claim_key=canonical.unhex(value["claim_key"], 32),
        slip=canonical.unhex(value["slip"], 32),
        attachments=read_refs(value["attachments"]),
    )


def _read_addition(value: dict[str, Any]) -> AdditionPayload:
    texts = dict.fromkeys(("format", "kind", "follows", "mailbox_key", "text", "slip"), str)
    canonical.fields(value, {**texts, "attachments": list})
    if value["kind"] not in KINDS:
        raise NotCanonical("not a kind of addition")
    if clean_text(value["text"]) != value["text"]:
        raise NotCanonical("text is not in its one spelling")
    return AdditionPayload(
        kind=value["kind"],
        follows=canonical.unhex(value["follows"], 16),
        mailbox_key=canonical.unhex(value["mailbox_key"], 32),
        text=value["text"],
        slip=canonical.unhex(value["slip"], 32),
        attachments=read_refs(value["attachments"]),
    )


def write_ref(ref: AttachmentRef) -> dict[str, Any]:
    """Return a file's binding as JSON."""
    return {"id": ref.id.hex(), "parts": ref.parts, "digest": ref.digest.hex()}


def read_refs(values: list[Any]) -> tuple[AttachmentRef, ...]:
    """Read the bindings of all files of a message; `NotCanonical` where one is not as this version writes it."""
    refs = []
    for value in values:
        if not isinstance(value, dict):
            raise NotCanonical("not an attachment")
        canonical.fields(value, {"id": str, "parts": int, "digest": str})
        if value["parts"] < 1:
            raise NotCanonical("an attachment has one part or more")
        refs.append(
            AttachmentRef(canonical.unhex(value["id"], 16), value["parts"], canonical.unhex(value["digest"], 32))
        )
    if len(refs) > MOST_ATTACHMENTS or len({r.id for r in refs}) != len(refs):
        raise NotCanonical("too many attachments, or one twice")
    return tuple(refs)
