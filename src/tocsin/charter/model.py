"""What a charter says, as plain frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.charter.desk import Desk
from tocsin.charter.directory.model import Directory

Translated = Mapping[str, str]  # language tag -> text


@dataclass(frozen=True)
class Clocks:
    """By when the line promises what, in days from receipt (facts: EU 2019/1937 arts 9 and 11 as service level)."""

    acknowledged: int
    feedback: int
    come_back: int


@dataclass(frozen=True)
class Complaint:
    """Whom to complain to, outside the line: closing this route is against the floor."""

    name: Translated
    contact: Translated


@dataclass(frozen=True)
class EmergencyNumber:
    """Another number than the line's own, and where it is right: in words, or as an area of the directory."""

    name: Translated
    number: str
    area: str = ""


@dataclass(frozen=True)
class Official:
    """An address that is truly the line's own: whatever is not listed is not."""

    kind: str  # web, account, telephone, e-mail, post, person
    name: Translated
    value: Translated
    contact_point: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """A matter that is not for this line, and the office that it is for: in words, or by the id of a contact point.

    `kind` is one of `contacts.MATTERS`, or empty.
    """

    matter: Translated
    office: Translated
    contact: Translated
    contact_point: str = ""
    kind: str = ""


@dataclass(frozen=True)
class FurtherDesk:
    """Another desk that receives, for the areas and concerns whose remits name it; its name says who reads there."""

    id: str
    name: Translated


@dataclass(frozen=True)
class Opening:
    """How much an officer may open, and the origins (`https://desk.example`) at which a desk's passkeys are used."""

    opens_per_hour: int = 600
    opens_per_shift: int = 2_000
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TwoPersons:
    """What takes a second officer: a finding that counts, a case that leaves the line or its desk, a recusal's end.

    The floor holds exports and the end of a recusal: one is a disclosure, the other an override. `transfers` is between
    desks of the line, where the report stays among those it was told to.
    """

    findings: bool = False
    transfers: bool = False
    exports: bool = True
    recusal_ends: bool = True


@dataclass(frozen=True)
class Referrals:
    """Between desks of the line: whether a reporter is told in words where the report was passed on to, and when."""

    tell: bool = True


@dataclass(frozen=True)
class Line:
    """Who runs the line."""

    version: str
    name: Translated
    run_by: Translated
    languages: tuple[str, ...]
    default: str
    desk: str
    overseer: str
    emergency: Translated
    emergency_number: str
    emergency_areas: tuple[EmergencyNumber, ...]
    official: tuple[Official, ...]
    elsewhere: tuple[Elsewhere, ...]
    exit: str
    complaint: Complaint
    clocks: Clocks
    replies_batch_minutes: int
    opening: Opening = Opening()
    two_persons: TwoPersons = TwoPersons()
    referral: Referrals = Referrals()
    retention: Mapping[str, int] = field(default_factory=dict)  # what is kept -> days
    smallest_count: int = 10  # of fewer cases no figure is told
    further: tuple[FurtherDesk, ...] = ()

    @property
    def receiving(self) -> tuple[str, ...]:
        """The desks that receive: the line's own, which takes whatever no remit gives to another, then the others."""
        return (self.desk, *(desk.id for desk in self.further))

    @property
    def desks(self) -> tuple[str, ...]:
        """Every desk of the line in order: those that receive, then the one that hears about their staff."""
        return (*self.receiving, self.overseer)

    def reads(self, desk: str, language: str) -> str:
        """Return in words who reads what is told to a desk."""
        named = {each.id: each.name[language] for each in self.further}
        own = {self.desk: self.run_by[language], self.overseer: self.complaint.name[language]}
        return (own | named)[desk]


@dataclass(frozen=True)
class Basis:
    """The law a concern rests on; `mark` says how well it was checked."""

    title: str
    locator: str
    source: str
    mark: str


@dataclass(frozen=True)
class Raise:
    """A stated fact that makes a concern more urgent; `call` means: stop, and call the emergency number."""

    when: Translated
    urgency: str
    call: bool


@dataclass(frozen=True)
class ConcernText:
    """A concern's words in one language."""

    name: str
    definition: str
    examples: tuple[str, ...]
    non_examples: tuple[str, ...]
    extra_facts: tuple[str, ...]


@dataclass(frozen=True)
class Concern:
    """A defined kind of conduct that may be reported; `overseer` when it may be conduct of the line's own staff."""

    code: str
    group: str
    urgency: str
    valid_from: str
    basis: tuple[Basis, ...]
    raises: tuple[Raise, ...]
    overseer: bool
    texts: Mapping[str, ConcernText]


@dataclass(frozen=True)
class UrgencyRule:
    """Reports of these concerns (none: any) with these answers (question -> answers that fit) are of this urgency.

    `call`: stop and call, with this message; `contact` is who, else the emergency number of the place. Only such a rule
    has `areas` (none: anywhere) and named `hours` (none: at any time): whom to call depends on both, how soon does not.
    """

    concerns: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    urgency: str
    call: bool = False
    contact: str = ""
    message: Translated = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    hours: str = ""


@dataclass(frozen=True)
class Path:
    """A way that is not a concern: advice, or the side of the person concerned. `reports` = it takes a message."""

    code: str
    reports: bool
    name: Translated
    text: Translated


@dataclass(frozen=True)
class Review:
    """A named person answers for the safety texts of a language; `hash` says which words they were."""

    language: str
    by: str
    on: str
    hash: str


@dataclass(frozen=True, eq=False)
class Charter:
    """A whole charter, checked; compared by identity, so that what is prepared from it can be kept."""

    version: str
    line: Line
    concerns: tuple[Concern, ...]
    paths: tuple[Path, ...]
    pages: Mapping[str, Mapping[str, str]]
    reviews: tuple[Review, ...]
    urgency: tuple[UrgencyRule, ...] = ()
    desk: Desk = field(default_factory=Desk)
    directory: Directory = field(default_factory=Directory)

    def codes(self, desk: str = "") -> frozenset[str]:
        """Return every code that a report may carry; to the overseer's desk, those that are about the line itself."""
        about_us = desk == self.line.overseer
        concerns = (c.code for c in self.concerns if c.overseer or not about_us)
        return frozenset(concerns) | {p.code for p in self.paths if p.reports}

    def text(self, language: str, slug: str) -> str:
        """Return the Markdown of a general page."""
        return self.pages[language][slug]
