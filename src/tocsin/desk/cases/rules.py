"""What a case may become, by which act, and what it takes: pure, no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.charter.grades import Content, Source
from tocsin.charter.outcomes import Outcome
from tocsin.charter.urgency import Urgency

__all__ = ["Content", "Outcome", "Source", "Urgency"]  # the charter's vocabularies, as this room's
UNDO_WITHIN = timedelta(minutes=10)
WEIGHS = frozenset({Outcome.SUBSTANTIATED, Outcome.KNOWINGLY_FALSE})  # on who was reported, or on who reported
PRESENT_FOR = timedelta(seconds=60)  # the page says every 20 seconds that somebody is there


class State(StrEnum):
    """Where the work on a case stands. It changes only by a person's act; overdue is computed, never stored."""

    NEW = "new"
    IN_WORK = "in work"
    WAITING = "waiting"  # for the reporter's answer
    CLOSED = "closed"


class Rewrite(StrEnum):
    """How far the rewrite that protects the source has come."""

    NONE = ""
    DRAFT = "draft"
    CHECKED = "checked"  # by another officer than who wrote it


class Lacking(StrEnum):
    """What a case still lacks before it can be closed."""

    ANSWER = "answer"  # nobody answered the reporter
    GRADES = "grades"
    UNREAD = "unread"  # something came that nobody has read
    OPEN_END = "open-end"  # another room waits for something


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


def after_addition(state: str) -> State:
    """Return the state of a case to which its reporter has added something.

    Waiting is over: this is what it waited for. A closed case goes back to work: the reporter was told to come back and
    add, and what they then tell must not lie in a drawer that nobody opens. A new one stays new.
    """
    return State.NEW if state == State.NEW else State.IN_WORK


def after_answer(told: str, state: str) -> str:
    """Return the act that an answer is for its case: a question waits, the first word begins the work; else empty."""
    if told == "question" and may_move("ask", state):
        return "ask"
    return "begin" if state == State.NEW else ""


@dataclass(frozen=True)
class Standing:
    """What is asked of a case before it closes."""

    answered: bool
    graded: bool
    read: bool
    open_ends: int


def lacking(standing: Standing) -> tuple[Lacking, ...]:
    """Return what is still to be done before a case may close, in the order in which it is done best."""
    found = {
        Lacking.UNREAD: not standing.read,
        Lacking.GRADES: not standing.graded,
        Lacking.ANSWER: not standing.answered,
        Lacking.OPEN_END: standing.open_ends > 0,
    }
    return tuple(what for what, is_so in found.items() if is_so)


def findings(acts: Iterable[tuple[str, Mapping[str, str | None]]]) -> dict[str, str]:
    """Return the outcomes of the findings that stand, by paper, the last one last; from a case's story in order."""
    standing: dict[str, str] = {}
    taken: dict[str, str] = {}
    for act, told in acts:
        paper = told.get("paper") or ""
        match act:
            case "finding":
                standing[paper] = told.get("outcome") or ""
            case "finding-withdrawn" if paper in standing:
                taken[paper] = standing.pop(paper)
            case "finding-restored" if paper in taken:
                standing[paper] = taken.pop(paper)
    return standing


def agrees(outcome: str, finding: str, *, needed: bool) -> bool:
    """Tell whether a case may close with an outcome beside what was found.

    Where findings take two persons, an outcome that weighs on somebody is never one officer's alone: `needed`.
    """
    return outcome == finding if finding else not (needed and outcome in WEIGHS)


def may_undo(*, by: str, officer: str, at: datetime, now: datetime, undone: bool) -> bool:
    """Tell whether an officer may undo an act: their own, for ten minutes, once."""
    return by == officer and not undone and timedelta() <= now - at <= UNDO_WITHIN


def paths(state: State) -> Iterable[State]:
    """Return the states that a case can go to next."""
    return {after for before, after in MOVES.values() if state in before}
