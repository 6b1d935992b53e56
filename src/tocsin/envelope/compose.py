"""All that a sender does, in one call: clean, pad, seal, frame and name. Used by every door and every client."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from tocsin.envelope.answers import clean
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.post import Name, Post, frame
from tocsin.envelope.receipt import Derived, Receipt
from tocsin.envelope.report import AttachmentRef, addition_payload, report_payload
from tocsin.envelope.seal import Rng, seal
from tocsin.envelope.slip import clean_identity, seal_slip


def compose_report(
    answers: Mapping[str, object],
    identity: Mapping[str, object] | None,
    *,
    receipt: Receipt,
    keys: LineKeys,
    desk: str,
    charter: str,
    concerns: Collection[str] | None = None,
    attachments: Sequence[AttachmentRef] = (),
    now: datetime,
    rng: Rng,
) -> Post:
    """Return the sealed post of a report; `BadReport` names every fault, `ClosedEpoch` says that no key seals now."""
    cleaned, named = clean(answers, concerns=concerns), clean_identity(identity)
    derived = receipt.derive(keys.line)
    key = keys.sealing(desk, now)
    slip = seal_slip(named, custodians=keys.custodians, recipients=[key.recipient], rng=rng)
    payload = report_payload(
        cleaned, derived=derived, charter=charter, slip_digest=sha256(slip).digest(), attachments=attachments
    )
    body = frame(seal(payload, [key.recipient], rng=rng), slip)
    return Post(Name.of(desk, key.epoch, derived.envelope_id, body), body)


def compose_addition(
    text: str,
    *,
    kind: str = "addition",
    derived: Derived,
    keys: LineKeys,
    desk: str,
    attachments: Sequence[AttachmentRef] = (),
    envelope_id: bytes | None = None,
    now: datetime,
    rng: Rng,
) -> Post:
    """Return the sealed post of something said later. It carries a slip too, so that it looks like a report.

    `kind` is one of `report.KINDS`. From outside all of them look alike. The same `envelope_id` (16 bytes; else random)
    with the same words is the same addition, however often it is sealed.
    """
    key = keys.sealing(desk, now)
    slip = seal_slip({}, custodians=keys.custodians, recipients=[key.recipient], rng=rng)
    payload = addition_payload(
        text, kind=kind, derived=derived, slip_digest=sha256(slip).digest(), attachments=attachments
    )
    body = frame(seal(payload, [key.recipient], rng=rng), slip)
    return Post(Name.of(desk, key.epoch, envelope_id or rng(16), body), body)
