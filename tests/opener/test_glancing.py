"""A first look at a queue: a line each, one entry, no name, nobody else's cases."""

from pathlib import Path

import pytest

from tests.opener.houses import Officer, World, entries
from tests.world import NILS
from tocsin.opener.authorise.rules import MOST_AT_ONCE, Budget, Verb
from tocsin.opener.authorise.shifts import Authority
from tocsin.opener.errors import BadArgument, BudgetSpent
from tocsin.opener.glancing import GIST


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.drop(world.report(what="  A man\n\noffered  money. " + "x" * 500, about="canary-nils"), segment="one")
    world.drop(world.report(receipt=NILS, what="Short."), segment="two")
    world.collect()
    return world


@pytest.fixture
def otto(world: World) -> Officer:
    otto = Officer(world)
    otto.begin()
    return otto


def test_a_glance_gives_title_and_first_words_and_never_whom_it_is_about(world: World, otto: Officer) -> None:
    first, second = world.cases()
    otto.ask("write", second, kind="title", text="Tide tables")
    told = otto.ask("glance", reason="", cases=[second, first, "XXXX-XXXX", first])["cases"]
    assert [(c["case"], c["title"]) for c in told] == [(second, "Tide tables"), (first, "")]
    assert told[0]["gist"] == "Short."
    assert told[1]["gist"].startswith("A man offered money. xxx")
    assert len(told[1]["gist"]) == GIST
    assert "canary" not in str(told)


def test_one_entry_names_what_was_glanced_at_and_nothing_else(world: World, otto: Officer) -> None:
    size = world.house.ledger.head()[0]
    otto.ask("glance", cases=[*world.cases(), "canary-no-case"])
    assert world.house.ledger.head()[0] == size + 1
    entry = entries(world)[-1]
    assert (entry["verb"], entry["officer"], entry["cases"], entry["asked"]) == ("glance", "otto", world.cases(), 3)
    assert "canary" not in str(entry)


def test_its_budget_counts_cases_over_requests_shifts_and_restarts(world: World, otto: Officer) -> None:
    case, _ = world.cases()
    budget = otto.authority._spending._budgets
    otto.authority._spending._budgets = {**budget, Verb.GLANCE: Budget(5, 8)}
    otto.ask("glance", cases=[case] * 3)
    with pytest.raises(BudgetSpent):
        otto.ask("glance", cases=[case] * 3)
    otto.ask("glance", cases=[case] * 2)
    otto.authority = Authority(world.house)
    otto.authority._spending._budgets = {**budget, Verb.GLANCE: Budget(5, 8)}
    otto.begin()
    with pytest.raises(BudgetSpent):
        otto.ask("glance", cases=[case])


@pytest.mark.parametrize("cases", ["all", [1], [None], {"a": 1}, ["x"] * (MOST_AT_ONCE + 1)])
def test_what_names_no_cases_or_too_many_is_refused(otto: Officer, cases: object) -> None:
    with pytest.raises(BadArgument):
        otto.ask("glance", cases=cases)
