"""The words of the form, which the press sets once for everybody and intake shows again with what was typed."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from tocsin.charter.model import Charter
from tocsin.envelope.answers import ONGOING
from tocsin.look.rendering import body, keep_numbers
from tocsin.look.texts import catalogue

ANSWERS = ("concern", "what", "where", "when", "how_known", "ongoing", "about")
IDENTITY = ("name", "contact", "note")
FIELDS = (*ANSWERS, *IDENTITY)


@cache
def form_words(charter: Charter, language: str) -> dict[str, Any]:
    """Return all that an empty form shows; `values` are the typed texts by field."""
    return {
        "concerns": _concerns(charter, language),
        "ongoing_choices": ongoing_choices(language),
        "field_names": labels(language),
        "pages": {slug: body(text) for slug, text in charter.pages[language].items()},
        "values": dict.fromkeys(FIELDS, ""),
        "faults": [],
        "kept": [],
    }


def labels(language: str) -> dict[str, str]:
    """Return the fields' names in a language."""
    _ = catalogue(language).gettext
    return {
        "concern": _("What kind of thing is it?"),
        "what": _("What happened?"),
        "where": _("Where?"),
        "when": _("When?"),
        "how_known": _("How do you know?"),
        "ongoing": _("Is it still going on?"),
        "about": _("Whom does it concern?"),
        "answers": _("What would help"),
        "identity": _("Who are you?"),
        "name": _("Name"),
        "contact": _("A safe way to contact you"),
        "note": _("Anything we should know before contacting you"),
        "file": _("Files"),
    }


def ongoing_choices(language: str) -> list[tuple[str, str]]:
    """Return the answers to whether it is still going on."""
    _ = catalogue(language).gettext
    return list(zip(ONGOING, (_("Yes"), _("No"), _("I do not know")), strict=True))


def call_text(facts: Sequence[str], number: str, language: str) -> Markup | str:
    """Return when to stop and call instead of writing; empty where no fact of a concern asks for it."""
    if not facts:
        return ""
    told = catalogue(language).pgettext("safety", "Stop here and call %(number)s if this is so:") % {"number": number}
    return keep_numbers(" ".join([told, *facts]))


def _concerns(charter: Charter, language: str) -> list[dict[str, Any]]:
    number = charter.line.emergency_number
    shown = [
        {
            "code": concern.code,
            "name": concern.texts[language].name,
            "definition": concern.texts[language].definition,
            "examples": concern.texts[language].examples,
            "non_examples": concern.texts[language].non_examples,
            "extra_facts": concern.texts[language].extra_facts,
            "call": call_text([r.when[language] for r in concern.raises if r.call], number, language),
        }
        for concern in charter.concerns
    ]
    empty: dict[str, Any] = {"examples": (), "non_examples": (), "extra_facts": (), "call": ""}
    shown += [
        {"code": p.code, "name": p.name[language], "definition": p.text[language], **empty}
        for p in charter.paths
        if p.reports
    ]
    return shown
