"""Which static pages a line has, and what each of them shows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tocsin.charter.floor import UNSURE
from tocsin.charter.model import Charter, Official
from tocsin.exchange.figures import Figures
from tocsin.look import receipts
from tocsin.look.following import shown_empty
from tocsin.look.rendering import LineFacts, below, body, keep_numbers, render, title
from tocsin.look.reporting import form_words
from tocsin.look.texts import catalogue
from tocsin.press.guide.answers import Directions
from tocsin.press.guide.pages import guide_pages
from tocsin.press.how import How

Shown = Mapping[str, Any]

# What is typed, the same in every language: GNU, macOS and BSD, Windows.
BY_HAND = {
    "all": "tocsin-verify FILE --url ADDRESS --root ROOT",
    "digest": ("sha256sum FILE", "shasum -a 256 FILE", "certutil -hashfile FILE SHA256"),
    "list": "manifest.json",
    "signed": "keys.json",
}


def pages(
    charter: Charter, facts: LineFacts, language: str, directions: Directions, figures: Sequence[Figures] = ()
) -> dict[str, str]:
    """Return path -> HTML of every static page in a language, with the guide's directions and what desks published."""
    found = {**dict(_pages(directions, language, figures)), **dict(guide_pages(directions, language))}
    return {
        f"/{language}/{slug}".rstrip("/"): render(template, charter, language, facts=facts, here=slug, **more)
        for slug, (template, more) in found.items()
    }


def _pages(
    directions: Directions, language: str, figures: Sequence[Figures]
) -> Iterator[tuple[str, tuple[str, Shown]]]:
    """Yield slug, template and what it shows."""
    charter = directions.charter
    words = form_words(charter, language)
    texts = charter.pages[language]
    line = charter.line
    for slug in ("never", "duty", "safety"):
        yield slug, ("text.html", {"heading": title(texts[slug]), "text": body(texts[slug])})
    process, how = texts["process"], How(directions, language, figures)
    yield "process", ("how.html", {"heading": title(process), "text": below(process), "how": how})
    elsewhere = [(e.matter[language], e.office[language], keep_numbers(e.contact[language])) for e in line.elsewhere]
    first = {"concerns": words["concerns"], "elsewhere": elsewhere, "ways": ways(charter, language)}
    yield "", ("home.html", {"script": "home", "unsure": UNSURE, **first})
    yield "report", ("form.html", {"script": "report", **words})
    yield "overseer", ("form.html", {"script": "report", **form_words(charter, language, line.overseer)})
    # Where only a button leads: what a bookmark, "back" or "reload" finds there.
    for slug in ("check", "send", "attach", "receipt"):
        yield slug, ("nothing_kept.html", {"ways": ways_from_nothing(language)})
    yield "replies", ("replies_form.html", shown_empty(charter, language))
    yield "learn", ("learn.html", {"concerns": words["concerns"]})
    official = [_official(entry, language) for entry in line.official]
    heading, text = title(texts["official"]), body(texts["official"])
    yield "official", ("official.html", {"heading": heading, "text": text, "official": official})
    yield "verify", ("verify.html", {"script": "verify", "commands": BY_HAND})
    yield "lost", ("lost.html", {"file_name": receipts.FILE_NAME})
    yield "exit", ("leaving.html", {})


def _official(entry: Official, language: str) -> Shown:
    said = entry.value[language]
    scheme = {"web": "", "telephone": "tel:", "e-mail": "mailto:"}.get(entry.kind)
    target = said.replace(" ", "") if entry.kind == "telephone" else said
    href = "" if scheme is None else scheme + target
    return {"name": entry.name[language], "value": keep_numbers(said), "href": href}


def ways_from_nothing(language: str) -> list[dict[str, str]]:
    """Return the ways on from an address that shows nothing: the same for who has told something and who has not."""
    _ = catalogue(language).gettext
    shown = [
        ("report", "info", _("Tell us what you noticed")),
        ("replies", "words", _("Read replies with your twelve words")),
        ("lost", "lost", _("I have lost my words")),
    ]
    return [{"href": f"/{language}/{slug}", "icon": icon, "title": title, "text": ""} for slug, icon, title in shown]


def ways(charter: Charter, language: str) -> list[dict[str, str]]:
    """Return the ways from the first page on, in the order in which people ask."""
    _ = catalogue(language).gettext
    texts = {slug: title(text) for slug, text in charter.pages[language].items()}
    shown = [
        (
            "guide",
            "guide",
            _("Whom do I tell?"),
            _("By what you noticed and where: who it is for, and how to reach them."),
        ),
        ("learn", "learn", _("What to report, and what not"), _("Every concern with examples, and what it is not.")),
        ("replies", "words", _("Follow up with your words"), _("Read what was answered, answer, add, withdraw.")),
        ("official", "official", texts["official"], _("Every address, number and account that is ours.")),
        ("duty", "duty", texts["duty"], _("Who has to, who does not, and what if it is late.")),
        ("process", "process", texts["process"], _("Step by step, and who sees what of you.")),
        ("never", "never", texts["never"], _("What you can hold us to.")),
        ("safety", "safety", texts["safety"], _("Which device, which place, what to leave out.")),
        ("exit", "leave", _("About the button “Leave this page”"), _("What it does, and what it does not.")),
    ]
    return [
        {"href": f"/{language}/{slug}", "icon": icon, "title": heading, "text": text}
        for slug, icon, heading, text in shown
    ]
