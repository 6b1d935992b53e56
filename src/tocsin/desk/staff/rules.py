"""One vocabulary of what may be done at the desk, and by which role; pure, so that it can be read aloud.

The opener owns officers and roles. What stands here decides which pages somebody is shown; what a report says is
decided by the opener alone, request by request, and a page that shows too much shows no word of it.
"""

from enum import StrEnum


class Verb(StrEnum):
    """Everything that a page does."""

    ENTER = "enter"  # the sign-in itself, and what it takes; the only verb of nobody
    SETTLE = "settle"  # one's own shift, keys, language
    SEE_QUEUE = "see-queue"
    READ_CASE = "read-case"
    WORK_CASE = "work-case"  # claim, assign, grade, note, answer, close
    ROUTE = "route"  # whom a case is for, and what is handed on to other offices
    REFER = "refer"  # to another desk of the line, and back
    HAND_OVER = "hand-over"
    PLAN = "plan"  # the roster
    SEE_OFFICERS = "see-officers"  # who works here, with which role and keys
    DECIDE = "decide"  # what takes a supervisor
    EXPORT = "export"
    PUBLISH = "publish"  # figures of the desk's own work


# Where a passkey lives, as its owner chooses: a name to tell two apart, without a word that anybody typed.
PLACES = ("computer", "telephone", "security-key")

OFFICER = "officer"
SUPERVISOR = "supervisor"
OVERSEER = "overseer"

_DESK = frozenset(
    {Verb.SETTLE, Verb.SEE_QUEUE, Verb.READ_CASE, Verb.WORK_CASE, Verb.ROUTE, Verb.REFER, Verb.HAND_OVER, Verb.EXPORT}
)
ROLES: dict[str, frozenset[Verb]] = {
    OFFICER: _DESK,
    SUPERVISOR: _DESK | {Verb.PLAN, Verb.SEE_OFFICERS, Verb.DECIDE, Verb.PUBLISH},
    OVERSEER: frozenset({Verb.SETTLE, Verb.SEE_OFFICERS}),
    "custodian": frozenset({Verb.SETTLE}),
    "board-member": frozenset({Verb.SETTLE}),
}


def may_act(role: str, verb: Verb) -> bool:
    """Tell whether a role may do this; a role that nobody defined may only enter."""
    return verb == Verb.ENTER or verb in ROLES.get(role, frozenset())
