"""How it works, drawn from the charter: by when each step is done, by whom, and how long it took so far.

Nothing is promised here that the charter does not promise, and nothing measured that a desk has not published: its
figures are those of `exchange/figures.py`, rounded and of enough cases, or they are missing. The words are the page's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tocsin.charter.clocks import HANDED, clocks_of
from tocsin.charter.desk import Clock
from tocsin.charter.directory.model import Role
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.outcomes import Outcome
from tocsin.exchange.figures import Figures
from tocsin.look.rendering import write_day
from tocsin.look.texts import catalogue
from tocsin.press.guide.answers import Directions

MOST_OFFICES = 8  # of those that something is passed on to; the guide names all of them, each where it leads


@dataclass(frozen=True)
class Measured:
    """How long a step took at a desk: half of `cases` no longer than `days`; the charter promises `promised`, or 0."""

    who: str
    days: int
    cases: int
    promised: int


@dataclass(frozen=True)
class Share:
    """Something else that a desk publishes: `received`, `late` (`what`: a clock's name), `rerouted` or `contacts`."""

    of: str
    what: str
    number: int


class How:
    """What the page shows in one language, on the day of the guide's directions."""

    def __init__(self, directions: Directions, language: str, figures: Sequence[Figures] = ()) -> None:
        self._charter, self._language, self._day = directions.charter, language, directions.day
        self._line = directions.charter.line
        self._figures = [each for each in figures if each.desk in self._line.desks]

    @cached_property
    def desks(self) -> list[str]:
        """Who reads, at each receiving desk."""
        return [self._line.reads(desk, self._language) for desk in self._line.receiving]

    @property
    def batch_minutes(self) -> int:
        """How long a reply may wait before it is laid; 0: not at all."""
        return self._line.replies_batch_minutes

    @property
    def unseen_minutes(self) -> int:
        """How long an immediate report may be unseen while the desk is staffed."""
        return self._charter.desk.alarm.unseen

    @property
    def second_reader(self) -> bool:
        """Tell whether the charter has concerns that are often lawful."""
        return any(concern.group == "B" for concern in self._charter.concerns)

    @property
    def two_for_findings(self) -> bool:
        """Tell whether a finding takes a second officer."""
        return self._line.two_persons.findings

    @property
    def has_places(self) -> bool:
        """Tell whether whom something is for depends on the charter's directory."""
        return self._charter.directory.exists

    @property
    def outcomes(self) -> list[Outcome]:
        """What a case can end with; the catalogues have the words."""
        return list(Outcome)

    @property
    def smallest(self) -> int:
        """Of how few cases no figure is told."""
        return self._line.smallest_count

    def promised(self, name: str) -> str:
        """Return by when something of `[clocks]` is done."""
        return self._within(vars(self._line.clocks)[name], "D")

    def own_clocks(self, *events: str) -> list[tuple[str, str]]:
        """Return (by when, what) of the charter's own clocks that begin with one of these events."""
        own = [clock for clock in self._charter.desk.clocks if clock.event in events]
        return [(self._said(clock) + self._within(*clock.limit), clock.name[self._language]) for clock in own]

    @property
    def passing_clocks(self) -> list[tuple[str, str]]:
        """Return the same of those that begin with handing something on."""
        return self.own_clocks(*HANDED)

    @cached_property
    def others(self) -> list[str]:
        """Return the offices that lead something without a desk of the line, some of them where there are many."""
        if not self.has_places:
            return []
        active = routes_of(self._charter.directory).active
        remits = [remit for remit in self._charter.directory.remits if remit.role is Role.LEAD and not remit.desk]
        leads = (active.get(remit.authority) for remit in remits if remit.holds(self._day))
        return list(dict.fromkeys(lead.name[self._language] for lead in leads if lead))[:MOST_OFFICES]

    def measured(self, name: str, clock: str = "") -> list[Measured]:
        """Return what each desk measured; `clock` is the promise of `[clocks]` beside it."""
        promised = vars(self._line.clocks)[clock] if clock else 0
        found = ((each.desk, each.times.get(name)) for each in self._figures)
        return [Measured(self._reads(desk), time.median, time.cases, promised) for desk, time in found if time]

    @property
    def period(self) -> tuple[str, str] | None:
        """Return the days of which the figures are."""
        if not self._figures:
            return None
        since, until = min(each.since for each in self._figures), max(each.until for each in self._figures)
        return write_day(since, self._language), write_day(until, self._language)

    def published(self) -> Iterator[tuple[str, list[Share]]]:
        """Yield who reads at a desk, and what else that desk publishes."""
        for each in self._figures:
            yield self._reads(each.desk), list(self._shares(each))

    def _shares(self, figures: Figures) -> Iterator[Share]:
        names = {clock.id: clock.name.get(self._language, clock.id) for clock in clocks_of(self._charter)}
        if figures.received is not None:
            yield Share("received", "", figures.received)
        for clock, late in figures.late.items():
            if clock in names:
                yield Share("late", names[clock], late.percent)
        for of, share in (("rerouted", figures.rerouted), ("contacts", figures.contacts)):
            if share:
                yield Share(of, "", share.percent)

    def _reads(self, desk: str) -> str:
        return self._line.reads(desk, self._language)

    def _said(self, clock: Clock) -> str:
        """Return the law's own word where it gives no number: ours stands beside it, and is no more than that."""
        _ = catalogue(self._language).gettext
        words = {"immediate": _("Immediately, says the law."), "promptly": _("Promptly, says the law.")}
        return f"{words[clock.said]} " if clock.said else ""

    def _within(self, number: int, unit: str) -> str:
        _ = catalogue(self._language)
        written = {
            "D": _.ngettext("Within %(num)s day", "Within %(num)s days", number),
            "W": _.ngettext("Within %(num)s week", "Within %(num)s weeks", number),
            "M": _.ngettext("Within %(num)s month", "Within %(num)s months", number),
            "working": _.ngettext("Within %(num)s working day", "Within %(num)s working days", number),
        }
        return written[unit] % {"num": number}
