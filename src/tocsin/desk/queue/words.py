"""The queue's codes in the officer's words: each sign has one, so that no meaning hangs on a colour."""

from datetime import date
from functools import cache

from babel.dates import format_skeleton

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.rules import State
from tocsin.desk.cases.words import clocks
from tocsin.desk.pages import charter, language, texts
from tocsin.desk.pages import gettext as _
from tocsin.desk.queue.rules import Due, Mark
from tocsin.look.texts import locale, own_name

# Each urgency has a sign of its own, and each mark.
SIGNS: dict[str, str] = {
    Urgency.IMMEDIATE: "immediate",
    Urgency.EXPECTED: "expected",
    Urgency.FUTURE: "future",
    Urgency.PAST: "past",
    Urgency.UNKNOWN: "unknown",
    Mark.PROTECTION: "protection",
    Mark.WITHDRAWN: "withdrawn",
    Mark.NEW: "unseen",
    Mark.SEVERAL: "several",
    Mark.FILES: "attach",
}


def urgencies() -> dict[str, str]:
    """Return the words of the Common Alerting Protocol, most urgent first."""
    return {
        Urgency.IMMEDIATE: _("Immediate"),
        Urgency.EXPECTED: _("Expected"),
        Urgency.FUTURE: _("Future"),
        Urgency.UNKNOWN: _("Unknown"),
        Urgency.PAST: _("Past"),
    }


def states() -> dict[str, str]:
    """Return where work can stand."""
    return {
        State.NEW: _("New"),
        State.IN_WORK: _("In work"),
        State.WAITING: _("Waiting"),
        State.CLOSED: _("Closed"),
    }


def mark_names() -> dict[str, str]:
    """Return what sets a case apart, the gravest first."""
    return {
        Mark.PROTECTION: _("Protection or retaliation"),
        Mark.WITHDRAWN: _("Withdrawn"),
        Mark.NEW: _("Unread"),
        Mark.SEVERAL: _("Several reports"),
        Mark.FILES: _("Files"),
    }


def view_names() -> dict[str, str]:
    """Return the views that every desk has."""
    return {
        "all": _("All that wait"),
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "immediate": _("Immediate"),
        "overdue": _("Overdue"),
        "waiting": _("Waiting for the reporter"),
        "closed": _("Closed lately"),
    }


def concerns() -> dict[str, str]:
    """Return the charter's concerns and ways, by code, in the order of the charter."""
    return _concerns(language())


@cache
def _concerns(tag: str) -> dict[str, str]:
    default = charter().line.default
    named = {c.code: (c.texts.get(tag) or c.texts[default]).name for c in charter().concerns}
    return named | {p.code: p.name.get(tag) or p.name[default] for p in charter().paths if p.reports}


def languages() -> dict[str, str]:
    """Return the line's languages, each in itself."""
    return {tag: own_name(tag) for tag in charter().line.languages}


def short_day(day: date) -> str:
    """Write a day of this year without its year."""
    return format_skeleton("MMMd", day, locale=locale(language()))


def clock(due: Due) -> str:
    """Return what a clock asks for."""
    return clocks()[due.clock]


def time_left(due: Due) -> str:
    """Say how long there is, or how long too late it is."""
    ngettext = texts(language()).ngettext
    if due.left == 0:
        return _("today")
    if due.overdue:
        return ngettext("%(num)s day late", "%(num)s days late", -due.left) % {"num": -due.left}
    return ngettext("in %(num)s day", "in %(num)s days", due.left) % {"num": due.left}
