"""How it works: nothing that the charter does not promise, and no figure that no desk has published."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.lines import HARBOUR, REPOSITORY, now, public_home, run
from tests.press.guides import TODAY, Page
from tests.world import SHOWN
from tocsin.charter.desk import Clock
from tocsin.charter.model import Charter
from tocsin.charter.outcomes import Outcome
from tocsin.charter.read import load
from tocsin.exchange import places
from tocsin.exchange.figures import Figures, Share, Time
from tocsin.press.build import build_site
from tocsin.press.commands import build

ONE_YEAR: dict[str, Any] = {
    "charter": "2026.1",
    "since": date(2025, 11, 25),
    "until": date(2026, 11, 24),
    "smallest": 10,
}
MAIN = Figures(
    "main",
    **ONE_YEAR,
    received=1240,
    times={"first-answer": Time(1200, 2), "feedback": Time(600, 75), "transfer": Time(60, 1)},
    late={"acknowledgement": Share(1200, 5), "second-reader": Share(300, 10), "of-another-charter": Share(300, 95)},
    rerouted=Share(1200, 15),
    contacts=Share(12, 90),
)


@pytest.fixture(scope="module")
def harbour() -> Charter:
    return load(HARBOUR)


def page(charter: Charter, *figures: Figures, language: str = "en") -> Page:
    return Page(build_site(charter, SHOWN, TODAY, figures)[f"/{language}/process"].data.decode())


def test_every_promise_of_the_charter_stands_there_with_who_keeps_it(harbour: Charter) -> None:
    text = page(harbour).text
    for said in (
        "Within 7 days",
        "Within 60 days",
        "within 15 minutes",
        "Within 3 working days: A second reader has read it",
        "Immediately, says the law. Within 1 day: Passed on to the office that leads",
    ):
        assert said in text, said
    for desk in harbour.line.receiving:
        assert harbour.line.reads(desk, "en") in text
    for outcome in Outcome:
        assert outcome.value in text
    assert harbour.line.complaint.contact["en"] in text


def test_a_clock_that_the_charter_gains_is_promised_and_one_that_it_loses_is_not(harbour: Charter) -> None:
    clock = Clock("asked", "received", ("closed",), (2, "W"), name={"en": "A question is put", "zh-Hans": "提出问题"})
    text = page(replace(harbour, desk=replace(harbour.desk, clocks=(clock,)))).text
    assert "Within 2 weeks: A question is put" in text
    assert "A second reader has read it" not in text


def test_offices_that_lead_without_a_desk_of_ours_are_named_and_without_one_nothing_is_passed_on(
    harbour: Charter,
) -> None:
    text = page(harbour).text
    assert "Some things are led by others: Customs; the Reporters' Commissioner." in text
    ours = tuple(replace(r, desk=r.desk or "main") for r in harbour.directory.remits if r.role == "lead")
    text = page(replace(harbour, directory=replace(harbour.directory, remits=ours))).text
    assert "passed on" not in text


def test_what_desks_published_is_shown_with_whose_it_is_and_when(harbour: Charter) -> None:
    north = Figures("north", **ONE_YEAR, times={"first-answer": Time(80, 9)})
    read = page(harbour, MAIN, north)
    for said in (
        "Half of 1200 cases took no longer than 2 days (the Harbour Office",
        "Half of 80 cases took no longer than 9 days (the Northern Isles office",
        "Half of 60 cases took no longer than 1 day (",
        "From November 25, 2025 to November 24, 2026.",
        "Later than promised: the first answer 5 in 100",
        "Later than promised: A second reader has read it 10 in 100",
        "Decided anew for whom it is 15 in 100",
    ):
        assert said in read.text, said
    assert "95 in 100" not in read.text
    assert '<rect class="over" x="60" width="15"' in read.html
    assert '<rect class="over" x="7" width="2"' in read.html


def test_without_figures_the_page_says_so_and_shows_none(harbour: Charter) -> None:
    read = page(harbour)
    assert "There are no figures yet. Of fewer than 10 cases none is told." in read.text
    assert 'class="measured"' not in read.html


@pytest.mark.parametrize("name", ["harbour", "university", "industry"])
def test_each_shipped_line_draws_it_and_every_link_leads_somewhere(name: str) -> None:
    charter = load(REPOSITORY / "charters" / name)
    for language in charter.line.languages:
        site = build_site(charter, SHOWN, TODAY)
        read = Page(site[f"/{language}/process"].data.decode())
        assert [link for link in read.links if link.startswith("/") and link not in site] == []
        assert charter.text(language, "process").split("\n", 1)[0].removeprefix("# ") in read.text


def test_a_file_that_says_anything_else_is_left_out_and_told_and_the_site_is_built(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    folder = places.figures(home, "main").parent
    folder.mkdir(exist_ok=True)
    places.figures(home, "main").write_bytes(MAIN.to_bytes())
    places.figures(home, "north").write_bytes(MAIN.to_bytes())  # a desk that would speak for another
    places.figures(home, "south").write_bytes(b'{"format":"tocsin/figures/v1","received":3}')
    done = run("tocsin-press", "build", "--home", str(home))
    assert done.returncode == 0
    assert "the figures of south are left out" in done.stderr
    shown = (home / "public" / "site" / done.stdout.strip() / "en" / "process" / "index.html").read_text()
    assert "Half of 1200 cases" in shown
    assert shown.count("Half of 1200 cases") == 1
    places.figures(home, "main").unlink()
    assert build(home, now().date()) != done.stdout.strip()
