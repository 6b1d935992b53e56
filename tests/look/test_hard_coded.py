"""No text for people stands in a template: all of it goes through the catalogues, or a language would be left out."""

import re
from html.parser import HTMLParser

import pytest

from tests.lines import REPOSITORY

TEMPLATES = sorted(
    path for zone in ("look", "desk") for path in (REPOSITORY / "src" / "tocsin" / zone / "templates").rglob("*.html")
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "label", "data-left", "data-once", "data-twice")


class Texts(HTMLParser):
    """Collect what a person would read or hear: text, and attributes that are spoken."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(source)
        self.close()

    def handle_data(self, data: str) -> None:
        self.found += LETTERS.findall(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [w for key, value in attrs if key in SPOKEN for w in LETTERS.findall(value or "")]


def texts(source: str) -> list[str]:
    # What the script and the style sheet know a page by is no text.
    source = re.sub(r"{% trans .*?%}.*?{% endtrans %}|{% trans %}.*?{% endtrans %}", "", source, flags=re.DOTALL)
    named = re.sub(r"{% block (?:page|kind) %}[^{]*{% endblock %}", "", source)
    without = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", named, flags=re.DOTALL)
    return Texts(without).found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_a_template_holds_no_text_of_its_own(template: object) -> None:
    assert texts(template.read_text(encoding="utf-8")) == []  # type: ignore[attr-defined]


def test_a_text_left_in_a_template_would_be_seen() -> None:
    assert texts('<p>{{ _("Yes") }} Hello</p>') == ["Hello"]
    assert texts('<a aria-label="Close it">{{ icon("no") }}</a>') == ["Close", "it"]
    assert texts('{# why #}<p class="x">{% if y %}{{ z }}{% endif %} · 1</p>') == []
