"""Templates with autoescape, a strict undefined, and one environment a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from tocsin.charter.model import Charter
from tocsin.look.icons import icon
from tocsin.look.style import style
from tocsin.look.texts import catalogue, locale, own_name

_FOLDER = Path(__file__).parent
STYLE = style()
# A page names its style by content, so that a browser keeps it for long and never mixes two versions.
STYLE_ADDRESS = f"/look/style.css?{sha256(STYLE).hexdigest()[:8]}"


@dataclass(frozen=True)
class LineFacts:
    """What a page's script checks signed keys against: line id and root (hex); and whether it is a demonstration."""

    line: str
    root: str
    demonstration: bool


@cache
def environment(language: str) -> Environment:
    """Return the template environment of one language."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    translations = catalogue(language)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext,
        translations.ngettext,
        newstyle=True,
        pgettext=translations.pgettext,
        npgettext=translations.npgettext,
    )
    made.globals["icon"] = icon
    made.filters["day"] = lambda moment: write_day(moment, language)
    return made


def write_day(moment: date, language: str) -> str:
    """Write a day as people of a language do."""
    return format_date(moment, format="long", locale=locale(language))


_NUMBER = re.compile(r"\+?\d[\d -]{2,}\d")


def keep_numbers(text: str) -> Markup:
    """Return a text whose telephone numbers keep their order: from the right, "0200 101" would read "101 0200"."""
    return Markup(_NUMBER.sub(r'<bdi dir="ltr">\g<0></bdi>', str(escape(text))))  # noqa: S704 - escaped before


def title(source: str) -> str:
    """Return the title of a charter's page: its first line."""
    return source.split("\n", 1)[0].removeprefix("#").strip()


def body(source: str) -> Markup:
    """Render what stands below the title of a charter's page."""
    return markdown(source.partition("\n")[2])


def below(source: str) -> Markup:
    """Render what stands from the first heading below the title on; what comes before it is the text in short."""
    _, heading, rest = source.partition("\n## ")
    return markdown(f"{heading.strip()} {rest}") if heading else Markup()


def markdown(source: str) -> Markup:
    """Render a charter's Markdown; raw HTML in it stays text."""
    return Markup(MarkdownIt("commonmark", {"html": False}).render(source))  # noqa: S704 - escaped by the renderer


@cache
def _frame(charter: Charter, language: str) -> Mapping[str, Any]:
    line = charter.line
    return {
        "language": language,
        "direction": locale(language).text_direction,
        "languages": [(tag, own_name(tag)) for tag in line.languages],
        "line_name": line.name[language],
        "run_by": line.run_by[language],
        "emergency": keep_numbers(line.emergency[language]),
        "emergency_number": line.emergency_number,
        "areas": [{"name": a.name[language], "number": a.number} for a in line.emergency_areas],
        "exit": line.exit,
        "complaint_name": line.complaint.name[language],
        "complaint_contact": keep_numbers(line.complaint.contact[language]),
        "style": STYLE_ADDRESS,
        "foot": _foot(charter, language),
        "here": "",
        "script": "",
        "faults": [],
        "field_names": {},
        "kept": [],
    }


def _foot(charter: Charter, language: str) -> list[tuple[str, str]]:
    """Return the ways at the foot of every page, in the same order on each (WCAG 2.2, 3.2.6: consistent help)."""
    _ = catalogue(language).gettext
    texts = charter.pages[language]
    own = [(slug, title(texts[slug])) for slug in ("official", "safety", "process", "never", "duty")]
    return [
        ("guide", _("Whom do I tell?")),
        ("learn", _("What to report, and what not")),
        ("replies", _("Read replies")),
        *own,
        ("verify", _("Is this file really ours?")),
    ]


def render(template: str, charter: Charter, language: str, *, facts: LineFacts, **more: object) -> str:
    """Render a page of a line in one of its languages; `here` is its path below the language."""
    page = environment(language).get_template(template)
    return page.render(**{**_frame(charter, language), "facts": facts, **more})
