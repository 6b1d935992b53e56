"""The words of the form, which the press sets once for everybody and intake shows again with what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from tocsin.charter.directory.telling import Reader
from tocsin.charter.model import Charter, Concern
from tocsin.envelope import canonical
from tocsin.envelope.answers import MAY_ASK, ONGOING
from tocsin.exchange.routes import Reading, write_routes
from tocsin.look.readers import area_choices, area_name, routes_table, said
from tocsin.look.rendering import body, keep_numbers
from tocsin.look.stopping import calls, rules
from tocsin.look.texts import catalogue

ANSWERS = ("concern", "what", "area", "where", "when", "how_known", "ongoing", "about", "may_ask")
# Form field -> key of the identity. A browser's address book fills in, and offers to keep, whatever is called "name".
IDENTITY = {"called": "name", "reached": "contact", "careful": "note"}
FIELDS = (*ANSWERS, *IDENTITY)


@cache
def form_words(charter: Charter, language: str, desk: str = "") -> dict[str, Any]:
    """Return all that an empty form to a desk shows (the line's own unless one is named); `values` by field."""
    desk = desk or charter.line.desk
    overseer = desk == charter.line.overseer
    return {
        "slug": "overseer" if overseer else "report",
        "desk": desk,
        "overseer": overseer,
        "concerns": _concerns(charter, language, desk),
        "ongoing_choices": ongoing_choices(language),
        "may_ask_choices": may_ask_choices(language),
        "area_choices": [] if overseer else area_choices(charter, language),
        **_reading(charter, language, desk),
        "field_names": labels(language),
        "moment": lambda clock: moment(charter, clock),
        "pages": {slug: body(text) for slug, text in charter.pages[language].items()},
        "values": dict.fromkeys(FIELDS, ""),
        "faults": [],
        "kept": [],
    }


def _reading(charter: Charter, language: str, desk: str) -> dict[str, Any]:
    """Return who may read a form and whom to call before, in words; and the tables by which its script decides that."""
    if desk == charter.line.overseer:
        return {"readings": [said(charter, language, Reader(desk))], "tables": {}, "calls": []}
    table, tables = [Reading(desk)], {"calling": canonical.dumps(rules(charter)).decode()}
    if charter.directory.exists:
        routes = routes_table(charter)
        table, tables["routes"] = [*routes.readings], write_routes(routes).decode()
    readings = [said(charter, language, Reader(each.desk, each.competent)) for each in table]
    return {"readings": readings, "tables": tables, "calls": calls(charter, language)}


def moment(charter: Charter, clock: str) -> Markup:
    """Return a place for the day on which a clock of the charter ends; the reader's own device fills it in."""
    return Markup('<time data-days="{}"></time>').format(vars(charter.line.clocks)[clock])


def labels(language: str) -> dict[str, str]:
    """Return the fields' names in a language."""
    _ = catalogue(language).gettext
    return {
        "concern": _("What kind of thing is it?"),
        "what": _("What happened?"),
        "area": _("In which of these areas?"),
        "where": _("Where?"),
        "when": _("When?"),
        "how_known": _("How do you know?"),
        "ongoing": _("Is it still going on?"),
        "about": _("Whom does it concern?"),
        "answers": _("What would help"),
        "may_ask": _("May we ask you something back?"),
        "identity": _("Who are you?"),
        "called": _("Name"),
        "reached": _("A safe way to contact you"),
        "careful": _("Anything we should know before contacting you"),
        "file": _("Files"),
        "typed": _("Your words, once more"),
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


def may_ask_choices(language: str) -> list[tuple[str, str]]:
    """Return the answers to whether the desk may ask something back."""
    _ = catalogue(language).gettext
    return list(zip(MAY_ASK, (_("Yes, I will come back with my words"), _("No")), strict=True))


def extra_fields(charter: Charter, language: str, code: str) -> Iterator[tuple[str, str]]:
    """Yield (field name, question) of a concern's extra facts."""
    for concern in charter.concerns:
        if concern.code == code:
            yield from _extra(concern, language)


def answer_rows(charter: Charter, language: str, fields: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what was answered, row by row, as the check page shows it."""
    words = form_words(charter, language)
    names = {c["code"]: c["name"] for c in words["concerns"]}
    areas = {code: area_name(charter, language, code) for code in charter.directory.areas}
    choices = {
        "concern": names,
        "area": areas,
        "ongoing": dict(words["ongoing_choices"]),
        "may_ask": dict(words["may_ask_choices"]),
    }
    rows = []
    for field in (f for f in FIELDS if f != "area" or words["area_choices"]):
        value = fields.get(field, "")
        shown = choices.get(field, {}).get(value, value)
        rows.append({"field": field, "label": words["field_names"][field], "value": shown})
    return rows


def _extra(concern: Concern, language: str) -> Iterator[tuple[str, str]]:
    for i, question in enumerate(concern.texts[language].extra_facts):
        yield f"extra-{concern.code}-{i}", question


def _concerns(charter: Charter, language: str, desk: str) -> list[dict[str, Any]]:
    number, fitting = charter.line.emergency_number, charter.codes(desk)
    shown = [
        {
            "code": concern.code,
            "name": concern.texts[language].name,
            "definition": concern.texts[language].definition,
            "examples": concern.texts[language].examples,
            "non_examples": concern.texts[language].non_examples,
            "extra": list(_extra(concern, language)),
            "call": call_text([r.when[language] for r in concern.raises if r.call], number, language),
        }
        for concern in charter.concerns
    ]
    empty: dict[str, Any] = {"examples": (), "non_examples": (), "extra": [], "call": ""}
    shown += [
        {"code": p.code, "name": p.name[language], "definition": p.text[language], **empty}
        for p in charter.paths
        if p.reports
    ]
    return [concern for concern in shown if concern["code"] in fitting]
