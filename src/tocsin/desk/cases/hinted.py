"""What the reporter told, cut where it could tell who they are: shown beside the rewrite."""

from collections.abc import Iterable, Mapping
from typing import Any

from tocsin.desk.pages import gettext, language
from tocsin.desk.rewriting.rules import pieces

Cut = list[tuple[str, str]]  # the words, and why to look at them: empty where nothing is to be said
LONGEST = 50_000  # of what is typed: it is looked at after each pause


def beside(reports: Iterable[Mapping[str, Any]], additions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the told texts in their order, each cut at its hints; how somebody knows a thing tells as much as what."""
    told = []
    for report in reports:
        tag = report["language"]
        told.append({"label": "", "language": tag, "cut": cut(report["what"], tag)})
        told += [{"label": row["label"], "language": tag, "cut": cut(row["value"], tag)} for row in report["rows"]]
    told += [{"label": "", "language": "", "cut": cut(added["text"], "en", "zh")} for added in additions]
    return told


def cut(text: str, *languages: str) -> Cut:
    """Return a text in pieces, each with why to look at it, in the officer's language."""
    return [(piece, gettext(why.text) if why else "") for piece, why in pieces(text, *languages)]


def typed(text: str, reporters: str) -> list[dict[str, str]]:
    """Return an officer's own text in pieces; it is written in the reporter's language or in the officer's."""
    return [{"text": piece, "why": why} for piece, why in cut(text[:LONGEST], reporters, language())]
