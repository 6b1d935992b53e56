"""Where it was: the places of a concern at which the answer changes, large ones on a page of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tocsin.press.guide.answers import Answer
from tocsin.press.guide.areas import Areas

MOST_ROWS = 200  # on one page: beyond, a place of many places has a page of its own


@dataclass(frozen=True)
class Place:
    """An area; its answer holds for all of it that `below` does not say apart. `apart`: on a page of its own."""

    area: str
    answer: Answer
    below: tuple["Place", ...]
    apart: bool = False

    @property
    def rows(self) -> int:
        """How many rows it takes on the page it stands on."""
        return 1 if self.apart or not self.below else 2 + sum(place.rows for place in self.below)


def where(areas: Areas, answers: Mapping[str, Answer]) -> Place:
    """Return the whole area, with every place below at which the answer changes."""
    return _divided(_place(areas, answers, areas.root))


def pages(place: Place) -> Iterator[Place]:
    """Yield the place of each page: the whole area, then those that have one of their own."""
    yield place
    yield from _apart(place)


def _place(areas: Areas, answers: Mapping[str, Answer], area: str) -> Place:
    below = (_place(areas, answers, child) for child in areas.below.get(area, ()) if area)
    told = tuple(place for place in below if place.below or place.answer is not answers[area])
    return Place(area, answers[area], told)


def _divided(place: Place) -> Place:
    """Return the place with the largest of those below it on pages of their own, until it is short enough."""
    below = [_divided(inner) for inner in place.below]
    while sum(inner.rows for inner in below) > MOST_ROWS:
        at = max(range(len(below)), key=lambda n: below[n].rows)
        if below[at].rows == 1:
            break  # a country whose thousand parts lie side by side has a long page
        below[at] = Place(below[at].area, below[at].answer, below[at].below, apart=True)
    return Place(place.area, place.answer, tuple(below), place.apart)


def _apart(place: Place) -> Iterator[Place]:
    for inner in place.below:
        if inner.apart:
            yield inner
        yield from _apart(inner)
