"""What resolution answers: who is competent, how to reach them, and every step that led there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tocsin.charter.directory.model import Authority, ContactPoint, Remit
from tocsin.charter.faults import Fault
from tocsin.charter.urgency import Urgency


@dataclass(frozen=True)
class Question:
    """What somebody noticed, where, and how they want to tell; `area` and `language` may be left open."""

    concern: str
    area: str = ""
    language: str = ""
    anonymous: bool = True
    answers: Mapping[str, object] = field(default_factory=dict)


class Rule(StrEnum):
    """What decided."""

    ONE_DESK = "the line has one desk for everything"
    NEAREST_LEAD = "the lead of the nearest area"
    TRIAGE = "nobody was found: people decide"

    @property
    def code(self) -> str:
        """Return its name as records keep it: `one-desk`, `nearest-lead`, `triage`."""
        return self.name.lower().replace("_", "-")


class Act(StrEnum):
    """What one step found."""

    PLACE_OPEN = "the place is not known, so all of it was taken"
    SUCCEEDED = "has become a part of"
    ENDED = "is closed and nobody follows"
    REFUSED = "does not take this here"
    LEADS = "leads"
    INFORMED = "is told too"
    TRANSFERS = "must transfer to"
    CLIMBED = "cannot be reached like this now, so ask"
    NO_LEAD = "is led by nobody in"
    NO_CONTACT = "has no contact point that may be shown"


@dataclass(frozen=True)
class Step:
    """One step: who or what, what was found, to whom it leads, and the remit that says so."""

    subject: str
    act: Act
    to: str = ""
    remit: str = ""

    def __str__(self) -> str:
        said = f"{self.subject} {self.act} {self.to}".strip()
        return f"{said} ({self.remit})" if self.remit else said


@dataclass(frozen=True)
class Competent:
    """An active authority and the remit that makes it competent, its own or one of an office it took over."""

    authority: Authority
    remit: Remit


@dataclass(frozen=True)
class Transfer:
    """Who must transfer such reports by law, and to whom; both active."""

    authority: Authority
    to: Authority
    remit: Remit


@dataclass(frozen=True)
class Reached:
    """A contact point as it is for this person now; `stale`: nobody has tried it for long, which is shown."""

    point: ContactPoint
    authority: Authority
    speaks: bool
    open: bool
    stale: bool


@dataclass(frozen=True)
class Call:
    """Stop and call: the number, and the contact point unless it is the emergency number of the place."""

    number: str
    message: Mapping[str, str]
    point: ContactPoint | None = None


@dataclass(frozen=True)
class Decision:
    """Whom a report is for. `desk` is the desk of the line that receives it, always one; `faults` are the charter's."""

    charter: str
    concern: str
    area: str
    rule: Rule
    desk: str
    urgency: Urgency
    call: Call | None = None
    lead: Competent | None = None
    informed: tuple[Competent, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    contacts: tuple[Reached, ...] = ()
    steps: tuple[Step, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def remits(self) -> tuple[str, ...]:
        """Return the ids of the remits it rests on: the lead's first."""
        lead = [self.lead.remit] if self.lead else []
        others = [party.remit for party in self.informed] + [transfer.remit for transfer in self.transfers]
        return tuple(remit.id for remit in (*lead, *others))

    @property
    def reason(self) -> str:
        """Return in English what was found, step by step; it names rules and offices, and nothing of a report."""
        return "; ".join(map(str, self.steps)) or str(self.rule)
