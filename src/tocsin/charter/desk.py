"""What a charter says about its desk, as plain frozen data: `desk.toml` and `replies.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tocsin.charter.hours import Hours


@dataclass(frozen=True)
class Calendar:
    """Which days count. `days`: all. `working`: those of a country (ISO 3166) or of an own list, or both together.

    `yearly` are days off that come back, as (month, day); `make_up` are working days that a weekend or holiday would
    hide; weekdays count from Monday = 0.
    """

    id: str
    kind: str
    version: str
    country: str = ""
    subdivision: str = ""
    weekend: tuple[int, ...] = ()
    yearly: frozenset[tuple[int, int]] = frozenset()
    days_off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Clock:
    """From the day of `event`, `limit` until one of `met_by`; `limit` is (number, unit D, W, M or `working`).

    `bound` is the role that must act, `name` and `on_expiry` what the desk is shown and told, for each language.
    `said` is the law's own word where it gives no number: `immediate` or `promptly`; it is shown beside ours.
    Nothing pauses one: whoever waits for a reporter may say so, and the day stays where it was.
    """

    id: str
    event: str
    met_by: tuple[str, ...]
    limit: tuple[int, str]
    calendar: str = "days"
    bound: str = "officer"
    warn_at: float = 0.8
    said: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    on_expiry: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    mark: str = "proposal"


@dataclass(frozen=True)
class Alarm:
    """In minutes: how long an immediate report may be unseen in staffed hours, and a ring unanswered.

    Out of hours the first ring is at once. There is no text: whoever carries a message learns that somebody was woken.
    """

    unseen: int = 15
    escalate: int = 10
    protection: bool = True


@dataclass(frozen=True)
class ReplyTemplate:
    """A reply to begin from; `{next_date}` is its one placeholder, and the officer may change every word."""

    id: str
    state: str
    name: Mapping[str, str]
    text: Mapping[str, str]

    @property
    def promises(self) -> bool:
        """Tell whether it needs a date to promise."""
        return any(NEXT_DATE in text for text in self.text.values())


NEXT_DATE = "{next_date}"


@dataclass(frozen=True)
class Desk:
    """All of it; a charter from before there was a desk has what stands here."""

    hours: Hours = field(default_factory=Hours)  # when the desk is staffed; without spans it never is
    alarm: Alarm = Alarm()
    calendars: tuple[Calendar, ...] = ()
    clocks: tuple[Clock, ...] = ()
    templates: tuple[ReplyTemplate, ...] = ()
