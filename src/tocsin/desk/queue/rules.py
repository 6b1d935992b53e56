"""What waits, for whom, in which order, and which of it a view shows: pure, no database, no clock.

The order is a promise and not a setting: the most urgent first, of these what is due next, of these the oldest. Nothing
here knows how fast or how well somebody works.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from zlib import crc32

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.rules import State

NEVER = date.max
CLOSED = 9
Place = tuple[int, date, int]


class Due(NamedTuple):
    """What a case owes next: by which clock, on which day; `left` in days, below nought once the day has passed."""

    clock: str
    day: date
    left: int
    warns: bool

    @property
    def overdue(self) -> bool:
        """Tell whether the day has passed."""
        return self.left < 0


class Facts(NamedTuple):
    """What stands in clear of one case."""

    id: str
    number: int
    received: date
    concern: str
    language: str
    compartment: str
    reports: int
    attachments: int
    additions: int
    protection: bool
    withdrawn: bool
    unseen: bool
    state: str
    told: str
    urgency: str
    urgent: int
    assigned: str | None
    answered: date | None
    last_answered: date | None
    assessed: date | None
    last_reviewed: date | None
    promised: date | None
    closed: date | None
    to_transfer: date | None = None
    transferred: date | None = None
    transfer_acknowledged: date | None = None
    to_refer: date | None = None
    referred: date | None = None
    accepted: date | None = None


@dataclass(frozen=True)
class Row:
    """One case as the queue shows it."""

    case: Facts
    due: Due | None
    present: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Return what orders it; closed ones stand behind all others, the latest first."""
        if self.case.closed and self.case.state == State.CLOSED:
            return (CLOSED, date.fromordinal(NEVER.toordinal() - self.case.closed.toordinal()), -self.case.number)
        return (self.case.urgent, self.due.day if self.due else NEVER, self.case.number)

    @property
    def version(self) -> str:
        """Return eight hexadecimal digits that change whenever something of the row does."""
        return f"{crc32(repr((self.case, self.due, self.present)).encode()):08x}"


class Mark(StrEnum):
    """What sets a case apart before anybody has opened it."""

    PROTECTION = "protection"
    WITHDRAWN = "withdrawn"
    NEW = "new"
    SEVERAL = "several"
    FILES = "files"


class Whose(StrEnum):
    """Whose a case is, where no officer is named."""

    ANYBODY = ""
    ME = "me"
    NOBODY = "nobody"


def marks(case: Facts) -> tuple[Mark, ...]:
    """Return what marks a case, the gravest first."""
    found = {
        Mark.PROTECTION: case.protection,
        Mark.WITHDRAWN: case.withdrawn,
        Mark.NEW: case.unseen,
        Mark.SEVERAL: case.reports > 1,
        Mark.FILES: case.attachments > 0,
    }
    return tuple(mark for mark, is_so in found.items() if is_so)


@dataclass(frozen=True)
class Filters:
    """What a view shows. Nothing chosen of a kind shows all of it; closed cases only where the state says so."""

    state: frozenset[str] = frozenset()
    urgency: frozenset[str] = frozenset()
    concern: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    mark: frozenset[str] = frozenset()
    assigned: str = Whose.ANYBODY
    overdue: bool = False

    @property
    def closed(self) -> bool:
        """Tell whether closed cases are shown."""
        return State.CLOSED in self.state

    def words(self) -> dict[str, list[str]]:
        """Return the filters as an address and a saved view carry them: codes alone."""
        several = {name: sorted(getattr(self, name)) for name in SEVERAL}
        return {
            **{name: values for name, values in several.items() if values},
            **({"assigned": [str(self.assigned)]} if self.assigned else {}),
            **({"overdue": ["yes"]} if self.overdue else {}),
        }


SEVERAL = ("state", "urgency", "concern", "language", "mark")


@dataclass(frozen=True)
class Vocabulary:
    """Which codes a filter may hold: so that no view keeps, and no address carries, anything that somebody wrote."""

    concern: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()
    state: frozenset[str] = field(default=frozenset(State), init=False)
    urgency: frozenset[str] = field(default=frozenset(Urgency), init=False)
    mark: frozenset[str] = field(default=frozenset(Mark), init=False)

    def read(self, words: Mapping[str, Sequence[str]]) -> Filters:
        """Read filters; what is not in the vocabulary is left out."""
        several = {name: frozenset(words.get(name, ())) & getattr(self, name) for name in SEVERAL}
        whose = next(iter(words.get("assigned", ())), "")
        known = whose in set(Whose) | self.officers
        overdue = list(words.get("overdue", ())) == ["yes"]
        return Filters(**several, assigned=whose if known else Whose.ANYBODY, overdue=overdue)


OPEN = (State.NEW, State.IN_WORK, State.WAITING)
BUILT_IN: dict[str, Filters] = {
    "all": Filters(),
    "mine": Filters(assigned=Whose.ME),
    "unassigned": Filters(assigned=Whose.NOBODY),
    "immediate": Filters(urgency=frozenset({Urgency.IMMEDIATE})),
    "overdue": Filters(overdue=True),
    "waiting": Filters(state=frozenset({State.WAITING})),
    "closed": Filters(state=frozenset({State.CLOSED})),
}


def with_presence(rows: Iterable[Row], here: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Return rows with who else has them open."""
    return [replace(row, present=here.get(row.case.id, ())) for row in rows]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order in which they wait."""
    return sorted(rows, key=lambda row: row.place)


@dataclass(frozen=True)
class Page:
    """One page of a view: its rows, and after which place the next page begins, if there is one."""

    rows: list[Row]
    next: str = ""


def write_place(place: Place) -> str:
    """Write a place in the order for an address."""
    return f"{place[0]}.{place[1].toordinal()}.{place[2]}"


def read_place(text: str) -> Place:
    """Read it; what is no place is the beginning."""
    try:
        urgent, day, number = (int(part) for part in text.split("."))
        return (urgent, date.fromordinal(day), number)
    except (ValueError, OverflowError):
        return (-1, date.min, -1)


AGES = (1, 7, 30)  # days: since yesterday, this week, this month, and older
