"""Errors of the envelope, named for what happened and carrying a way out."""

from dataclasses import dataclass


class EnvelopeError(Exception):
    """Anything that is not as this version of the format writes it."""

    hint = "Make the file again with a client of this version; nothing was stored."

    def __init__(self, message: str = "", *, hint: str | None = None) -> None:
        super().__init__(message or type(self).__name__)
        if hint is not None:
            self.hint = hint


class BadHeader(EnvelopeError):
    """The age header does not parse, or is not of the shape that Tocsin writes."""


class Damaged(EnvelopeError):
    """The header's MAC or a chunk of the stream does not verify, or the stream is cut short."""

    hint = "The bytes changed on the way. Send the same report again: the same receipt makes it the same report."


class WrongKey(EnvelopeError):
    """No stanza opens with this identity."""

    hint = "Sealed to another desk, another week or another receipt."


class BadPadding(EnvelopeError):
    """The padded length, its field or one of its zeros is not what the writer makes."""


class NotCanonical(EnvelopeError):
    """JSON that this code would have written differently, with repeated, missing or unknown keys."""


class BadReceipt(EnvelopeError):
    """The words or numbers are not a receipt; `positions` (from 1) are those that no list knows."""

    hint = "Look for a misread or missing word; there are twelve."

    def __init__(self, message: str = "", *, positions: list[int] | None = None) -> None:
        super().__init__(message)
        self.positions = positions or []


class AmbiguousReceipt(BadReceipt):
    """The words are a receipt in more than one language."""

    hint = "Say in which language the words are, or use the twelve numbers."


class BadKeys(EnvelopeError):
    """`keys.json` is not signed by this line's root, or not of this format."""

    hint = "Do not send. Fetch the page again from the line's own address, and compare its root key with a printed one."


class UnknownDesk(EnvelopeError):
    """No desk of that name in `keys.json`."""

    hint = "Fetch keys.json again; the desk may have a new name."


class UnknownEpoch(EnvelopeError):
    """No key of that epoch in `keys.json`."""

    hint = "Fetch keys.json again and seal to a key it names now."


class ClosedEpoch(EnvelopeError):
    """The epoch's key is no longer, or not yet, accepted."""

    hint = "Seal again to a key that keys.json names now; the receipt stays the same."


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field of a report: `code` is stable, `hint` is a way out in English."""

    field: str
    code: str
    hint: str


class BadReport(EnvelopeError):
    """The answers do not fit the schema; `faults` names every field at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{f.field}: {f.code}" for f in faults), hint=faults[0].hint)
        self.faults = faults
