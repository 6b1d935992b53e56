"""What intake refuses, and the way out. Nothing in a refusal repeats what was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tocsin.envelope.errors import ClosedEpoch
from tocsin.exchange.sealing import NotTaken
from tocsin.gate.doors import Wait, Work


@dataclass
class Refused(NotTaken):
    """A refusal with its HTTP status, a stable code, a sentence, and a hint."""

    status: int
    code: str
    message: str
    hint: str
    more: dict[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Return the JSON of the answer."""
        return {"error": self.code, "message": self.message, "hint": self.hint, **self.more}


def not_found() -> Refused:
    """Say that nothing is there."""
    return Refused(404, "not-found", "There is nothing here.", "Start at the first page of this line.")


def too_large(most: int) -> Refused:
    """Refuse a body larger than `most` bytes."""
    return Refused(413, "too-large", f"At most {most} bytes.", "Shorten the text, or attach the rest as a file.")


def too_slow() -> Refused:
    """Refuse a client that keeps a connection without sending."""
    return Refused(408, "too-slow", "The body did not arrive in time.", "Send it again; nothing was stored.")


def cut_short() -> Refused:
    """Refuse a body whose sender went away."""
    return Refused(400, "cut-short", "The body ended early.", "Send it again; nothing was stored.")


def damaged(message: str, hint: str) -> Refused:
    """Refuse bytes that are not of the envelope format."""
    return Refused(400, "not-an-envelope", message, hint)


def bad_header(name: str) -> Refused:
    """Refuse a missing or malformed request header."""
    return Refused(400, "bad-header", f"{name} is missing or malformed.", "docs/api.md says what it holds.")


def wrong_type(wanted: str) -> Refused:
    """Refuse another content type."""
    return Refused(415, "wrong-type", f"Content-Type must be {wanted}.", "Set the header and send it again.")


@contextmanager
def unless_no_key_seals() -> Iterator[None]:
    """Refuse with `no_room` when no key of the desk seals now: keys were not signed in time, and nothing is stored."""
    try:
        yield
    except ClosedEpoch:
        raise no_room() from None


def no_room() -> Refused:
    """Say that the disk does not take it: never an acknowledgement."""
    hint = "Keep your receipt and send the same report again in a few minutes; it will be the same report."
    return Refused(503, "no-room", "Nothing was stored: the line cannot write just now.", hint)


def closed_epoch(message: str, keys: dict[str, Any]) -> Refused:
    """Say that the key is not accepted, with the keys that are."""
    hint = "Seal the same answers again to a key named here; the receipt stays the same."
    return Refused(409, "closed-epoch", message, hint, {"keys": keys})


def part_differs(hint: str) -> Refused:
    """Refuse another content under the number of a stored part."""
    return Refused(409, "part-differs", "Another content is stored under this number.", hint)


def work_needed(work: Work) -> Refused:
    """Ask for work before a body is read."""
    message = f"{work.why} Much arrives just now, so each report costs its sender some work.".strip()
    hint = "Solve `challenge` and send the same again with the header Tocsin-Work; docs/api.md says how."
    return Refused(429, "work-needed", message, hint, {"challenge": work.challenge, "retry_after": work.pause})


def wait_needed(wait: Wait) -> Refused:
    """Ask a page without script to wait."""
    more = {"retry_after": wait.seconds, "wait": wait.token}
    return Refused(429, "work-needed", "Much arrives just now.", "Wait, and send the same again.", more)
