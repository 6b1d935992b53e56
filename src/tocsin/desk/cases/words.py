"""The codes of cases in the officer's words: every sign has one, so that no meaning hangs on a colour or a letter."""

from collections.abc import Mapping
from functools import cache

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.models import Event
from tocsin.desk.cases.rules import Content, Lacking, Outcome, Rewrite, Source, State
from tocsin.desk.pages import charter, language
from tocsin.desk.pages import gettext as _

# Why somebody reads; the code is what the log keeps, so that reasons of many languages can be counted.
REASONS = ("queue", "second-reader", "handover", "review")


def urgencies() -> dict[str, str]:
    """Return the words of the Common Alerting Protocol, most urgent first, each with what it says."""
    return {
        Urgency.IMMEDIATE: _("Immediate: act now"),
        Urgency.EXPECTED: _("Expected: act within the hour"),
        Urgency.FUTURE: _("Future: act soon"),
        Urgency.UNKNOWN: _("Unknown: not judged"),
        Urgency.PAST: _("Past: nothing more can be done at once"),
    }


def states() -> dict[str, str]:
    """Return where work can stand."""
    return {
        State.NEW: _("New"),
        State.IN_WORK: _("In work"),
        State.WAITING: _("Waiting for the reporter"),
        State.CLOSED: _("Closed"),
    }


def sources() -> dict[str, str]:
    """Return the grades of a source: what is known of how it told before, and never who it is."""
    return {grade: _(grade.text) for grade in Source}


def contents() -> dict[str, str]:
    """Return the grades of what was told."""
    return {grade: _(grade.text) for grade in Content}


def outcomes() -> dict[str, str]:
    """Return what can be concluded of a matter."""
    return {
        Outcome.SUBSTANTIATED: _("Substantiated"),
        Outcome.NOT_SUBSTANTIATED: _("Not substantiated"),
        Outcome.UNFOUNDED: _("Unfounded"),
        Outcome.NOT_WITHIN_REMIT: _("Not within our remit"),
        Outcome.ALREADY_KNOWN: _("Already known"),
        Outcome.KNOWINGLY_FALSE: _("Knowingly false"),
    }


def rewrites() -> dict[str, str]:
    """Return how far the rewrite can have come."""
    return {
        Rewrite.NONE: _("No rewrite yet"),
        Rewrite.DRAFT: _("Rewritten, not checked"),
        Rewrite.CHECKED: _("Rewritten and checked"),
    }


def reasons() -> dict[str, str]:
    """Return why somebody reads a case."""
    return dict(
        zip(
            REASONS,
            (
                _("It is in my queue"),
                _("I am the second reader"),
                _("I take it over"),
                _("I review it as a supervisor"),
            ),
            strict=True,
        )
    )


def sorting_reasons() -> dict[str, str]:
    """Return why a report is linked, unlinked or given a case of its own; the code is what the log keeps."""
    return {
        "same-matter": _("They are about the same matter"),
        "sent-twice": _("It was sent twice"),
        "another-matter": _("It is about another matter"),
        "by-mistake": _("It was put here by mistake"),
    }


def what_is_lacking() -> dict[str, str]:
    """Return what a case still lacks before it closes."""
    return {
        Lacking.UNREAD: _("Something came that nobody has read: read it."),
        Lacking.GRADES: _("Source and content are not graded: grade both."),
        Lacking.ANSWER: _("The reporter has no answer yet: answer."),
        Lacking.OPEN_END: _("Something is not settled yet: look at what the case waits for."),
    }


def open_end(room: str) -> str:
    """Return what a case waits for, by the room that says so."""
    waits = {
        "case": _("A finding waits for a second officer."),
        "routing": _("Another office leads it, or must be told by law: hand it on."),
        "referring": _("Another desk has not yet said that it takes this case."),
    }
    return waits.get(room, _("Something else still waits on this case."))


def additions() -> dict[str, str]:
    """Return the kinds of what a reporter adds."""
    return {
        "addition": _("Added"),
        "withdrawal": _("Withdrawn"),
        "protection": _("Asks for protection"),
        "retaliation": _("Reports retaliation"),
    }


def told_states() -> dict[str, str]:
    """Return the states that a reporter sees."""
    return {
        "received": _("received"),
        "in work": _("in work"),
        "question": _("a question"),
        "closed": _("closed"),
    }


def clocks() -> dict[str, str]:
    """Return what each clock asks for: the line's own promises in our words, the charter's in its own."""
    promises = {
        "acknowledgement": _("First answer"),
        "feedback": _("What came of it"),
        "review": _("Assessment"),
        "next-date": _("Answer that was promised"),
    }
    return promises | {clock.id: _of(clock.name) for clock in charter().desk.clocks}


def said() -> dict[str, str]:
    """Return the law's own word for how soon, of the clocks for which it gives no number."""
    words = {"immediate": _("immediately"), "promptly": _("promptly")}
    return {clock.id: words[clock.said] for clock in charter().desk.clocks if clock.said}


def on_expiry() -> dict[str, str]:
    """Return what the charter says is to be done once a clock of its own has run out."""
    return {clock.id: _of(clock.on_expiry) for clock in charter().desk.clocks}


def _of(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts[charter().line.default]


def concern(code: str) -> str:
    """Return a concern's name, or the code where this charter no longer has it."""
    return _concerns(language()).get(code, code)


@cache
def _concerns(tag: str) -> dict[str, str]:
    default = charter().line.default
    named = {c.code: (c.texts.get(tag) or c.texts[default]).name for c in charter().concerns}
    return named | {p.code: p.name.get(tag) or p.name[default] for p in charter().paths}


def office(id_: str) -> str:
    """Return an office's name, or the id where this charter no longer has it."""
    found = charter().directory.authorities.get(id_)
    return _of(found.name) if found else id_


def told(event: Event) -> str:  # noqa: PLR0911 - a table, said as one
    """Say what somebody did."""
    was, became = event.was, event.became
    match event.act:
        case "assign":
            return _("gave it to %(name)s") % {"name": became.get("assigned") or ""}
        case "urgency":
            return _("judged its urgency: %(word)s") % {"word": urgencies().get(became["urgency"], "").split(":")[0]}
        case "grades":
            grades = f"{became['source_grade'] or '–'}{became['content_grade'] or '–'}"
            return _("graded it %(grades)s") % {"grades": grades}
        case "close":
            return _("closed it: %(outcome)s") % {"outcome": outcomes().get(became["outcome"], "")}
        case "finding":
            return _("wrote a finding: %(outcome)s") % {"outcome": outcomes().get(became["outcome"], "")}
        case "reply":
            return _("answered; the reporter sees: %(state)s") % {"state": told_states().get(became["told"], "")}
        case "already-told":
            return _("the reporter had been told already: %(state)s") % {"state": told_states().get(became["told"], "")}
        case "rewrite":
            checked = became["rewrite"] == Rewrite.CHECKED
            return _("checked the rewrite") if checked else _("wrote a rewrite that protects the source")
        case "undo":
            return _("undid an act: %(fields)s") % {"fields": ", ".join(_field(name) for name in was)}
    return _of_office(event.act, office(became.get("to") or "")) or _referral(event) or _plain(event.act)


def _of_office(act: str, name: str) -> str:
    words = {
        "handed-on": _("handed it on to %(name)s"),
        "hand-on-laid": _("sealed it for %(name)s, to be sent"),
        "hand-on-went": _("it was sent to %(name)s"),
        "hand-on-failed": _("it could not be sent to %(name)s"),
        "hand-on-acknowledged": _("noted that %(name)s has it"),
        "hand-on-skipped": _("decided that it is not handed on to %(name)s"),
    }
    return words[act] % {"name": name} if act in words else ""


def _referral(event: Event) -> str:
    said = {
        "refer-out-unprocessed": _("passed it on to %(desk)s"),
        "refer-out-acknowledged": _("%(desk)s took it: closed as passed on"),
        "refer-out-returned": _("%(desk)s gave it back"),
        "refer-out-failed": _("%(desk)s could not take it in: it is ours"),
        "refer-in-sent": _("%(desk)s passed it on to us"),
        "refer-in-acknowledged": _("took it over from %(desk)s"),
        "refer-in-returned": _("gave it back to %(desk)s"),
    }
    return said[event.act] % {"desk": _desk(event.became["desk"] or "")} if event.act in said else ""


def _desk(name: str) -> str:
    line = charter().line
    spoken = language() if language() in line.languages else line.default
    return line.reads(name, spoken) if name in line.desks else name


def _plain(act: str) -> str:
    return {
        "claim": _("took it"),
        "release": _("gave it back to all"),
        "read": _("read what was new"),
        "begin": _("began the work"),
        "review": _("read it as the second reader"),
        "ask": _("waits for the reporter"),
        "answered": _("went on with the work"),
        "reopen": _("opened it again"),
        "confirm-finding": _("confirmed the finding"),
        "finding-withdrawn": _("took a finding back"),
        "finding-restored": _("put a finding back"),
        "came-back": _("opened again, since the reporter added something"),
        "link": _("linked a report"),
        "unlink": _("unlinked a report"),
        "new-case": _("made a case of a report"),
        "export": _("exported it"),
        "export-proposed": _("proposed to export it"),
        "export-confirmed": _("agreed to the export"),
        "export-declined": _("ended the proposal to export it"),
        "route": _("decided anew whom it is for"),
        "print": _("read it for a printed sheet"),
    }.get(act, act)


def _field(name: str) -> str:
    return {
        "assigned": _("whose it is"),
        "state": _("its state"),
        "urgency": _("its urgency"),
        "source_grade": _("the source's grade"),
        "content_grade": _("the content's grade"),
        "outcome": _("its outcome"),
        "closed": _("that it is closed"),
        "rewrite": _("its rewrite"),
        "assessed": _("that it is assessed"),
        "last_reviewed": _("that a second officer read it"),
    }.get(name, name)
