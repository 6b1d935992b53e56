"""`make bench-routing`: who is competent, asked of a country of 3,000 areas x 40 concerns x 500 authorities.

Beside the bare limit, which is the dictionary look-ups alone that an answer cannot do without. Prints, and writes
build/bench/routing.json (figure -> {"value", "unit", "note"}).
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from bench.figures import Figures
from bench.routing_charter import write_country
from tocsin.charter.calendars import counting
from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.directory.routes import Routes, routes_of
from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.look.rendering import LineFacts
from tocsin.press.build import build_site
from tocsin.press.guide import hsds

QUESTIONS = 20_000
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def main() -> None:
    """Measure and write."""
    figures, chance = Figures("routing"), random.Random(9)
    with tempfile.TemporaryDirectory() as folder:
        path = write_country(Path(folder) / "charter")
        began = time.perf_counter()
        charter = load(path)
        figures.add("charter_load_s", time.perf_counter() - began, "s", "read and checked, every invariant of it")
    began = time.perf_counter()
    routes = Routes(charter.directory)
    figures.add("routes_prepare_ms", 1000 * (time.perf_counter() - began), "ms", "once for each charter")
    questions = _questions(charter, chance)
    moments = [MONDAY + timedelta(minutes=chance.randrange(7 * 24 * 60)) for _ in questions]
    calendars = counting(charter)
    routes_of(charter.directory)
    asked = list(zip(questions, moments, strict=True))
    taken = sorted(_timed(lambda q=q, now=now: resolve(charter, q, now=now, calendars=calendars)) for q, now in asked)  # type: ignore[misc]
    bare = [_timed(lambda q=q: _look_up(routes, q)) for q in questions]  # type: ignore[misc]
    figures.add("resolve_p95_ms", _p95(taken), "ms", f"{QUESTIONS:,} questions; {_size(charter)}")
    figures.add("resolve_slowest_ms", 1000 * taken[-1], "ms", "the slowest of them")
    figures.add("bare_p95_ms", _p95(bare), "ms", "the dictionary look-ups alone, same questions, same run")
    figures.add("resolve_to_bare", _p95(taken) / _p95(bare), "ratio", "an answer with its reasons to look-ups alone")
    _guide(charter, figures)
    figures.write()


def _guide(charter: Charter, figures: Figures) -> None:
    """Build the public site with the guide to all of it, in every language, and its files for programs."""
    began = time.perf_counter()
    site = build_site(charter, LineFacts("0" * 64, "0" * 64, demonstration=False), MONDAY.date())
    took = time.perf_counter() - began
    pages = {path: len(file.data) for path, file in site.items() if "/guide" in path}
    largest = max(pages, key=lambda path: pages[path])
    told = f"{len(pages):,} pages in {len(charter.line.languages)} languages, {sum(pages.values()) / 1e6:.0f} MB"
    figures.add("guide_build_s", took, "s", f"the whole site; {told}")
    figures.add("guide_page_kb", pages[largest] / 1000, "kB", f"the largest page, {largest}")
    figures.add("hsds_kb", len(site[hsds.PATH].data) / 1000, "kB", "every office and contact point for programs")


def _size(charter: Charter) -> str:
    areas, offices = len(charter.directory.areas), len(charter.directory.authorities)
    return f"{areas:,} areas x {len(charter.concerns)} concerns x {offices} authorities"


def _questions(charter: Charter, chance: random.Random) -> list[Question]:
    areas, codes = list(charter.directory.areas), sorted(charter.codes())
    return [
        Question(
            concern=chance.choice(codes),
            area=chance.choice(areas),
            language=chance.choice(charter.line.languages),
            anonymous=chance.random() < 0.5,
            answers={"ongoing": chance.choice(["yes", "no"])},
        )
        for _ in range(QUESTIONS)
    ]


def _look_up(routes: Routes, question: Question) -> None:
    """Look up what an answer cannot do without: the remits of each area above, and the lead's contact points."""
    for area in routes.lineage[question.area]:
        for remit in routes.at(area, question.concern):
            routes.points.get(remit.authority, ())


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _p95(seconds: list[float]) -> float:
    return 1000 * quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    main()
