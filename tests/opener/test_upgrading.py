"""A database that an older version left: its lines open, its additions and replies are where they were."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.opener.houses import Officer, World
from tests.world import NILS
from tocsin.opener.authorise.shifts import Authority
from tocsin.opener.upgrading import upgrade

# What version 2 had and this version has otherwise; foreign keys are off meanwhile, so that nothing else is touched.
AS_VERSION_2 = """
PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;
DROP TABLE paper_acts; DROP TABLE papers; DROP TABLE feed; DROP TABLE referrals; DROP TABLE passed;
DROP INDEX cases_of_message;
CREATE TABLE old_messages (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, received TEXT NOT NULL, epoch TEXT NOT NULL,
    header BLOB NOT NULL, slip_header BLOB NOT NULL) STRICT;
INSERT INTO old_messages SELECT id, kind, received, epoch, header, slip_header FROM messages ORDER BY rowid;
DROP TABLE messages; ALTER TABLE old_messages RENAME TO messages;
CREATE TABLE old_replies (
    message_id TEXT NOT NULL REFERENCES messages (id), number INTEGER NOT NULL, name BLOB NOT NULL,
    sealed BLOB, kept BLOB NOT NULL, PRIMARY KEY (message_id, number)) STRICT;
INSERT INTO old_replies SELECT message_id, number, name, sealed, kept FROM replies;
DROP TABLE replies; ALTER TABLE old_replies RENAME TO replies;
DELETE FROM meta WHERE key = 'feed'; DELETE FROM ring WHERE id = 'desk';
PRAGMA user_version = 2;
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.drop(world.report(), world.addition("canary-more"), segment="one")
    world.drop(world.report(receipt=NILS), world.addition("canary-other", receipt=NILS), segment="two")
    world.collect()
    return world


def everything(world: World, otto: Officer) -> list[dict[str, Any]]:
    return [otto.ask("open", case) for case in world.cases()]


def test_a_file_of_version_2_opens_to_the_same_cases_and_takes_papers(world: World) -> None:
    otto = Officer(world)
    otto.begin()
    for case in world.cases():
        otto.ask("lay-reply", case, text=f"Thank you for {case}.")
    expected = everything(world, otto)
    world.house.close()
    old = sqlite3.connect(world.house.folder / "opener.db")
    old.executescript(AS_VERSION_2)
    old.close()
    world.house = world.unlock()
    upgrade(world.house)
    otto.authority = Authority(world.house)
    otto.begin()
    assert everything(world, otto) == expected
    [addition] = expected[0]["additions"]
    assert addition["follows"] == expected[0]["reports"][0]["message"]
    assert [r["officer"] for r in expected[1]["replies"]] == ["", "otto"]
    query = "SELECT count(*) FROM messages WHERE (kind = 'report') = (follows IS NULL)"
    assert world.house.database.main.execute(query).fetchone() == (4,)
    otto.ask("write", world.cases()[0], kind="note", text="x")
    otto.ask("write", kind="handover", text="quiet")
    assert world.house.database.main.execute("PRAGMA user_version").fetchone() == (5,)
    assert world.house.database.main.execute("PRAGMA foreign_key_check").fetchall() == []
