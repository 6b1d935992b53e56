"""What waits, for whom, in which order, and which of it a view shows: pure, no database, no clock.

The order is a promise and not a setting: the most urgent first, of these what is due next, of these the oldest. Nothing
here knows how fast or how well somebody works.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    closed: date | None


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

    def shows(self, row: Row, me: str) -> bool:
        """Tell whether a view shows a case to an officer."""
        case = row.case
        return (
            (case.state in self.state if self.state else case.state != State.CLOSED)
            and (not self.urgency or case.urgency in self.urgency)
            and (not self.concern or case.concern in self.concern)
            and (not self.language or case.language in self.language)
            and (not self.mark or not self.mark.isdisjoint(marks(case)))
            and (not self.overdue or (row.due is not None and row.due.overdue))
            and self._is_whose(case.assigned, me)
        )

    def _is_whose(self, assigned: str | None, me: str) -> bool:
        match self.assigned:
            case Whose.ANYBODY:
                return True
            case Whose.ME:
                return assigned == me
            case Whose.NOBODY:
                return assigned is None
        return assigned == self.assigned

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


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order in which they wait."""
    return sorted(rows, key=lambda row: row.place)


@dataclass(frozen=True)
class Page:
    """One page of a view: its rows, how many the view shows in all, and after which case the next page begins."""

    rows: list[Row]
    total: int
    next: str


def page(rows: Sequence[Row], *, after: str, limit: int) -> Page:
    """Return the page behind a place (keyset: what came or went before it moves nothing)."""
    begin = 0
    if after:
        place = read_place(after)
        begin = next((i for i, row in enumerate(rows) if row.place > place), len(rows))
    shown = list(rows[begin : begin + limit])
    more = begin + limit < len(rows)
    return Page(shown, len(rows), write_place(shown[-1].place) if more else "")


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


def by_age(rows: Iterable[Row], today: date) -> list[int]:
    """Return how many wait since at most a day, a week, a month, and longer."""
    counts = [0] * (len(AGES) + 1)
    for row in rows:
        age = (today - row.case.received).days
        counts[sum(age > limit for limit in AGES)] += 1
    return counts


def by_urgency(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many wait of each urgency, in the order of the words."""
    counts = dict.fromkeys([Urgency.IMMEDIATE, Urgency.EXPECTED, Urgency.FUTURE, Urgency.UNKNOWN, Urgency.PAST], 0)
    for row in rows:
        counts[Urgency(row.case.urgency)] += 1
    return {str(urgency): count for urgency, count in counts.items()}
