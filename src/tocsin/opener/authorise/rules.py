"""Who may do what, and how often: pure, so that it can be read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tocsin.charter.model import Opening


class Verb(StrEnum):
    """Everything that can be asked for in a shift."""

    CASES = "cases"
    OPEN = "open"
    ATTACHMENT = "attachment"
    LAY_REPLY = "lay-reply"
    LOG = "log"
    QUARANTINE = "quarantine"
    RECUSE = "recuse"
    LINK = "link"
    UNLINK = "unlink"
    NEW_CASE = "new-case"
    GLANCE = "glance"
    EXPORT = "export"
    EXPORT_PART = "export-part"
    REFER = "refer"
    ACCEPT = "accept"
    RETURN = "return"
    WRITE = "write"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    CONFIRM_FINDING = "confirm-finding"
    HANDOVERS = "handovers"
    OFFICERS = "officers"
    PROPOSALS = "proposals"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    DECLINE = "decline"


SHIFT = "shift"  # beginning one has a budget too
_PAPERS = frozenset({Verb.WRITE, Verb.WITHDRAW, Verb.RESTORE, Verb.CONFIRM_FINDING})
_EXPORTS = frozenset({Verb.EXPORT, Verb.EXPORT_PART})
_REFERRALS = frozenset({Verb.REFER, Verb.ACCEPT, Verb.RETURN})
_LINKS = frozenset({Verb.LINK, Verb.UNLINK, Verb.NEW_CASE})
ABOUT_A_CASE = (
    frozenset({Verb.OPEN, Verb.ATTACHMENT, Verb.LAY_REPLY, Verb.RECUSE}) | _PAPERS | _LINKS | _EXPORTS | _REFERRALS
)
OR_THE_DESK = frozenset({Verb.WRITE, Verb.WITHDRAW, Verb.RESTORE})  # without a case: the desk's own handover
COUNTED_IN_CASES = frozenset({Verb.GLANCE, Verb.HANDOVERS})  # whose budget counts cases and not requests
MOST_AT_ONCE = 100
WITH_REASON = frozenset({Verb.OPEN, Verb.ATTACHMENT, Verb.RECUSE, Verb.EXPORT, Verb.REFER, Verb.RETURN}) | _LINKS
WITH_ASSERTION = frozenset(
    {Verb.EXPORT, Verb.REFER, Verb.RETURN}
)  # a session key alone, which a page may steer, is not enough
LONGEST_REASON = 2_000  # characters
LONGEST_CASE = 64

SUPERVISOR = "supervisor"
_DESK = frozenset({Verb.CASES, Verb.LOG, Verb.QUARANTINE} | COUNTED_IN_CASES | ABOUT_A_CASE)
_TOGETHER = frozenset({Verb.PROPOSALS, Verb.PROPOSE, Verb.CONFIRM, Verb.DECLINE})  # each act says whose it is
# The operator runs the machine and is never an officer. Custodians and the board get their verbs with slips and awards.
ROLES: dict[str, frozenset[Verb]] = {
    "officer": _DESK | _TOGETHER,
    SUPERVISOR: _DESK | _TOGETHER | {Verb.OFFICERS},
    "custodian": frozenset(),
    "board-member": frozenset(),
    "overseer": frozenset({Verb.LOG, Verb.QUARANTINE, Verb.OFFICERS}),
}


@dataclass(frozen=True)
class Budget:
    """How often an officer may ask for a verb in any hour, and in any eight hours: the longest shift."""

    hour: int
    shift: int


def may_act(role: str, verb: str) -> bool:
    """Tell whether a role may ask for a verb; a verb or role that nobody defined may nothing."""
    return verb in ROLES.get(role, frozenset())


def budgets(opening: Opening) -> dict[str, Budget]:
    """Return the budget of every verb; what opens nothing has one too, since each request leaves an entry on a disk."""
    return (
        {
            Verb.OPEN: Budget(opening.opens_per_hour, opening.opens_per_shift),
            Verb.ATTACHMENT: Budget(1_000, 4_000),  # parts of at most 8 MiB
            Verb.LAY_REPLY: Budget(600, 2_000),
            Verb.CASES: Budget(1_200, 6_000),
            Verb.GLANCE: Budget(12_000, 40_000),  # cases: a first line each, at the pace of a surge's queue
            Verb.HANDOVERS: Budget(12_000, 40_000),
            Verb.EXPORT: Budget(30, 60),
            Verb.EXPORT_PART: Budget(20_000, 80_000),  # of less than a megabyte
            Verb.WRITE: Budget(3_000, 12_000),  # a draft at each pause in typing
            Verb.PROPOSALS: Budget(600, 2_400),
            SHIFT: Budget(2_400, 9_600),  # a command line begins one for each command
        }
        | dict.fromkeys(
            (Verb.LOG, Verb.QUARANTINE, Verb.OFFICERS, Verb.RECUSE, Verb.PROPOSE, Verb.CONFIRM, Verb.DECLINE),
            Budget(120, 480),
        )
        | dict.fromkeys(_REFERRALS, Budget(300, 1_200))
        | dict.fromkeys(
            (Verb.WITHDRAW, Verb.RESTORE, Verb.CONFIRM_FINDING, Verb.LINK, Verb.UNLINK, Verb.NEW_CASE),
            Budget(300, 1_200),
        )
    )


def cost(verb: str, arguments: Mapping[str, Any]) -> int:
    """Return what a request takes from its budget."""
    named = arguments.get("cases")
    return len(named) if verb in COUNTED_IN_CASES and isinstance(named, list) and named else 1
