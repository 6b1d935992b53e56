"""The codes of routing in the officer's words, and offices, areas and remits by the names that the charter gives."""

from collections.abc import Mapping

from tocsin.charter.directory.model import Role, Standing
from tocsin.desk.pages import charter, language
from tocsin.desk.pages import gettext as _
from tocsin.desk.routing.rules import Reason, SendState, What


def rules() -> dict[str, str]:
    """Return why a desk has a case, by the rule that decided."""
    return {
        "one-desk": _("This line has one desk for everything."),
        "nearest-lead": _("By the charter, the office that leads for this concern nearest to the place."),
        "triage": _("The charter names nobody who leads here, so people decide."),
    }


def reasons() -> dict[str, str]:
    """Return why somebody decides anew."""
    return {
        Reason.OTHER_CONCERN: _("It is about something else than was chosen"),
        Reason.OTHER_PLACE: _("It is about another place"),
        Reason.NOT_THEIRS: _("The office says that it is not theirs"),
        Reason.RULE_WRONG: _("The charter's rule does not fit"),
    }


def states() -> dict[str, str]:
    """Return how far handing on can have come."""
    return {
        SendState.UNPROCESSED: _("to be handed on"),
        SendState.PROCESSING: _("sealed, and on its way"),
        SendState.SENT: _("handed on; nobody there has said yet that they have it"),
        SendState.ACKNOWLEDGED: _("they have it"),
        SendState.FAILED: _("it did not arrive: hand it on again"),
        SendState.SKIPPED: _("not handed on"),
    }


def roles() -> dict[str, str]:
    """Return which part an office can have."""
    return {
        Role.LEAD: _("leads"),
        Role.MUST_TRANSFER: _("must be told by law"),
        Role.INFO_ONLY: _("is told for information"),
    }


def whats() -> dict[str, str]:
    """Return what can be handed on by hand."""
    return {
        What.CASE: _("The exported case"),
        What.REWRITE: _("The exported rewrite, which protects the source"),
        What.WORD: _("Something, by word of mouth"),
    }


def channels() -> dict[str, str]:
    """Return the ways in which offices are reached."""
    return {
        "phone": _("by telephone"),
        "tty": _("by text telephone"),
        "sms": _("by SMS"),
        "email": _("by e-mail"),
        "post": _("by post"),
        "in_person": _("in person"),
        "web": _("on their website"),
        "chat": _("by chat"),
        "api": _("by their interface"),
        "folder": _("by a carrier of the operator"),
        "form": _("by their form"),
    }


def passed_on(name: str, day: str) -> str:
    """Return, in the language of this request, what a reporter may be told."""
    return _("We passed on what you told us to %(name)s on %(day)s, because it is for them.") % {
        "name": name,
        "day": day,
    }


def subject() -> str:
    """Return the subject of the message around a sealed archive: who sees it learns nothing."""
    return _("Sealed archive")


def letter() -> str:
    """Return the text around a sealed archive."""
    return _(
        "A sealed archive for your office is attached. It opens with your office's own key (age 1.3 or later). "
        "Please tell whom you know of us, over the telephone number that you have, that it arrived."
    )


def failures() -> dict[str, str]:
    """Return why something did not arrive."""
    return {
        "refused": _("Their mail server does not take it."),
        "away": _("Their mail server could not be reached."),
        "unsure": _("It may have arrived: ask them before you hand it on again."),
        "interrupted": _("It may have arrived: ask them before you hand it on again."),
        "too-large": _("It is too large for a message: hand it on by hand."),
        "unreadable": _("It could not be put into a message: tell who runs the machine."),
        "no-answer": _("Nobody has carried it: tell who runs the machine."),
    }


def active_authorities() -> dict[str, str]:
    """Return the offices that can lead, by name."""
    found = {a.id: _of(a.name) for a in charter().directory.authorities.values() if a.standing is Standing.ACTIVE}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))


def areas() -> dict[str, str]:
    """Return the areas, in the charter's order."""
    return {area.code: _of(area.name) for area in charter().directory.areas.values()}


def bases(remits: list[str]) -> list[str]:
    """Return the laws that remits rest on, each once; of a remit that is gone, its id."""
    known = {remit.id: remit.legal_basis for remit in charter().directory.remits}
    return list(dict.fromkeys(known.get(remit, remit) for remit in remits))


def _of(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts[charter().line.default]
