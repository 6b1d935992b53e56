"""The directory of a charter as plain frozen data: areas, authorities, remits, contact points.

The fields are those of HSDS 3.0 (assured date, languages, schedules), FixMyStreet (a contact's state) and RFC 5222 (who
answers for a place), with the remit between authority and concern. `file` says which file of the charter told it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tocsin.charter.hours import Hours

ALWAYS_OPEN = (
    "form",
    "web",
    "email",
    "post",
    "api",
    "folder",
)  # they take what comes at any hour; hours would say nothing
CALLS = ("phone", "tty", "sms")  # what "stop and call" can mean
CHANNELS = (*ALWAYS_OPEN, *CALLS, "chat", "in_person")


class Standing(StrEnum):
    """Whether an authority is still one."""

    ACTIVE = "active"
    MERGED = "merged"
    CLOSED = "closed"


class Role(StrEnum):
    """What an authority has to do with a concern in an area."""

    LEAD = "lead"
    INFO_ONLY = "info_only"
    MUST_TRANSFER = "must_transfer"
    REFUSED = "refused"


@dataclass(frozen=True)
class Area:
    """A part of the country, as coarse as competence is; nobody is asked for a point. The one without parent is all."""

    code: str
    parent: str
    name: Mapping[str, str]
    file: str = ""


@dataclass(frozen=True)
class Authority:
    """An office; `parent` is the one above it, `successor` the one that a merged office became part of."""

    id: str
    name: Mapping[str, str]
    parent: str = ""
    standing: Standing = Standing.ACTIVE
    successor: str = ""
    file: str = ""


@dataclass(frozen=True)
class Assured:
    """When somebody last made sure, and who."""

    on: date
    by: str


@dataclass(frozen=True)
class Remit:
    """What an authority has to do with these concerns in these areas, between two days, the last included.

    `desk` is the desk of the line that receives where the lead is a desk of ours; else the line's own hands it on.
    """

    id: str
    authority: str
    role: Role
    concerns: frozenset[str]
    areas: frozenset[str]
    valid_from: date
    legal_basis: str
    mark: str
    assured: Assured
    valid_to: date = date.max
    precedence: int = 0
    transfer_to: str = ""
    desk: str = ""
    file: str = ""

    def holds(self, day: date) -> bool:
        """Tell whether it is valid on a day."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class ContactPoint:
    """A way to reach an authority; without hours it takes what comes at any time. `reply_hours`: 0 promises none.

    One for machines (`audience` is `system`) may have a `recipient`, the office's own key (age1pq...): what is handed
    on to it is sealed to that.
    """

    id: str
    authority: str
    channel: str
    value: Mapping[str, str]
    languages: tuple[str, ...]
    hours: Hours | None = None
    anonymous_ok: bool = False
    two_way: bool = False
    accepts_media: bool = False
    reply_hours: int = 0
    status: str = "unconfirmed"
    audience: str = "public"
    recipient: str = ""
    assured: Assured | None = None
    file: str = ""

    @property
    def shown(self) -> bool:
        """Tell whether the public may be shown it: nobody is sent to a number that nobody has tried."""
        return self.status == "confirmed" and self.audience == "public"

    def speaks(self, language: str) -> bool:
        """Tell whether somebody there speaks a language (BCP 47; `zh` there serves who asks for `zh-Hans`)."""
        return any(language == spoken or language.startswith(f"{spoken}-") for spoken in self.languages)


@dataclass(frozen=True, eq=False)
class Directory:
    """All of it, by code and id; `hours` are those that have a name. A line with one desk for everything has none.

    Compared by identity, so that what is prepared from it can be kept.
    """

    areas: Mapping[str, Area] = field(default_factory=dict)
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    remits: tuple[Remit, ...] = ()
    contacts: Mapping[str, ContactPoint] = field(default_factory=dict)
    hours: Mapping[str, Hours] = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        """Tell whether the charter has a directory at all."""
        return bool(self.areas)

    @property
    def root(self) -> str:
        """Return the area that all others lie in."""
        return next(area.code for area in self.areas.values() if not area.parent)
