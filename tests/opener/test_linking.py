"""Many-to-many: a report in several cases, several reports in one; nothing is moved, nothing leaks, all is undone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.opener.houses import Officer, World, entries
from tests.world import KEYS_LINE, NILS, ROSA
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.replies import read_reply, reply_name
from tocsin.envelope.unseal import unseal
from tocsin.opener.erasing import erase_messages
from tocsin.opener.errors import (
    BadArgument,
    KeyDestroyed,
    LastHold,
    NoSuchCase,
    NoSuchReport,
    OpenerError,
    OutsideCompartment,
    ReasonMissing,
    SomeoneWasFirst,
    WhichReport,
)
from tocsin.opener.feed import events

CLEO = Receipt(b"cleo's 16 bytes!")


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    for receipt, word in ((ROSA, "rosa"), (NILS, "nils"), (CLEO, "cleo")):
        world.drop(world.report(receipt=receipt, what=word), segment=word)
        world.collect()
        world.clock.time += timedelta(days=1)
    return world


@pytest.fixture
def team(world: World) -> dict[str, Officer]:
    authority = (otto := Officer(world)).authority
    berta = Officer(world, "berta", compartments=["tide"], authority=authority)
    sara = Officer(world, "sara", "supervisor", compartments=["tide"], authority=authority)
    sven = Officer(world, "sven", "supervisor", compartments=["tide"], authority=authority)
    for officer in (otto, berta, sara, sven):
        officer.begin()
    return {o.name: o for o in (otto, berta, sara, sven)}


def into_tide(team: dict[str, Officer], case: str) -> None:
    team["sven"].decide(team["sara"].propose("compartment", case=case, arguments={"compartment": "tide"}))


def told(officer: Officer, case: str) -> list[str]:
    return [r["report"]["what"] for r in officer.ask("open", case)["reports"]]


def report_in(officer: Officer, case: str, number: int = 0) -> str:
    return str(officer.ask("open", case)["reports"][number]["message"])


def test_a_linked_report_is_in_both_cases_and_is_not_edited_or_moved(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, _) = team["otto"], world.cases()
    before = otto.ask("open", first)["reports"][0]
    keys = world.house.database.main.execute("SELECT id, wrapped FROM ring ORDER BY id").fetchall()
    assert otto.ask("link", second, "the same boat", message=before["message"])["linked"] == [before["message"]]
    assert (told(otto, first), told(otto, second)) == (["rosa"], ["rosa", "nils"])
    assert before in otto.ask("open", second)["reports"]
    assert world.house.database.main.execute("SELECT id, wrapped FROM ring ORDER BY id").fetchall() == keys
    [entry] = [e for e in entries(world) if e["verb"] == "link"]
    assert (entry["officer"], entry["case"], entry["reason"]) == ("otto", second, "the same boat")
    with pytest.raises(SomeoneWasFirst):
        otto.ask("link", second, message=before["message"])
    with pytest.raises(ReasonMissing):
        otto.ask("link", second, " ", message=before["message"])


def test_a_case_runs_from_its_first_report_and_unlinking_undoes_it(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, _) = team["otto"], world.cases()
    days = {c: otto.ask("open", c)["received"] for c in (first, second)}
    assert days[first] < days[second]
    otto.ask("link", second, other=first)
    assert otto.ask("open", second)["received"] == days[first]
    rosas = report_in(otto, first)
    assert otto.ask("unlink", second, message=rosas)["unlinked"] == [rosas]
    assert (told(otto, second), otto.ask("open", second)["received"]) == (["nils"], days[second])
    assert told(otto, first) == ["rosa"]
    kinds = [(e["case"], len(e["reports"])) for e in told_cases(world)]
    assert kinds == [(second, 2), (second, 1)]


def told_cases(world: World) -> list[dict[str, Any]]:
    found = events(world.house, {"after": 0, "limit": 1000})["events"]
    return [e for e in found if e["kind"] == "case"]


def test_neither_a_report_without_a_case_nor_a_case_without_a_report(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, _) = team["otto"], world.cases()
    rosas = report_in(otto, first)
    with pytest.raises(LastHold):
        otto.ask("unlink", first, message=rosas)
    otto.ask("link", second, message=rosas)
    with pytest.raises(LastHold):
        otto.ask("unlink", first, message=rosas)  # the case would hold nothing
    with pytest.raises(NoSuchReport):
        otto.ask("unlink", first, message=report_in(otto, second, 1))
    size = world.house.ledger.head()[0]
    for words in ({}, {"message": 1}, {"other": second}, {"message": rosas, "other": first}):
        with pytest.raises(BadArgument):
            otto.ask("link", second, **words)
    assert world.house.ledger.head()[0] == size


def test_a_report_gets_a_case_of_its_own_with_its_own_day_and_key(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, _) = team["otto"], world.cases()
    otto.ask("link", second, other=first)
    nils = report_in(otto, second, 1)
    world.clock.time += timedelta(days=9)
    otto.begin()
    new = otto.ask("new-case", second, "not the same after all", message=nils)["new"]
    otto.ask("unlink", second, message=nils)
    assert (told(otto, second), told(otto, new)) == (["rosa"], ["nils"])
    assert otto.ask("open", new)["received"] == otto.ask("open", new)["reports"][0]["received"]
    assert otto.ask("open", new)["received"] > otto.ask("open", first)["received"]
    otto.ask("write", new, kind="title", text="Nils")
    assert otto.ask("open", second)["papers"] == []
    last = [e for e in told_cases(world) if e["case"] == new][-1]
    assert (last["concern"], last["compartment"], len(last["reports"])) == ("ce-approach", "", 1)


def test_what_is_added_later_reaches_every_case_that_holds_the_report(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, _) = team["otto"], world.cases()
    world.drop(world.addition("before"), segment="before")
    world.collect()
    otto.ask("link", second, other=first)
    world.drop(world.addition("after"), segment="after")
    assert world.collect()["additions"] == 1
    for case in (first, second):
        opened = otto.ask("open", case)
        assert [a["text"] for a in opened["additions"]] == ["before", "after"]
        assert {a["follows"] for a in opened["additions"]} == {opened["reports"][0]["message"]}
    otto.ask("unlink", second, message=report_in(otto, first))
    assert otto.ask("open", second)["additions"] == []


def read(world: World, receipt: Receipt, number: int) -> str:
    derived = receipt.derive(KEYS_LINE)
    sealed = world.house.replies.fetch(reply_name(derived.mailbox_key, number))
    return read_reply(unseal(sealed, derived.reply_seed)).text if sealed else ""


def test_an_answer_in_a_case_of_several_says_to_whom(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, _) = team["otto"], world.cases()
    otto.ask("link", second, other=first)
    with pytest.raises(WhichReport):
        otto.ask("lay-reply", second, text="Thank you.")
    rosas, nilss = report_in(otto, second), report_in(otto, second, 1)
    assert otto.ask("lay-reply", second, text="For Rosa.", message=rosas)["numbers"] == {rosas: 1}
    assert (read(world, ROSA, 1), read(world, NILS, 1)) == ("For Rosa.", "")
    assert otto.ask("lay-reply", second, text="For both.", message="all")["numbers"] == {rosas: 2, nilss: 1}
    assert (read(world, ROSA, 2), read(world, NILS, 1), read(world, CLEO, 1)) == ("For both.", "For both.", "")
    # Who opens the other case sees what its reporter was told here, and the queue knows that she waits no more.
    assert [r["text"] for r in otto.ask("open", first)["replies"]] == ["", "For Rosa.", "For both."]
    found = events(world.house, {"after": 0, "limit": 1000})["events"]
    states = [(e["case"], e["reports"]) for e in found if e["kind"] == "state"]
    assert states[:2] == [(first, [rosas]), (second, [rosas])]
    named = [(e["case"], e.get("officer")) for e in found if e["kind"] == "state"]
    assert named[:2] == [(first, None), (second, "otto")]  # by whom is for who sees the case in which it was laid
    with pytest.raises(NoSuchReport):
        otto.ask("lay-reply", first, text="x", message=nilss)


def test_a_report_leaves_no_compartment_and_what_is_laid_inside_is_not_shown_outside(
    world: World, team: dict[str, Officer]
) -> None:
    otto, berta, (hidden, open_one, third) = team["otto"], team["berta"], world.cases()
    into_tide(team, hidden)
    secret = report_in(berta, hidden)
    for words in ({"message": secret}, {"other": hidden}):
        with pytest.raises(OutsideCompartment):
            berta.ask("link", open_one, **words)
        with pytest.raises((NoSuchReport, NoSuchCase)):
            otto.ask("link", open_one, **words)
    with pytest.raises(NoSuchReport) as none:
        otto.ask("link", open_one, message="00" * 16)
    with pytest.raises(NoSuchReport) as other:
        otto.ask("link", open_one, message=secret)
    assert str(none.value) == str(other.value)
    with pytest.raises(NoSuchCase):
        otto.ask("link", hidden, other=open_one)
    berta.ask("link", hidden, other=open_one)  # inward nothing is shown to anybody new
    nilss = report_in(otto, open_one)
    berta.ask("lay-reply", hidden, text="canary-inside", message=nilss)
    assert "canary-inside" not in str(otto.ask("open", open_one))
    assert "canary-inside" in str(berta.ask("open", open_one))
    assert berta.ask("new-case", hidden, message=secret)["new"] not in {c["case"] for c in otto.ask("cases")["cases"]}
    into_tide(team, third)
    assert berta.ask("link", third, message=secret)["linked"] == [secret]


def test_who_is_kept_from_a_report_is_kept_from_it_wherever_it_is_linked(
    world: World, team: dict[str, Officer]
) -> None:
    otto, sara, (first, second, third) = team["otto"], team["sara"], world.cases()
    sara.ask("recuse", first, officer="otto")
    assert told(otto, second) == ["nils"]
    sara.ask("link", second, other=first)
    with pytest.raises(NoSuchCase):
        otto.ask("open", second)
    new = sara.ask("new-case", second, message=report_in(sara, first))["new"]
    for case in (first, second, new):
        with pytest.raises(NoSuchCase):
            otto.ask("lay-reply", case, text="x", message="all")
    assert told(otto, third) == ["cleo"]
    found = events(world.house, {"after": 0, "limit": 1000})["events"]
    assert [e["case"] for e in found if e["kind"] == "recusal"] == [first, second, new]


def test_a_later_recusal_reaches_every_case_that_holds_the_report_and_no_other(
    world: World, team: dict[str, Officer]
) -> None:
    otto, sara, (first, second, third) = team["otto"], team["sara"], world.cases()
    otto.ask("link", second, other=first)
    assert sara.ask("recuse", first, officer="otto") == {"case": first, "recused": "otto"}
    assert [c["case"] for c in otto.ask("cases")["cases"]] == [third]
    assert told(team["berta"], second) == ["rosa", "nils"]


def test_an_erased_report_shows_as_erased_and_hinders_nothing_else(world: World, team: dict[str, Officer]) -> None:
    otto, (first, second, third) = team["otto"], world.cases()
    otto.ask("link", second, other=first)
    otto.ask("write", first, kind="note", text="stays")
    rosas = report_in(otto, first)
    erase_messages(world.house, [rosas], why="test")
    opened = otto.ask("open", second)
    assert ([r["report"]["what"] for r in opened["reports"]], [e["message"] for e in opened["erased"]]) == (
        ["nils"],
        [rosas],
    )
    assert otto.ask("lay-reply", second, text="For Nils alone is left.")["numbers"].keys() == {
        opened["reports"][0]["message"]
    }
    alone = otto.ask("open", first)
    assert (alone["report"], alone["reports"], [p["text"] for p in alone["papers"]]) == ({}, [], ["stays"])
    for words in ({}, {"message": "all"}, {"message": rosas}):
        with pytest.raises(KeyDestroyed):
            otto.ask("lay-reply", first, text="x", **words)
    assert [c["gist"] for c in otto.ask("glance", cases=[first, second, third])["cases"]] == ["", "nils", "cleo"]


ACTS = st.tuples(st.sampled_from(["link", "other", "unlink", "new-case"]), st.integers(0, 4), st.integers(0, 4))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=12))
def test_whatever_is_linked_every_report_has_a_case_and_every_case_a_report(
    world: World, team: dict[str, Officer], acts: list[tuple[str, int, int]]
) -> None:
    otto, main = team["otto"], world.house.database.main
    reports = [r for (r,) in main.execute("SELECT id FROM messages WHERE kind = 'report' ORDER BY rowid")]
    days = main.execute("SELECT id, received FROM messages ORDER BY rowid").fetchall()
    for act, a, b in acts:
        cases = world.cases()
        case = cases[a % len(cases)]
        words = {"other": cases[b % len(cases)]} if act == "other" else {"message": reports[b % len(reports)]}
        try:
            otto.ask("link" if act == "other" else act, case, **words)
        except OpenerError:
            continue
    held = main.execute("SELECT case_id, message_id FROM case_messages").fetchall()
    assert {report for _, report in held} == set(reports)
    assert {case for case, _ in held} == set(world.cases())
    assert main.execute("SELECT id, received FROM messages ORDER BY rowid").fetchall() == days
