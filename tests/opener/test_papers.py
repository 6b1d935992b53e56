"""What officers write: sealed under the case's key, replaced without loss, taken back by whom it is for."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from tests.lines import left_behind
from tests.opener.houses import Officer, World, entries, two_supervisors
from tests.world import NILS, ROSA
from tocsin.charter.model import TwoPersons
from tocsin.opener.errors import (
    BadArgument,
    NoSuchCase,
    NoSuchPaper,
    NotAllowed,
    NotYours,
    OfficerRecused,
    OwnChange,
    SomeoneWasFirst,
)
from tocsin.opener.papers.rules import LONGEST, OUTCOMES


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    for receipt in (ROSA, NILS):
        world.drop(world.report(receipt=receipt), segment=receipt.secret.hex())
    world.collect()
    return world


@pytest.fixture
def otto(world: World) -> Officer:
    otto = Officer(world)
    otto.begin()
    return otto


@pytest.fixture
def berta(world: World, otto: Officer) -> Officer:
    berta = Officer(world, "berta", authority=otto.authority)
    berta.begin()
    return berta


def papers(officer: Officer, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = officer.ask("open", case)["papers"]
    return found


def two_persons(world: World, **changes: bool) -> None:
    charter = world.house.charter
    world.house.charter = replace(charter, line=replace(charter.line, two_persons=TwoPersons(**changes)))


def test_notes_facts_and_opinions_are_kept_in_order_and_apart(world: World, otto: Officer, berta: Officer) -> None:
    case, other = world.cases()
    for officer, kind in ((otto, "note"), (berta, "fact"), (otto, "opinion"), (otto, "note")):
        officer.ask("write", case, kind=kind, text=f"canary-{kind}-of-{officer.name}")
    told = [(p["kind"], p["text"], p["officer"], p["withdrawn"]) for p in papers(otto, case)]
    assert told == [
        ("note", "canary-note-of-otto", "otto", False),
        ("fact", "canary-fact-of-berta", "berta", False),
        ("opinion", "canary-opinion-of-otto", "otto", False),
        ("note", "canary-note-of-otto", "otto", False),
    ]
    assert papers(otto, other) == []
    assert "canary" not in str(entries(world))
    assert left_behind(world.home, "canary") == []


@pytest.mark.parametrize("kind", ["title", "rewrite"])
def test_a_new_one_takes_the_place_of_the_last_which_stays_readable(
    world: World, otto: Officer, berta: Officer, kind: str
) -> None:
    case, _ = world.cases()
    first = otto.ask("write", case, kind=kind, text="one")
    second = berta.ask("write", case, kind=kind, text="two", paper=first["paper"], version=1)
    assert (first["paper"], second["version"]) == (second["paper"], 2)
    [paper] = papers(otto, case)
    assert (paper["text"], paper["officer"], [v["text"] for v in paper["versions"]]) == ("two", "berta", ["one"])
    with pytest.raises(SomeoneWasFirst):
        otto.ask("write", case, kind=kind, text="three", version=1)
    with pytest.raises(SomeoneWasFirst):
        otto.ask("write", case, kind=kind, text="three", paper="00" * 8)
    assert papers(otto, case)[0]["version"] == 2


def test_a_draft_is_each_officers_own_and_one_version_while_it_is_typed(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, _ = world.cases()
    for text in ("H", "He", "Hello"):
        otto.ask("write", case, kind="draft", text=text)
        world.clock.time += timedelta(minutes=4)
    berta.ask("write", case, kind="draft", text="Berta's")
    assert [(p["text"], p["version"]) for p in papers(otto, case)] == [("Hello", 1), ("Berta's", 1)]
    otto.ask("write", case, kind="draft", text="Hello again")
    mine, _ = papers(otto, case)
    assert (mine["text"], [v["text"] for v in mine["versions"]]) == ("Hello again", ["Hello"])
    otto.ask("write", case, kind="draft", text="")
    assert papers(otto, case)[0]["text"] == ""


def test_a_paper_is_withdrawn_by_its_writer_soon_or_by_a_supervisor_and_restored(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, _ = world.cases()
    sara, _ = two_supervisors(world)
    paper = otto.ask("write", case, kind="note", text="wrong case")["paper"]
    with pytest.raises(NotYours):
        berta.ask("withdraw", case, paper=paper)
    assert otto.ask("withdraw", case, paper=paper)["withdrawn"]
    [shown] = papers(otto, case)
    assert (shown["text"], shown["withdrawn"], shown["withdrawn_by"]) == ("wrong case", True, "otto")
    with pytest.raises(SomeoneWasFirst):
        otto.ask("withdraw", case, paper=paper)
    with pytest.raises(NotYours):
        berta.ask("restore", case, paper=paper)
    assert not otto.ask("restore", case, paper=paper)["withdrawn"]
    world.clock.time += timedelta(minutes=10, seconds=1)
    with pytest.raises(NotYours):
        otto.ask("withdraw", case, paper=paper)
    assert sara.ask("withdraw", case, paper=paper)["withdrawn"]
    assert sara.ask("restore", case, paper=paper)["state"] == "standing"


def test_a_withdrawn_title_is_none_and_the_next_one_begins_anew(world: World, otto: Officer) -> None:
    case, _ = world.cases()
    paper = otto.ask("write", case, kind="title", text="Tide tables")["paper"]
    otto.ask("withdraw", case, paper=paper)
    [seen] = otto.ask("glance", cases=[case])["cases"]
    assert seen["title"] == ""
    assert otto.ask("write", case, kind="title", text="Money")["paper"] != paper
    [seen] = otto.ask("glance", cases=[case])["cases"]
    assert seen["title"] == "Money"


def test_a_finding_has_an_outcome_and_where_the_charter_says_so_a_second_officer(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, other = world.cases()
    words = {"kind": "finding", "text": "Seen twice.", "outcome": "substantiated"}
    assert otto.ask("write", case, **words)["state"] == "standing"
    two_persons(world, findings=True)
    proposed = otto.ask("write", case, **words)
    assert proposed["state"] == "proposed"
    with pytest.raises(OwnChange):
        otto.ask("confirm-finding", case, paper=proposed["paper"])
    with pytest.raises(NoSuchPaper):
        berta.ask("confirm-finding", other, paper=proposed["paper"])
    assert berta.ask("confirm-finding", case, paper=proposed["paper"])["state"] == "confirmed"
    with pytest.raises(SomeoneWasFirst):
        berta.ask("confirm-finding", case, paper=proposed["paper"])
    shown = papers(otto, case)[-1]
    assert (shown["state"], shown["confirmed_by"], shown["outcome"]) == ("confirmed", "berta", "substantiated")
    again = otto.ask("write", case, **words)["paper"]
    otto.ask("withdraw", case, paper=again)
    with pytest.raises(SomeoneWasFirst):
        berta.ask("confirm-finding", case, paper=again)


WRONG: list[dict[str, Any]] = [
    {"kind": "verdict", "text": "x"},
    {"kind": ["note"], "text": "x"},
    {"kind": "note", "text": " \n"},
    {"kind": "note", "text": None},
    {"kind": "title", "text": "x" * (LONGEST["title"] + 1)},
    {"kind": "finding", "text": "x"},
    {"kind": "finding", "text": "x", "outcome": "guilty"},
    {"kind": "note", "text": "x", "outcome": OUTCOMES[0]},
]


@pytest.mark.parametrize("words", WRONG)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(world: World, otto: Officer, words: dict[str, Any]) -> None:
    size = world.house.ledger.head()[0]
    with pytest.raises(BadArgument):
        otto.ask("write", world.cases()[0], **words)
    assert world.house.ledger.head()[0] == size
    assert papers(otto, world.cases()[0]) == []


def test_the_desk_has_handovers_of_its_own_and_nothing_else(world: World, otto: Officer, berta: Officer) -> None:
    case, other = world.cases()
    otto.ask("write", kind="handover", text="canary-quiet night")
    otto.ask("write", case, kind="handover", text="ask her about the boat")
    with pytest.raises(BadArgument, match="a case"):
        otto.ask("write", kind="note", text="x")
    told = berta.ask("handovers", cases=[case, other, "XXXX-XXXX"])
    assert [p["text"] for p in told["desk"]] == ["canary-quiet night"]
    assert [(c["case"], [p["text"] for p in c["papers"]]) for c in told["cases"]] == [
        (case, ["ask her about the boat"])
    ]
    own = told["desk"][0]["id"]
    with pytest.raises(NoSuchPaper):
        otto.ask("withdraw", case, paper=own)
    assert otto.ask("withdraw", paper=own)["withdrawn"]
    assert left_behind(world.home, "canary") == []


def test_a_handover_says_to_who_hands_over_how_many_drafts_have_words_and_of_nobody_elses(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, other = world.cases()
    for about, text in ((case, "canary-half an answer"), (other, "gone"), (other, "")):
        otto.ask("write", about, kind="draft", text=text)
    told = otto.ask("handovers", cases=[case, other])
    assert told["drafts"] == 1
    assert "canary" not in str(told)
    assert berta.ask("handovers", cases=[case, other])["drafts"] == 0
    assert otto.ask("handovers", cases=[other])["drafts"] == 0


def test_who_must_not_see_a_case_neither_writes_nor_reads_there(world: World, otto: Officer, berta: Officer) -> None:
    case, other = world.cases()
    paper = berta.ask("write", case, kind="note", text="canary-note")["paper"]
    otto.ask("recuse", case)
    for verb in ("write", "withdraw", "restore", "confirm-finding"):
        with pytest.raises(OfficerRecused):
            otto.ask(verb, case, kind="note", text="x", paper=paper)
        with pytest.raises(NoSuchCase):
            otto.ask(verb, "XXXX-XXXX", kind="note", text="x", paper=paper)
    with pytest.raises(NoSuchPaper):
        otto.ask("withdraw", other, paper=paper)
    assert [c["case"] for c in otto.ask("glance", cases=[case, other])["cases"]] == [other]
    olga = Officer(world, "olga", "overseer", authority=otto.authority)
    olga.begin()
    for verb in ("write", "glance", "handovers", "withdraw"):
        with pytest.raises(NotAllowed):
            olga.ask(verb, kind="handover", text="x", cases=[case])


def test_a_text_that_somebody_moves_on_the_disk_opens_nowhere(world: World, otto: Officer) -> None:
    case, other = world.cases()
    title = otto.ask("write", case, kind="title", text="one")["paper"]
    note = otto.ask("write", case, kind="note", text="another")["paper"]
    otto.ask("write", case, kind="title", text="two")
    main = world.house.database.main
    for query in (
        "UPDATE papers SET case_id = :other WHERE id = :title",
        "UPDATE papers SET kind = 'opinion' WHERE id = :title",
        "UPDATE paper_acts SET sealed = (SELECT sealed FROM paper_acts WHERE paper_id = :note) WHERE paper_id = :title",
        "UPDATE paper_acts SET number = 1 - number + 2 WHERE paper_id = :title",
    ):
        main.execute(query, {"other": other, "title": title, "note": note})
        with pytest.raises(InvalidTag):
            [otto.ask("open", c) for c in (case, other)]
        main.rollback()


def test_a_paper_and_its_entry_are_durable_together_or_neither_is(world: World, otto: Officer) -> None:
    case, _ = world.cases()
    main = world.house.database.main
    main.execute("CREATE TRIGGER no BEFORE INSERT ON paper_acts BEGIN SELECT RAISE(ABORT, 'no'); END")
    size = world.house.ledger.head()[0]
    with pytest.raises(sqlite3.IntegrityError):
        otto.ask("write", case, kind="note", text="x")
    main.execute("DROP TRIGGER no")
    assert world.house.ledger.head()[0] == size
    assert papers(otto, case) == []
    paper = otto.ask("write", case, kind="note", text="x")["paper"]
    entry = entries(world)[-1]
    assert (entry["verb"], entry["paper"], entry["kind"], entry["officer"]) == ("write", paper, "note", "otto")
    world.again()
    otto.authority._house = world.house
    assert [p["text"] for p in papers(otto, case)] == ["x"]
