"""An answer as its reporter will see it: the reader's own parts in the reporter's language, filled by the browser."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from tocsin.desk.cases.models import Case
from tocsin.desk.pages import TAGS, charter
from tocsin.look import following

ANSWERS = ("in work", "question", "closed")  # the states that an answer gives
_CODES = {tag: code for code, tag in TAGS.items()}


def readers(case: Case) -> str:
    """Return the language in which a case's reporter reads the line's own words."""
    line = charter().line
    return case.language if case.language in line.languages else line.default


def preview(case: Case, reports: Iterable[str], replies: Iterable[Mapping[str, Any]], *, today: date) -> str:
    """Return, for each report, what its page of replies shows after an answer in each state; its own replies alone."""
    tag, told = readers(case), list(replies)
    states = following.states(tag)
    with override(_CODES.get(tag, "en")):
        pages = [_page(report, [x for x in told if x["message"] == report], today) for report in reports]
        words = {"pages": pages, "states": states, "answers": [states[code] for code in ANSWERS], "today": today}
        return render_to_string("cases/preview.html", words)


def _page(report: str, replies: list[Mapping[str, Any]], today: date) -> dict[str, Any]:
    first = min((reply["day"] for reply in replies), default=today)
    clocks = charter().line.clocks
    backs = {code: following.come_back(first, today, code, clocks, today) for code in ANSWERS}
    return {"report": report, "older": list(reversed(replies)), "backs": backs}
