"""Two desks in one line's folder: Otto's reports are his to open, and what is told about him is not."""

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lines import left_behind
from tests.opener.houses import Officer, World
from tests.world import KEYS_LINE, ROSA
from tocsin.envelope.post import Name, Post
from tocsin.envelope.replies import reply_name
from tocsin.exchange.attachments import ORPHAN_SECONDS
from tocsin.opener.errors import NoSuchCase, NoSuchDesk, NotAllowed
from tocsin.opener.messages import report_of
from tocsin.opener.verbs import carry_out


def about_otto(world: World) -> Post:
    return world.report(what="canary-bribe", about="canary-otto")


@pytest.fixture
def ottos(tmp_path: Path) -> World:
    return World(tmp_path / "home")


@pytest.fixture
def olgas(ottos: World) -> World:
    """Return the overseer's opener, unlocked beside the desk's in the same line."""
    return World(ottos.home, seed=7, desk="overseer")


def test_each_opener_collects_its_own_slot_alone(ottos: World, olgas: World) -> None:
    olgas.drop(about_otto(olgas))
    assert (ottos.collect()["cases"], ottos.cases()) == (0, [])
    assert len(list((ottos.home / "slot" / "overseer").iterdir())) == 1
    assert olgas.collect()["collected"] == 1
    assert report_of(olgas.house, olgas.cases()[0])[1].report["about"] == "canary-otto"
    assert ottos.collect()["cases"] == 0


def test_the_answer_lies_among_the_replies_of_all_desks(ottos: World, olgas: World) -> None:
    olgas.drop(about_otto(olgas))
    olgas.collect()
    name = reply_name(ROSA.derive(KEYS_LINE).mailbox_key, 0)
    assert ottos.house.replies.fetch(name) == olgas.house.replies.fetch(name) is not None


def test_the_desks_ring_has_no_key_for_what_was_told_to_the_overseer(ottos: World, olgas: World) -> None:
    post = about_otto(olgas)
    renamed = replace(post, name=Name("main", *list(vars(post.name).values())[1:]))
    ottos.drop(post, renamed)  # by a mistake, or by a thief who moved it
    found = ottos.collect()
    assert (found["collected"], found["quarantined"]) == (0, 2)
    reasons = ottos.house.database.main.execute("SELECT reason FROM quarantine").fetchall()
    assert reasons == [("WrongKey",), ("WrongKey",)]
    names = [row[0] for row in ottos.house.database.main.execute("SELECT id FROM ring")]
    assert not any("overseer" in name for name in names)


def test_no_officer_of_the_desk_begins_a_shift_at_the_overseers_opener(ottos: World, olgas: World) -> None:
    olgas.drop(about_otto(olgas))
    olgas.collect()
    otto, olga = Officer(ottos), Officer(olgas, "olga")
    at_hers = Officer(olgas, "olga-again")
    at_hers.name, at_hers.key = otto.name, otto.key  # his own key and name, at her opener
    with pytest.raises(NotAllowed, match="did not sign"):
        at_hers.begin()
    at_hers.name = "olga"  # her name, his key
    with pytest.raises(NotAllowed, match="did not sign"):
        at_hers.begin()
    otto.begin()
    case = olgas.cases()[0]
    assert carry_out(ottos.house, otto.checked(otto.request("cases")))["total"] == 0
    with pytest.raises(NoSuchCase):
        carry_out(ottos.house, otto.checked(otto.request("open", case)))
    olga.begin()
    assert carry_out(olgas.house, olga.checked(olga.request("open", case)))["about"] == "canary-otto"


def test_a_shift_at_one_opener_is_none_at_the_other(ottos: World, olgas: World) -> None:
    otto = Officer(ottos)
    otto.begin()
    otto.authority = Officer(olgas, "olga").authority
    with pytest.raises(NotAllowed, match="no live shift"):
        otto.checked(otto.request("cases"))


def test_arriving_parts_are_swept_by_their_own_opener(ottos: World, olgas: World) -> None:
    place = olgas.house.arriving.place(b"p" * 16, 0)
    place.write_bytes(b"part")
    later = place.stat().st_mtime + ORPHAN_SECONDS + 1
    assert ottos.house.arriving.sweep(now=later) == 0
    assert olgas.house.arriving.sweep(now=later) == 1


def test_a_desk_that_the_charter_does_not_name_has_no_opener(ottos: World) -> None:
    ottos.desk = "../elsewhere"
    with pytest.raises(NoSuchDesk, match="main, north, south, overseer"):
        ottos.unlock()


def test_no_word_and_no_trace_of_it_lies_in_the_desks_folders(ottos: World, olgas: World) -> None:
    post = about_otto(olgas)
    olgas.drop(post)
    ottos.collect()
    olgas.collect()
    ottos.collect()
    os.sync()
    trace = post.name.envelope_id.hex()
    for folder in ("opener/main", "slot/main", "attachments/main", "run"):
        assert left_behind(ottos.home / folder, trace, "canary-bribe", "canary-otto", olgas.cases()[0]) == [], folder
    with sqlite3.connect(f"file:{olgas.house.folder / 'opener.db'}?mode=ro", uri=True) as hers:
        assert hers.execute("SELECT count(*) FROM messages WHERE id = ?", (trace,)).fetchone() == (1,)
