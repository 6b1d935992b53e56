"""What the desk may know without a shift: told in order, once, and never a word of a report."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.opener.houses import CHARTER, Officer, World, two_supervisors
from tests.world import NILS
from tocsin.opener.authorise.nonces import GOOD_FOR, MOST, Nonces
from tocsin.opener.errors import BadArgument
from tocsin.opener.feed import events


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.drop(world.report(what="canary-told"), world.addition("canary-more", kind="protection"))
    world.collect()
    return world


def told(world: World, after: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = events(world.house, {"after": after, "limit": 1000})["events"]
    return found


def without_number(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in ("seq", "report", "case")}


def test_what_arrives_is_told_with_its_day_and_in_no_words(world: World) -> None:
    report, addition = told(world)
    [case] = world.cases()
    assert report["case"] == addition["case"] == case
    day = world.clock().date().isoformat()
    assert without_number(report) == {
        "kind": "report",
        "received": day,
        "concern": "ce-approach",
        "language": "en",
        "urgency": "Future",
        "attachments": 0,
        "decision": {
            "charter": CHARTER.version,
            "concern": "ce-approach",
            "rule": "nearest-lead",
            "desk": "main",
            "lead": "harbour-office",
            "informed": [],
            "transfers": [["any-other-office", "harbour-office"], ["police", "harbour-office"]],
            "remits": ["national", "others-transfer", "police-transfer"],
        },
    }
    assert without_number(addition) == {"kind": "addition", "addition": "protection", "day": day, "attachments": 0}
    assert "canary" not in str(told(world))
    assert f"{world.clock().hour:02}:" not in str(told(world))


def test_the_feed_goes_on_where_it_was_left(world: World) -> None:
    first = events(world.house, {"after": 0, "limit": 1})
    assert [e["kind"] for e in first["events"]] == ["report"]
    rest = events(world.house, {"after": first["next"], "limit": 10})
    assert [e["kind"] for e in rest["events"]] == ["addition"]
    assert events(world.house, {"after": rest["next"], "limit": 10}) == {"events": [], "next": rest["next"]}


@pytest.mark.parametrize("asked", [{}, {"after": -1, "limit": 1}, {"after": 0, "limit": 0}, {"after": 0}, "all", None])
def test_a_question_of_another_form_is_refused(world: World, asked: object) -> None:
    with pytest.raises(BadArgument):
        events(world.house, asked)


def test_answers_recusals_officers_and_compartments_are_told(world: World) -> None:
    [case] = world.cases()
    otto = Officer(world, compartments=["tide"])
    otto.begin()
    sara, sven = two_supervisors(world)  # at an opener started after: another authority, the same house
    before = len(told(world))
    otto.ask("lay-reply", case, text="canary-answer", state="question")
    otto.ask("recuse", case, reason="canary-reason")
    sven.decide(sara.propose("end-recusal", officer="otto", case=case, arguments={}))
    sven.decide(sara.propose("end", officer="otto", arguments={}))
    kinds = [e["kind"] for e in told(world)[before:]]
    assert kinds == ["state", "recusal", "end-recusal", "officer"]
    assert told(world)[-1] | {"seq": 0} == {
        "kind": "officer",
        "seq": 0,
        "officer": "otto",
        "role": "officer",
        "active": False,
        "compartments": ["tide"],
    }
    assert "canary" not in str(told(world))


def test_an_event_and_what_it_tells_of_are_durable_together_or_neither_is(world: World) -> None:
    before = told(world)
    world.house.database.main.execute("CREATE TRIGGER no BEFORE INSERT ON feed BEGIN SELECT RAISE(ABORT, 'no'); END")
    world.drop(world.report(receipt=NILS), segment="two")
    with pytest.raises(sqlite3.IntegrityError):
        world.collect()
    world.house.database.main.execute("DROP TRIGGER no")
    assert len(world.cases()) == 1
    world.collect()
    assert [e["kind"] for e in told(world)] == [*(e["kind"] for e in before), "report"]


def test_a_database_from_before_the_feed_opens_and_tells_all_it_knows(world: World) -> None:
    [case] = world.cases()
    otto = Officer(world)
    otto.begin()
    otto.ask("lay-reply", case, text="Thank you.", state="in work")
    expected = sorted(str(without_number(e)) for e in told(world))
    main = world.house.database.main
    main.executescript("DROP TABLE feed; DELETE FROM meta WHERE key = 'feed'; PRAGMA user_version = 2;")
    world.again()
    assert sorted(str(without_number(e)) for e in told(world)) == expected
    number = len(told(world))
    world.again()
    assert len(told(world)) == number


def test_a_nonce_is_good_once_for_five_minutes_and_a_flood_pushes_out_the_oldest(world: World) -> None:
    now = world.clock()
    nonces = Nonces(world.rng)
    first, late = nonces.give(now=now), nonces.give(now=now)
    assert nonces.take(first, now=now + GOOD_FOR)
    assert not nonces.take(first, now=now)
    assert not nonces.take(late, now=now + GOOD_FOR + timedelta(seconds=1))
    assert not nonces.take("00" * 32, now=now)
    old = nonces.give(now=now)
    others = nonces.give(now=now, uid=1)
    last = [nonces.give(now=now) for _ in range(MOST)][-1]
    assert not nonces.take(old, now=now)
    assert nonces.take(others, now=now)
    assert nonces.take(last, now=now)
