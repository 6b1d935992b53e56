"""What lies in a desk's folder of referrals and is not whole, or from no desk of this line, is kept aside and told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.opener.houses import Officer, World
from tests.opener.neighbours import at_work, lies, neighbours
from tests.world import NILS
from tocsin.envelope.post import Name
from tocsin.envelope.referral import Referral, read_passed_on, write_referral
from tocsin.envelope.seal import seal
from tocsin.envelope.unseal import unseal
from tocsin.exchange import places
from tocsin.exchange.segment import encode_record, read_records
from tocsin.opener import reception
from tocsin.opener.referring import keeping

Records = list[tuple[str, bytes]]


@pytest.fixture
def desks(tmp_path: Path) -> list[World]:
    main, other = neighbours(tmp_path / "home", "main", "overseer")
    main.drop(main.report(), main.addition("more"))
    main.collect()
    return [main, other]


@pytest.fixture
def otto(desks: list[World]) -> Officer:
    return at_work(desks[0], "otto")


def only_file(world: World) -> Path:
    [name] = lies(world)
    return places.referrals(world.home, world.desk) / name


def rewritten(path: Path, change: Callable[[Records], Records]) -> None:
    records = [(record.name, record.body) for record in read_records(path)]
    path.write_bytes(b"".join(encode_record(name, body) for name, body in change(records)))


def said_otherwise(world: World, **changes: object) -> Callable[[Records], Records]:
    """Return what writes the referral anew with other words, sealed as it was."""
    key = world.keys.sealing(world.desk, world.clock())
    seeds = reception.seeds(world.house.database, world.house.ring, world.desk, key.epoch)

    def change(records: Records) -> Records:
        told = read_passed_on(unseal(records[0][1], seeds[0]))
        assert isinstance(told, Referral)
        body = seal(write_referral(replace(told, **changes)), [key.recipient], rng=world.rng)  # type: ignore[arg-type]
        return [(str(Name.of(key.desk, key.epoch, told.id, body)), body), *records[1:]]

    return change


def flipped(records: Records) -> Records:
    name, body = records[1]
    return [records[0], (name, body[:-1] + bytes([body[-1] ^ 1])), *records[2:]]


CHANGES: dict[str, Callable[[Records], Records]] = {
    "one bit": flipped,
    "without its last body": lambda records: records[:-1],
    "with a body more": lambda records: [*records, records[-1]],
    "in another order": lambda records: [records[0], records[2], records[1]],
    "without the referral": lambda records: records[1:],
    "with nothing": lambda _: [],
    "with another name": lambda records: [("../../up", records[0][1]), *records[1:]],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_not_whole_is_kept_aside_and_the_reports_stay_where_they_were(
    desks: list[World], otto: Officer, change: Callable[[Records], Records]
) -> None:
    main, other = desks
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    rewritten(only_file(other), change)
    for _ in range(2):  # counted once, and kept
        other.collect()
    assert other.cases() == []
    assert len(lies(other)) == 1
    (count,) = other.house.database.main.execute("SELECT count(*) FROM quarantine").fetchone()
    assert count == 1
    main.collect()
    [case] = main.cases()
    assert [kept.state for kept in keeping.of_case(main.house, case)] == ["failed"]
    otto.ask("lay-reply", case, text="It is ours.")


@pytest.mark.parametrize("sender", ["overseer", "nowhere"])
def test_a_desk_that_is_none_or_itself_passes_nothing_on(desks: list[World], otto: Officer, sender: str) -> None:
    main, other = desks
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    rewritten(only_file(other), said_otherwise(other, sender=sender))
    assert (other.collect()["quarantined"], other.cases()) == (1, [])


def test_a_referral_that_names_other_kinds_than_it_carries_is_none(desks: list[World], otto: Officer) -> None:
    main, other = desks
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    path = only_file(other)
    seeds = reception.seeds(other.house.database, other.house.ring, "overseer", "")
    told = next(
        told
        for record in read_records(path)
        for seed in seeds
        if isinstance(told := read_passed_on(unseal(record.body, seed)), Referral)
    )
    report, added = told.messages
    rewritten(path, said_otherwise(other, messages=(report, replace(added, kind="withdrawal"))))
    assert (other.collect()["quarantined"], other.cases()) == (1, [])


def test_the_same_file_again_is_dropped(desks: list[World], otto: Officer) -> None:
    main, other = desks
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    path = only_file(other)
    copy = path.read_bytes()
    assert other.collect()["referrals"] == 1
    path.write_bytes(copy)
    assert (other.collect()["referrals"], len(other.cases()), lies(other)) == (0, 1, [])


def test_what_intake_could_put_into_the_slot_is_no_referral(desks: list[World], otto: Officer) -> None:
    main, other = desks
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    path = only_file(other)
    other.drop_raw([(record.name, record.body) for record in read_records(path)])
    path.unlink()
    other.collect()
    assert all(keeping.of_case(other.house, case) == [] for case in other.cases())


def test_what_was_added_waits_for_the_report_that_it_overtook(desks: list[World], otto: Officer) -> None:
    main, other = desks
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    path = only_file(other)
    path.rename(main.home / "held")
    main.drop(main.addition("later"), segment="two")
    main.collect()
    for _ in range(2):
        other.collect()
    assert len(lies(other)) == 1
    (main.home / "held").rename(path)
    for _ in range(2):
        other.collect()
    kinds = other.house.database.main.execute("SELECT kind FROM messages").fetchall()
    assert (len(kinds), lies(other)) == (3, [])
    assert other.house.database.main.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)


def test_another_desks_referral_opens_nowhere_else(desks: list[World], otto: Officer) -> None:
    main, other = desks
    main.drop(main.report(receipt=NILS), segment="two")
    main.collect()
    otto.ask_afresh("refer", main.cases()[0], to="overseer")
    path = only_file(other)
    path.rename(places.referrals(main.home, "main") / path.name)
    assert main.collect()["quarantined"] == 1
