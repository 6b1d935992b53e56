"""A case passed on between desks of a line: whole, once, and answered on from there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lines import left_behind
from tests.opener.houses import Officer, World, entries
from tests.opener.neighbours import at_work, lies, neighbours, read, shown
from tests.opener.test_collect import upload
from tests.world import NILS, ROSA
from tocsin.charter.model import Referrals, TwoPersons
from tocsin.exchange import places
from tocsin.opener import errors
from tocsin.opener.erasing import erase_messages
from tocsin.opener.feed import events
from tocsin.opener.opening import open_part
from tocsin.opener.referring import keeping

PICTURE = bytes(range(256)) * 8_000
DAY = timedelta(days=1)


@pytest.fixture
def desks(tmp_path: Path) -> list[World]:
    return neighbours(tmp_path / "home", "main", "overseer")


@pytest.fixture
def main(desks: list[World]) -> World:
    main, _ = desks
    main.drop(main.report(what="canary-told"), main.addition("canary-added"))
    main.collect()
    return main


@pytest.fixture
def other(desks: list[World]) -> World:
    return desks[1]


@pytest.fixture
def otto(main: World) -> Officer:
    return at_work(main, "otto")


@pytest.fixture
def olga(other: World) -> Officer:
    return at_work(other, "olga")


def refer(officer: Officer, to: str = "overseer", **more: Any) -> dict[str, Any]:
    [case] = officer.world.cases()
    return officer.ask_afresh("refer", case, "canary-reason", to=to, words="canary-words", **more)


def give_back(officer: Officer) -> dict[str, Any]:
    [case] = officer.world.cases()
    return officer.ask_afresh("return", case, "canary-not-ours", words="")


def states(world: World) -> list[tuple[str, str, str]]:
    cases = world.cases()
    return [(kept.way, kept.kind, kept.state) for case in cases for kept in keeping.of_case(world.house, case)]


def charter_says(world: World, **changes: Any) -> None:
    line = replace(world.house.charter.line, **changes)
    world.house.charter = replace(world.house.charter, line=line)


def test_a_case_arrives_whole_and_the_reporter_is_answered_from_there(
    other: World, otto: Officer, olga: Officer
) -> None:
    done = refer(otto)
    assert (done["state"], done["times"], len(lies(other))) == ("sent", 1, 1)
    assert (other.collect()["referrals"], lies(other)) == (1, [])
    told = shown(olga)
    assert (told["report"]["what"], told["state"]) == ("canary-told", "received")
    assert [a["text"] for a in told["additions"]] == ["canary-added"]
    [referral] = told["referrals"]
    assert (referral["desk"], referral["reason"], referral["words"]) == ("main", "canary-reason", "canary-words")
    assert (referral["officer"], referral["concern"]) == ("otto", "ce-approach")
    olga.ask("lay-reply", told["case"], text="canary-answer")
    replies = read(other)
    assert [(reply.number, reply.desk) for reply in replies] == [
        (0, "main"),
        (1, "main"),
        (2, "overseer"),
        (3, "overseer"),
    ]
    assert replies[1].text.startswith("Your report was passed on to ")
    assert (replies[2].state, replies[2].text, replies[3].text) == ("received", "", "canary-answer")
    assert [a["text"] for a in shown(otto)["additions"]] == ["canary-added"]


def test_the_first_day_goes_along_and_no_clock_begins_anew(
    main: World, other: World, otto: Officer, olga: Officer
) -> None:
    first = main.clock().date().isoformat()
    otto.ask("lay-reply", main.cases()[0], text="Thank you.")
    main.clock.time += 2 * DAY
    otto.begin()
    olga.begin()
    refer(otto)
    other.collect()
    told = shown(olga)
    assert (told["received"], told["reports"][0]["received"], told["referrals"][0]["day"]) == (
        first,
        first,
        main.clock().date().isoformat(),
    )
    told_desk = events(other.house, {"after": 0, "limit": 100})["events"]
    [answered] = [e for e in told_desk if e["kind"] == "state"]
    assert (answered["day"], answered["state"]) == (first, "in work")
    assert {e["received"] for e in told_desk if e["kind"] == "report"} == {first}


def test_what_is_added_with_the_old_desks_key_goes_after_it_and_what_is_late_too(
    main: World, other: World, otto: Officer, olga: Officer
) -> None:
    late = upload(main, PICTURE)
    parts = places.attachments(main.home, "main")
    held = parts / f"{late.id.hex()}.0"
    held.rename(main.home / "held")
    main.drop(main.addition("canary-file", attachments=[late]), segment="two")
    main.collect()
    refer(otto)
    other.collect()
    main.drop(main.addition("canary-after"), segment="three")
    (main.home / "held").rename(held)
    assert (main.collect()["additions"], len(lies(other))) == (1, 2)
    other.collect()
    told = shown(olga)
    assert {a["text"] for a in told["additions"]} == {"canary-added", "canary-file", "canary-after"}
    [file] = told["attachments"]
    assert (file["complete"], file["size"]) == (True, len(PICTURE))
    content = [open_part(other.house, file["message"], file["id"], number) for number in range(file["parts"])]
    assert b"".join(content) == PICTURE
    assert len(told["referrals"]) == 1  # what went after it is no new one


def test_what_is_added_with_the_new_desks_key_is_for_that_desk_alone(
    main: World, other: World, otto: Officer, olga: Officer
) -> None:
    refer(otto)
    other.collect()
    other.drop(other.addition("canary-new"))
    assert (main.collect()["additions"], other.collect()["additions"]) == (0, 1)
    assert "canary-new" in str(shown(olga))
    assert "canary-new" not in str(shown(otto))


def test_no_word_lies_on_the_way_or_in_a_database(main: World, other: World, otto: Officer) -> None:
    refer(otto)
    assert left_behind(main.home, "canary") == []
    other.collect()
    assert left_behind(main.home, "canary") == []


def test_the_old_desk_answers_no_more(main: World, otto: Officer) -> None:
    refer(otto)
    [case] = main.cases()
    with pytest.raises(errors.PassedOn):
        otto.ask("lay-reply", case, text="too late")
    with pytest.raises(errors.PassedOn):
        refer(otto)
    assert shown(otto)["reports"][0]["elsewhere"] == "overseer"


def test_it_takes_the_own_key_a_reason_another_desk_and_a_case_that_one_sees(main: World, otto: Officer) -> None:
    [case] = main.cases()
    with pytest.raises(errors.NotAllowed):
        otto.ask("refer", case, to="overseer")
    for to in ("main", "nowhere", "", None):
        with pytest.raises(errors.BadArgument):
            otto.ask_afresh("refer", case, to=to)
    with pytest.raises(errors.ReasonMissing):
        otto.ask_afresh("refer", case, " ", to="overseer")
    with pytest.raises(errors.NoSuchCase):
        otto.ask_afresh("refer", "XXXX-XXXX", to="overseer")
    with pytest.raises(errors.BadArgument):
        refer(otto, concern="no-such-concern")
    with pytest.raises(errors.NoSuchReferral):
        otto.ask("accept", case)
    otto.ask("recuse", case)
    with pytest.raises(errors.OfficerRecused):
        refer(otto)
    assert all(entry["verb"] != "refer" for entry in entries(main))


def test_a_second_officer_agrees_where_the_charter_says_so(main: World, otto: Officer) -> None:
    charter_says(main, two_persons=TwoPersons(transfers=True))
    nora = Officer(main, "nora", authority=otto.authority)
    nora.begin()
    [case] = main.cases()
    with pytest.raises(errors.SecondOfficerMissing):
        refer(otto)
    proposal = otto.propose("refer", case=case, arguments={"to": "overseer"})
    with pytest.raises(errors.SecondOfficerMissing):
        refer(otto, proposal=proposal)
    nora.decide(proposal)
    assert refer(otto, proposal=proposal)["state"] == "sent"


def test_what_lies_in_a_compartment_takes_two_and_stays_in_one_of_that_name(main: World, other: World) -> None:
    [case] = main.cases()
    otto = at_work(main, "otto", compartments=["harbour"])
    main.house.database.main.execute("UPDATE cases SET compartment = 'harbour'")
    with pytest.raises(errors.SecondOfficerMissing):
        refer(otto)
    nora = Officer(main, "nora", authority=otto.authority, compartments=["harbour"])
    nora.begin()
    proposal = otto.propose("refer", case=case, arguments={"to": "overseer"})
    nora.decide(proposal)
    refer(otto, proposal=proposal)
    olga, inside = at_work(other, "olga"), at_work(other, "ines", compartments=["harbour"])
    other.collect()
    with pytest.raises(errors.NoSuchCase):
        shown(olga)
    assert shown(inside)["report"]["what"] == "canary-told"


def test_who_was_kept_from_it_is_kept_from_it_there(main: World, other: World, otto: Officer) -> None:
    nils = at_work(main, "nils")
    nils.ask("recuse", main.cases()[0])
    there, olga = at_work(other, "nils"), at_work(other, "olga")
    refer(otto)
    other.collect()
    with pytest.raises(errors.NoSuchCase):
        shown(there)
    assert shown(olga)


def test_the_desk_that_takes_it_says_so(main: World, other: World, otto: Officer, olga: Officer) -> None:
    refer(otto)
    other.collect()
    assert states(main) == [("out", "referred", "sent")]
    olga.ask("accept", other.cases()[0])
    assert (len(lies(main)), main.collect()["referrals"], lies(main)) == (1, 0, [])
    assert states(main) == [("out", "referred", "acknowledged")]
    assert states(other) == [("in", "referred", "acknowledged")]
    with pytest.raises(errors.NoSuchReferral):
        give_back(olga)


def test_one_that_comes_back_is_where_it_was_with_all_that_came_meanwhile(
    main: World, other: World, otto: Officer, olga: Officer
) -> None:
    refer(otto)
    other.collect()
    other.drop(other.addition("canary-new"))
    other.collect()
    olga.ask("lay-reply", other.cases()[0], text="Not ours.")
    assert give_back(olga)["times"] == 2
    assert main.collect()["referrals"] == 1
    told = shown(otto)
    assert {a["text"] for a in told["additions"]} == {"canary-added", "canary-new"}
    assert states(main) == [("out", "referred", "returned"), ("in", "returned", "acknowledged")]
    assert told["referrals"][1]["reason"] == "canary-not-ours"
    other.collect()
    assert states(other) == [("in", "referred", "returned"), ("out", "returned", "acknowledged")]
    otto.ask("lay-reply", told["case"], text="canary-home")
    replies = read(main)
    assert [reply.number for reply in replies] == list(range(7))
    assert (replies[-1].desk, replies[-1].text) == ("main", "canary-home")
    with pytest.raises(errors.PassedOn):
        olga.ask("lay-reply", other.cases()[0], text="too late")


def test_the_third_time_takes_a_supervisor(main: World, other: World, otto: Officer, olga: Officer) -> None:
    refer(otto)
    other.collect()
    give_back(olga)
    main.collect()
    with pytest.raises(errors.TooOftenPassedOn):
        refer(otto)
    sara = Officer(main, "sara", "supervisor", authority=otto.authority)
    sara.begin()
    assert refer(sara)["times"] == 3


def test_several_reports_of_one_case_arrive_as_one(main: World, other: World, otto: Officer, olga: Officer) -> None:
    main.drop(main.report(receipt=NILS, what="canary-second"), segment="two")
    main.collect()
    first, second = main.cases()
    otto.ask("link", first, other=second)
    otto.ask_afresh("refer", first, to="overseer")
    other.collect()
    assert {r["report"]["what"] for r in shown(olga)["reports"]} == {"canary-told", "canary-second"}
    assert len(read(other, NILS)) == len(read(other, ROSA)) == 3
    with pytest.raises(errors.PassedOn):  # whatever other case holds it
        otto.ask("lay-reply", second, text="too late")


def test_a_charter_may_say_nothing_in_words_and_the_desk_still_shows(main: World, other: World, otto: Officer) -> None:
    charter_says(main, referral=Referrals(tell=False))
    refer(otto)
    other.collect()
    assert [(reply.desk, reply.text) for reply in read(other)] == [("main", ""), ("overseer", "")]


def test_what_is_erased_at_one_desk_is_not_erased_at_the_other(
    main: World, other: World, otto: Officer, olga: Officer
) -> None:
    refer(otto)
    other.collect()
    erase_messages(main.house, [r["message"] for r in shown(otto)["reports"]], why="retention")
    assert shown(otto)["report"] == {}
    assert shown(olga)["report"]["what"] == "canary-told"
    give_back(olga)  # and cannot come back to where it was erased: it stays, and both are told
    assert main.collect()["quarantined"] == 1
    other.collect()
    assert states(other)[-1] == ("out", "returned", "failed")
    olga.ask("lay-reply", other.cases()[0], text="So it is ours.")


def test_nothing_is_left_to_pass_on_when_all_was_erased_first(main: World, otto: Officer) -> None:
    keys = main.home / "public" / "keys.json"
    keys.rename(main.home / "away")
    assert refer(otto)["state"] == "unprocessed"
    erase_messages(main.house, [r["message"] for r in shown(otto)["reports"]], why="retention")
    erase_messages(main.house, [a["message"] for a in shown(otto)["additions"]], why="retention")
    (main.home / "away").rename(keys)
    main.collect()
    assert states(main) == [("out", "referred", "failed")]


def test_without_a_key_or_a_folder_it_waits(main: World, other: World, otto: Officer) -> None:
    folder = places.referrals(main.home, "overseer")
    folder.rmdir()
    assert refer(otto)["state"] == "unprocessed"
    folder.mkdir()
    main.collect()
    assert (other.collect()["referrals"], states(main)) == (1, [("out", "referred", "sent")])
