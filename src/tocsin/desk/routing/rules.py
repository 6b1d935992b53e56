"""Who has a part in a report, and which of them are not of this line: pure, no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.model import ContactPoint, Role
from tocsin.charter.directory.resolving import competent
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.model import Charter

RULE, PERSON = "rule", "person"


class Reason(StrEnum):
    """Why an officer decides anew. A code, since words about a report are the opener's to keep."""

    OTHER_CONCERN = "other-concern"
    OTHER_PLACE = "other-place"
    NOT_THEIRS = "not-theirs"
    RULE_WRONG = "rule-wrong"


class SendState(StrEnum):
    """How far handing on to one office has come (the states of FixMyStreet's and Open311's senders)."""

    UNPROCESSED = "unprocessed"
    PROCESSING = "processing"  # sealed and laid for who carries it
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"
    SKIPPED = "skipped"  # decided against, or by a later decision theirs no more


class What(StrEnum):
    """What was handed on."""

    CASE = "case"  # everything, as it was told
    REWRITE = "rewrite"  # the text that protects the source
    WORD = "word"  # something, by word of mouth


# From which states an act may be done, and what it is then.
MOVES: dict[str, tuple[frozenset[SendState], SendState]] = {
    "hand": (frozenset({SendState.UNPROCESSED, SendState.FAILED}), SendState.SENT),
    "lay": (frozenset({SendState.UNPROCESSED, SendState.FAILED}), SendState.PROCESSING),
    "went": (frozenset({SendState.PROCESSING}), SendState.SENT),
    "fail": (frozenset({SendState.PROCESSING}), SendState.FAILED),
    "acknowledge": (frozenset({SendState.SENT}), SendState.ACKNOWLEDGED),
    "skip": (frozenset({SendState.UNPROCESSED, SendState.FAILED}), SendState.SKIPPED),
    "again": (frozenset({SendState.SKIPPED}), SendState.UNPROCESSED),
}
REACHED = frozenset({SendState.SENT, SendState.ACKNOWLEDGED})
BINDING = frozenset({Role.LEAD, Role.MUST_TRANSFER})  # what a case does not close without
CARRIED = ("email", "folder")  # the channels over which a sealed archive goes by itself


class NobodySuch(Exception):
    """The charter knows no such concern, area or office."""


@dataclass(frozen=True)
class Part:
    """An office and the part it has: it leads, is told too, or must be told by law."""

    authority: str
    role: Role


@dataclass(frozen=True)
class Found:
    """A decision in codes: what the feed tells of one, and what a person's choice comes to."""

    charter: str
    concern: str
    rule: str
    desk: str
    lead: str
    informed: tuple[str, ...]
    transfers: tuple[tuple[str, str], ...]
    remits: tuple[str, ...]


def ours(charter: Charter) -> frozenset[str]:
    """Return the offices that a desk of the line reads for."""
    directory = charter.directory
    if not directory.exists:
        return frozenset()
    active = routes_of(directory).active
    return frozenset(now.id for remit in directory.remits if remit.desk and (now := active.get(remit.authority)))


def others(charter: Charter, lead: str, informed: Iterable[str], transfers: Iterable[Sequence[str]]) -> list[Part]:
    """Return the offices outside the line that have a part, each once, with the part that weighs most.

    What the law has somebody else transfer is theirs to do; what it has an office of ours transfer is done here.
    """
    own = ours(charter)
    parts = [Part(lead, Role.LEAD)] if lead else []
    parts += [Part(to, Role.MUST_TRANSFER) for by, to in transfers if by in own]
    parts += [Part(authority, Role.INFO_ONLY) for authority in informed]
    first: dict[str, Part] = {}
    for part in parts:
        first.setdefault(part.authority, part)
    return [part for part in first.values() if part.authority not in own]


def decide(charter: Charter, *, concern: str, area: str, lead: str, day: date) -> Found:
    """Return what an officer's choice comes to: by the charter's remits, with another office to lead if one is named.

    Raises `NobodySuch`.
    """
    directory = charter.directory
    if concern not in charter.codes() or (area and area not in directory.areas):
        raise NobodySuch(concern, area)
    if lead and (directory.authorities.get(lead) is None or routes_of(directory).active[lead] is None):
        raise NobodySuch(lead)
    found = competent(charter, Question(concern, area), day=day)
    by_remit = found.lead.authority.id if found.lead else ""
    chosen = routes_of(directory).active[lead] if lead else None
    first = chosen.id if chosen else by_remit
    return Found(
        charter=found.charter,
        concern=concern,
        rule=found.rule.code,
        desk=found.desk if first == by_remit else _desk_of(charter, first),
        lead=first,
        informed=tuple(party.authority.id for party in found.informed if party.authority.id != first),
        transfers=tuple((transfer.authority.id, transfer.to.id) for transfer in found.transfers),
        remits=found.remits if first == by_remit else found.remits[bool(by_remit) :],
    )


def _desk_of(charter: Charter, authority: str) -> str:
    own = (remit.desk for remit in charter.directory.remits if remit.desk and remit.authority == authority)
    return next(own, charter.line.desk)


def way_to(charter: Charter, authority: str) -> ContactPoint | None:
    """Return over which contact point an office is handed what it has a part in: one for machines first, then any."""
    points = [p for p in charter.directory.contacts.values() if p.authority == authority and p.status == "confirmed"]
    return min(points, key=lambda p: (not is_carried(p), p.audience != "system", p.id), default=None)


def is_carried(point: ContactPoint) -> bool:
    """Tell whether a sealed archive goes there by itself; without a key there is nothing to seal to."""
    return point.audience == "system" and bool(point.recipient) and point.channel in CARRIED


class Handed(Protocol):
    """A dispatch as its days are read."""

    role: str
    state: str
    owed: date
    sent: date | None
    acknowledged: date | None


def days_of(dispatches: Iterable[Handed]) -> dict[str, date | None]:
    """Return the days that the charter's clocks read, by the name of the fact: of several offices the last one's."""
    rows = [each for each in dispatches if each.state != SendState.SKIPPED]
    must = [each for each in rows if each.role == Role.MUST_TRANSFER]
    lead = [each for each in rows if each.role == Role.LEAD]
    return {
        "to_transfer": min((each.owed for each in must), default=None),
        "transferred": _last([each.sent for each in must]),
        "transfer_acknowledged": _last([each.acknowledged for each in must]),
        "to_refer": min((each.owed for each in lead), default=None),
        "referred": _last([each.sent for each in lead]),
        "accepted": _last([each.acknowledged for each in lead]),
    }


def _last(days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None
