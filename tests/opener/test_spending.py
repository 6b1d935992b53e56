"""Budgets in sliding windows, refusals that fill no disk, and: no log, no answer."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.opener.houses import Officer, World, entries
from tocsin.charter.model import Opening
from tocsin.opener.authorise.changes import ACTS, is_for
from tocsin.opener.authorise.refusals import PER_HOUR, Refusals
from tocsin.opener.authorise.rules import ROLES, Verb, budgets, may_act
from tocsin.opener.authorise.shifts import Authority
from tocsin.opener.errors import BudgetSpent, NoSuchCase, NotAllowed, OtherVersion
from tocsin.opener.ledger import LogRewritten

TIGHT = Opening(opens_per_hour=3, opens_per_shift=5)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    charter = world.house.charter
    world.house.charter = replace(charter, line=replace(charter.line, opening=TIGHT))
    world.drop(world.report(what="canary-herring"))
    world.collect()
    return world


@pytest.fixture
def otto(world: World) -> Officer:
    otto = Officer(world)
    otto.begin()
    return otto


def spent(otto: Officer, most: int = 10) -> int:
    """Open until the budget says no; return how often it was."""
    for count in range(most):
        try:
            otto.ask("open", otto.world.cases()[0])
        except BudgetSpent:
            return count
    return most


def test_an_hour_has_a_budget_and_so_have_eight(world: World, otto: Officer) -> None:
    assert spent(otto) == 3
    world.clock.time += timedelta(minutes=59)
    assert spent(otto) == 0
    world.clock.time += timedelta(minutes=1, seconds=1)
    assert spent(otto) == 2
    world.clock.time += timedelta(hours=7)
    otto.begin()
    assert spent(otto) == 3


def test_more_shifts_are_not_more_budget_nor_is_a_restart(world: World, otto: Officer) -> None:
    otto.ask("open", world.cases()[0])
    otto.begin()
    otto.ask("open", world.cases()[0])
    charter = world.house.charter
    world.again().charter = charter
    otto.authority = Authority(world.house)
    otto.begin()
    assert spent(otto) == 1


def test_a_session_key_begins_one_shift_also_over_a_restart(world: World, otto: Officer, monkeypatch: Any) -> None:
    request = otto.request("cases")
    otto.checked(request)
    charter = world.house.charter
    world.again().charter = charter
    otto.authority = Authority(world.house)
    kept = otto.session
    monkeypatch.setattr("tests.opener.houses.new_session_key", lambda: kept)
    with pytest.raises(NotAllowed, match="begun a shift"):
        otto.begin()
    world.clock.time += timedelta(hours=8, minutes=3)
    otto.begin()
    with pytest.raises(NotAllowed, match="minute old"):
        otto.checked(request)


def test_one_officers_budget_is_not_anothers(world: World, otto: Officer) -> None:
    berta = Officer(world, "berta", authority=otto.authority)
    berta.begin()
    assert (spent(otto), spent(berta)) == (3, 3)


def test_who_tries_names_spends_as_much_as_who_opens(otto: Officer) -> None:
    for _ in range(3):
        with pytest.raises(NoSuchCase):
            otto.ask("open", "XXXX-XXXX")
    assert spent(otto) == 0


def test_every_verb_of_every_role_has_a_budget_and_no_role_has_an_unknown_verb() -> None:
    assert set(Verb) <= budgets(Opening()).keys()
    for role, verbs in ROLES.items():
        assert verbs <= set(Verb), role
    assert not may_act("operator", Verb.CASES)
    assert not may_act("", Verb.CASES)
    assert [r for r in ROLES if may_act(r, Verb.CONFIRM)] == ["officer", "supervisor"]
    assert {act for act in ACTS if is_for("officer", act)} == {"export", "export-rewrite", "refer"}
    assert not any(is_for(role, act) for act in ACTS for role in ROLES if role not in ("officer", "supervisor"))


def test_a_flood_of_refusals_is_counted_and_fills_no_disk(world: World) -> None:
    refusals, before = Refusals(world.house), world.house.ledger.head()[0]
    for _ in range(5 * PER_HOUR):
        refusals.note("otto", "not-allowed")
    refusals.note("berta", "recused", case=world.cases()[0])
    assert world.house.ledger.head()[0] - before == PER_HOUR + 2
    refusals.settle()
    assert world.house.ledger.head()[0] - before == PER_HOUR + 2
    world.clock.time += timedelta(hours=1)
    refusals.settle()
    last = entries(world)[-1]
    assert (last["why"], last["officer"], last["count"]) == ("not-allowed", "otto", 4 * PER_HOUR)
    refusals.settle(ending=True)
    assert entries(world)[-1] == last
    refusals.note("otto", "not-allowed")
    assert "count" not in entries(world)[-1]


def test_the_end_of_the_opener_writes_what_was_only_counted(world: World) -> None:
    refusals = Refusals(world.house)
    for _ in range(PER_HOUR + 1):
        refusals.note("otto", "not-allowed")
    refusals.settle(ending=True)
    assert entries(world)[-1]["count"] == 1


def test_a_database_of_another_version_is_refused_with_a_way_out(world: World) -> None:
    with world.house.database.main as main:
        main.execute("PRAGMA user_version = 1")
    with pytest.raises(OtherVersion, match="version 1") as caught:
        world.again()
    assert "tocsin init" in caught.value.hint


def test_with_a_full_disk_nothing_is_opened_laid_begun_or_changed(world: World, otto: Officer) -> None:
    """SQLite itself says that the disk is full."""
    house, case = world.house, world.cases()[0]
    (pages,) = house.database.main.execute("PRAGMA page_count").fetchone()
    house.database.main.execute(f"PRAGMA max_page_count = {pages}")
    before, size = house.database.main.total_changes, house.ledger.head()[0]
    with pytest.raises(sqlite3.OperationalError, match="full"):  # noqa: PT012 - what little fits is not an answer
        for _ in range(200):
            size = house.ledger.head()[0]
            otto.authority._spending._spent.clear()
            otto.ask("lay-reply", case, text="x" * 2000)
    assert before < house.database.main.total_changes
    assert house.ledger.head()[0] == size
    house.ledger.verify()
    house.database.main.execute("PRAGMA max_page_count = 1073741823")
    assert otto.ask("open", case)["report"]["what"] == "canary-herring"


def test_a_ledger_that_fails_leaves_no_shift_no_opening_and_a_sound_log(
    world: World, otto: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise LogRewritten("as if")

    size = world.house.ledger.head()[0]
    monkeypatch.setattr(world.house.ledger, "append", fails)
    live = list(otto.authority._shifts)
    for act in (lambda: otto.ask("open", world.cases()[0]), lambda: otto.ask("recuse", world.cases()[0]), otto.begin):
        with pytest.raises(LogRewritten, match="as if"):
            act()
    assert list(otto.authority._shifts) == live
    assert world.house.ledger.head()[0] == size
    assert world.house.database.main.execute("SELECT count(*) FROM recusals").fetchone() == (0,)
