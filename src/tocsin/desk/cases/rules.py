"""What a case may become, and by which act: pure, no database, no clock."""

from enum import StrEnum

from tocsin.charter.urgency import Urgency


class State(StrEnum):
    """Where the work on a case stands. It changes only by a person's act; overdue is computed, never stored."""

    NEW = "new"
    IN_WORK = "in work"
    WAITING = "waiting"  # for the reporter's answer
    CLOSED = "closed"


ORDER = (Urgency.IMMEDIATE, Urgency.EXPECTED, Urgency.FUTURE, Urgency.UNKNOWN, Urgency.PAST)

# From which states an act may be done, and what the case is then.
MOVES: dict[str, tuple[frozenset[State], State]] = {
    "begin": (frozenset({State.NEW, State.WAITING}), State.IN_WORK),
    "ask": (frozenset({State.NEW, State.IN_WORK}), State.WAITING),
    "answered": (frozenset({State.WAITING}), State.IN_WORK),
    "close": (frozenset({State.NEW, State.IN_WORK, State.WAITING}), State.CLOSED),
    "reopen": (frozenset({State.CLOSED}), State.IN_WORK),
}


def may_move(act: str, state: str) -> bool:
    """Tell whether an act is possible from a state."""
    return act in MOVES and state in MOVES[act][0]


def order_of(urgency: str) -> int:
    """Return a number that sorts the most urgent first."""
    return ORDER.index(Urgency(urgency))
