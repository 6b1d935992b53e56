"""A case passed on between desks of a line: whole, once, answered on from there."""

from pathlib import Path

import pytest

from tests.opener.houses import Officer, World
from tests.opener.neighbours import at_work, lies, neighbours, read, shown

WORDS = {"to": "overseer", "words": "canary-words"}


@pytest.fixture
def desks(tmp_path: Path) -> list[World]:
    return neighbours(tmp_path / "home", "main", "overseer")


@pytest.fixture
def otto(desks: list[World]) -> Officer:
    main, _ = desks
    main.drop(main.report(what="canary-told"), main.addition("canary-added"))
    main.collect()
    return at_work(main, "otto")


@pytest.fixture
def olga(desks: list[World]) -> Officer:
    return at_work(desks[1], "olga")


def test_a_case_arrives_whole_and_the_reporter_is_answered_from_there(
    desks: list[World], otto: Officer, olga: Officer
) -> None:
    main, other = desks
    [case] = main.cases()
    done = otto.ask_afresh("refer", case, "canary-reason", **WORDS)
    assert (done["state"], done["times"], len(lies(other))) == ("sent", 1, 1)
    assert other.collect()["referrals"] == 1
    assert lies(other) == []
    told = shown(olga)
    assert told["report"]["what"] == "canary-told"
    assert [a["text"] for a in told["additions"]] == ["canary-added"]
    [referral] = told["referrals"]
    assert (referral["desk"], referral["reason"], referral["words"]) == ("main", "canary-reason", "canary-words")
    olga.ask("lay-reply", told["case"], text="canary-answer")
    replies = read(other)
    assert [reply.desk for reply in replies] == ["main", "main", "overseer", "overseer"]
    assert "overseer" in replies[1].text
    assert replies[3].text == "canary-answer"
