"""What a referral's state means for its case: pure, no database, no clock."""

from enum import StrEnum

FORWARDED = "forwarded"  # what went after its report by itself; nobody does anything about it
RETURNED = "returned"  # a case that comes home: its own referral says so
OUT, IN = "out", "in"


class State(StrEnum):
    """The opener's states of a referral."""

    UNPROCESSED = "unprocessed"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    FAILED = "failed"


WAITS = frozenset({State.UNPROCESSED, State.SENT})


class Reason(StrEnum):
    """Why a case is passed on or returned, as a code that both desks say in their own language."""

    OTHER_PLACE = "other-place"
    OTHER_CONCERN = "other-concern"
    OWN_STAFF = "own-staff"
    NOT_OURS = "not-ours"


def keeps_open(way: str, state: str) -> bool:
    """Tell whether a case must stay open: it went out, and nobody there has said that it is theirs."""
    return way == OUT and state in WAITS


def comes_home(way: str, state: str) -> bool:
    """Tell whether a case that went out is this desk's again."""
    return way == OUT and state in (State.RETURNED, State.FAILED)


def waits_here(way: str, state: str) -> bool:
    """Tell whether somebody here must say whether a case that came is theirs."""
    return way == IN and state == State.SENT


def act_of(way: str, state: str) -> str:
    """Return the code with which the case's story says it."""
    return f"refer-{way}-{state}"
