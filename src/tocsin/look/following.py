"""The words of following a report: what each state means, and what its reporter can still do.

Reader, intake and press show them; so a page that was opened by our server and one that was opened in the browser say
the same.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tocsin.charter.model import Charter, Clocks
from tocsin.envelope.errors import BadReceipt
from tocsin.envelope.keys import Limits
from tocsin.envelope.receipt import LISTS
from tocsin.look.texts import catalogue, own_name

LARGEST_FILE = f"{Limits().file // 1024 // 1024} MiB"  # as people read it, where no signed keys are at hand


@dataclass(frozen=True)
class State:
    """A state of a report: its name, what it means, and what its reporter may do now."""

    code: str
    icon: str
    name: str
    meaning: str
    now: str


@dataclass(frozen=True)
class Act:
    """Something a reporter does later; `kind` is one of `tocsin.envelope.report.KINDS`."""

    kind: str
    title: str
    lead: str
    label: str
    hint: str
    button: str
    stored: str


@dataclass(frozen=True)
class Back:
    """When to come back; and by when an answer was promised, while that day lies ahead."""

    on: date
    feedback: date | None


def come_back(first: date, newest: date, state: str, clocks: Clocks, today: date) -> Back:
    """Return the days to come back on, from the days of the first and the newest reply. `pages/timeline.ts` too."""
    promised = first + timedelta(days=clocks.feedback)
    ahead = state != "closed" and promised >= today
    return Back(max(newest, today) + timedelta(days=clocks.come_back), promised if ahead else None)


@cache
def states(language: str) -> dict[str, State]:
    """Return the states in the order in which a report passes them."""
    t = catalogue(language)
    _ = t.gettext
    found = (
        State(
            "received",
            "words",
            _("received"),
            _("The desk has collected your report. Collected does not mean read."),
            _("Nothing is asked of you now."),
        ),
        State(
            "in work",
            "process",
            _("in work"),
            _("Somebody at the desk has read it and is working on it."),
            _("Nothing is asked of you now."),
        ),
        State(
            "question",
            "info",
            _("a question for you"),
            _("The desk would like to know something that only you can tell."),
            t.pgettext(
                "safety", "Answer below if you can. You need not, and should not if it would put you in danger."
            ),
        ),
        State(
            "closed",
            "done",
            _("closed"),
            _("The desk has finished. Nothing more is promised."),
            _("You can still add something. Your words keep working."),
        ),
    )
    return {state.code: state for state in found}


@cache
def acts(language: str) -> dict[str, Act]:
    """Return what a reporter can do later, the most usual first."""
    t = catalogue(language)
    _ = t.gettext
    reads = t.pgettext(
        "safety",
        "The desk reads what you write here. Leave out your name and where you live, unless it should know them.",
    )
    found = (
        Act(
            "addition",
            _("Answer, or add something"),
            "",
            _("What you want to say"),
            t.pgettext("safety", "Say what was done, not what you think someone is. Do not copy a secret itself."),
            _("Send to the desk"),
            _("What you added is stored"),
        ),
        Act(
            "protection",
            _("Ask for protection"),
            t.pgettext(
                "safety",
                "Say so if you, or somebody close to you, may come to harm because of this report. It is marked, so "
                "that the desk sees it in its list before it opens anything. It is not read at once.",
            ),
            _("Who may come to harm, from whom, and what would help?"),
            reads,
            _("Ask for protection"),
            _("Your request for protection is stored"),
        ),
        Act(
            "retaliation",
            _("Report retaliation"),
            t.pgettext(
                "safety",
                "Has somebody made you, or somebody close to you, pay for having told? Dismissed, moved, paid less, "
                "threatened, shut out, a contract ended: all of it counts, and so does the attempt.",
            ),
            _("What was done, by whom, and since when?"),
            reads,
            _("Report retaliation"),
            _("Your report of retaliation is stored"),
        ),
        Act(
            "withdrawal",
            _("Withdraw your report"),
            t.pgettext(
                "safety",
                "You can say that you no longer stand by the report, or want it left alone. A person at the desk reads "
                "that, decides, and answers you.",
            ),
            _("Why, if you want to say"),
            reads,
            _("Withdraw the report"),
            _("Your wish to withdraw is stored"),
        ),
    )
    return {act.kind: act for act in found}


@cache
def wrong_words(language: str) -> dict[str, str]:
    """Return what can be wrong with words or numbers; `%(places)s` stands where the wrong ones are counted."""
    _ = catalogue(language).gettext
    return {
        "places": _("Not in any list: number %(places)s, counted from the beginning."),
        "checksum": _("One of them is not the one that you were shown. Compare each with what you wrote down."),
        "count": _("A receipt has twelve words, or twelve numbers from 0001 to 2048."),
        "ambiguous": _("These words stand in more than one language's list."),
    }


def wrong_words_text(error: BadReceipt, language: str) -> str:
    """Return what is wrong with the words, in the person's language."""
    texts = wrong_words(language)
    if error.positions:
        return texts["places"] % {"places": ", ".join(str(place) for place in error.positions)}
    return texts["checksum" if "checksum" in str(error) else "count"]


@cache
def said(language: str) -> dict[str, str]:
    """Return what the page of replies says while its own script works, by code."""
    t = catalogue(language)
    _ = t.gettext
    return {
        **wrong_words(language),
        "looking": _("Looking for replies…"),
        "sending": _("Sealing and sending…"),
        "file": _("Sealing and sending file %(number)s: %(done)s of %(whole)s MiB"),
        "again": _("The connection is lost. Trying again by itself; nothing you wrote is lost."),
        "working": _("Very many people are reporting just now. This device works for its place in the line…"),
        "away": _("The line does not answer. Nothing you wrote is lost. Try again in some minutes."),
        "full": _("The line cannot write just now. Nothing was stored, and nothing you wrote is lost. Try again soon."),
        "unsigned": t.pgettext(
            "safety",
            "What came is not signed by this line. Nothing was sent. Close this page, and compare the address with a "
            "printed one.",
        ),
        "closed": _("The line has no key that takes this today. Nothing you wrote is lost. Try again tomorrow."),
        "large": _("This file is larger than the line takes."),
        "changed": _("This file changed while it was read. Choose it again."),
        "empty": _("Write something, or choose a file."),
        "long": _("This is too long. Shorten it here, and attach the rest as a file."),
        "failed": _("Something failed in this browser. Nothing you wrote is lost. Try again, or load the page anew."),
    }


def shown_empty(charter: Charter, language: str) -> dict[str, object]:
    """Return all that the page of replies shows before anybody typed, with what its script puts together later."""
    return {
        "script": "replies",
        "typed": "",
        "ambiguous": False,
        "lists": word_lists(),
        "states": states(language),
        "acts": list(acts(language).values()),
        "largest": LARGEST_FILE,
        "come_back": charter.line.clocks.come_back,
        "clocks": charter.line.clocks,
        "said": said(language),
        "desks": {desk: charter.line.reads(desk, language) for desk in charter.line.desks},
    }


def word_lists() -> list[tuple[str, str]]:
    """Return the languages that have a list of words, each named in itself."""
    return [(tag, own_name(tag)) for tag in LISTS]
