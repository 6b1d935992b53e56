"""The guide's pages: what was noticed, where, and for each different answer one page; and what is nothing to report."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from tocsin.charter.calendars import counting
from tocsin.charter.contacts import MATTERS
from tocsin.charter.floor import UNSURE
from tocsin.charter.model import Elsewhere
from tocsin.look.rendering import keep_numbers
from tocsin.look.reporting import form_words
from tocsin.press.guide.answering import Answering
from tocsin.press.guide.answers import Answer, Directions
from tocsin.press.guide.channels import Reader
from tocsin.press.guide.nothing import reasons
from tocsin.press.guide.places import Place, pages, where

MOST_ON_A_CARD = 6  # lines; a card in a wallet has no room for more

Shown = Mapping[str, Any]
Slugged = tuple[str, tuple[str, Shown]]


def guide_pages(directions: Directions, language: str) -> Iterator[Slugged]:
    """Yield slug, template and what it shows, of every page of the guide in a language."""
    for slug, (template, shown) in _Pages(directions, language).all():
        yield slug, (template, {"script": "guide", **shown})


class _Pages:
    def __init__(self, directions: Directions, language: str) -> None:
        charter = directions.charter
        self._charter, self._language, self._directions = charter, language, directions
        self._reader = Reader(charter, language, directions.day, counting(charter))
        self._answering = Answering(directions, self._reader)
        self._words = form_words(charter, language)["concerns"]

    def all(self) -> Iterator[Slugged]:
        concerns = [{**words, "line": _first_sentence(words["definition"])} for words in self._words]
        yield "guide", ("guide.html", {"concerns": concerns, "elsewhere": self._elsewhere()})
        for concern, answers in self._directions.answers.items():
            yield from self._of(concern, answers)
        lookalikes = [concern for concern in concerns if concern["non_examples"]]
        about = {"reasons": reasons(self._language), "concerns": lookalikes}
        unsure = {"unsure": UNSURE, "unsure_name": self._answering.name(UNSURE)}
        yield "guide/not-to-report", ("guide_not.html", {**about, **unsure})

    def _of(self, concern: str, answers: tuple[Answer, ...]) -> Iterator[Slugged]:
        if len(answers) > 1:
            by_area = {area: answer for answer in answers for area in answer.areas}
            for place in pages(where(self._directions.areas, by_area)):
                yield self._where(concern, place)
        for answer in answers:
            shown = self._answering.shown(answer)
            card = list(islice(self._answering.wallet([shown["lead"], *shown["above"]]), MOST_ON_A_CARD))
            slug = f"guide/{concern}/{answer.slug}".rstrip("/")
            yield slug, ("guide_answer.html", {**shown, "card": card})

    def _where(self, concern: str, place: Place) -> Slugged:
        inside = self._directions.areas.name(place.area, self._language) if place.apart else ""
        slug = f"guide/{concern}/in/{place.area}" if place.apart else f"guide/{concern}"
        name, meaning = self._answering.name(concern), self._answering.meaning(concern)
        return slug, (
            "guide_where.html",
            {"name": name, "inside": inside, "place": self._row(place, open_=True), "meaning": meaning},
        )

    def _row(self, place: Place, *, open_: bool = False) -> Shown:
        concern = place.answer.concern
        base = f"/{self._language}/guide/{concern}"
        apart = place.apart and not open_
        return {
            "name": self._directions.areas.name(place.area, self._language),
            "href": f"{base}/{place.answer.slug}",
            "lead": self._answering.lead(place.answer),
            "apart": f"{base}/in/{place.area}" if apart else "",
            "below": [] if apart else [self._row(inner) for inner in place.below],
        }

    def _elsewhere(self) -> list[Shown]:
        """Return what is for somebody else: who may be in danger first, then the kinds in their order."""
        order = {kind: place for place, kind in enumerate(MATTERS)}
        entries = sorted(self._charter.line.elsewhere, key=lambda e: order.get(e.kind, len(order)))
        return [self._misfit(entry) for entry in entries]

    def _misfit(self, entry: Elsewhere) -> Shown:
        point = self._charter.directory.contacts.get(entry.contact_point)
        [channel] = self._reader.channels((point,), self._charter.line.desk) if point else [None]
        return {
            "kind": entry.kind,
            "matter": entry.matter[self._language],
            "office": entry.office[self._language],
            "contact": keep_numbers(entry.contact[self._language]),
            "href": channel.href if channel else "",
        }


def _first_sentence(text: str) -> str:
    """Return the first sentence of a definition, which says what it is about."""
    found = re.match(r".+?(?:[.!?](?=\s)|[。！？])", text, flags=re.DOTALL)
    return found[0] if found else text
