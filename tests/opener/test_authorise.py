from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lines import left_behind
from tests.opener.houses import Officer, World, entries
from tests.world import KEYS_LINE, ROSA
from tocsin.envelope.replies import read_reply, reply_name
from tocsin.envelope.unseal import unseal
from tocsin.exchange.request import Request, new_session_key, sign
from tocsin.opener.authorise.refusals import Refusals
from tocsin.opener.authorise.rules import ROLES, Verb
from tocsin.opener.errors import BadArgument, NoSuchCase, NotAllowed, ReasonMissing
from tocsin.opener.ledger import LogRewritten
from tocsin.opener.verbs import carry_out


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.drop(world.report(what="canary-herring", about="Nils"))
    world.collect()
    return world


@pytest.fixture
def otto(world: World) -> Officer:
    officer = Officer(world)
    officer.begin()
    return officer


def test_an_officer_opens_a_case_with_a_reason_and_it_is_in_the_log(world: World, otto: Officer) -> None:
    case = world.cases()[0]
    opened = carry_out(world.house, otto.checked(otto.request("open", case, "first look")))
    assert opened["report"]["what"] == "canary-herring"
    assert opened["about"] == "Nils"
    assert "about" not in opened["report"]
    last = entries(world)[-1]
    assert (last["verb"], last["officer"], last["case"], last["reason"]) == ("open", "otto", case, "first look")


def test_the_log_is_durable_before_the_answer_and_without_it_there_is_none(
    world: World, otto: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space left on device")

    request = otto.checked(otto.request("open", world.cases()[0]))
    monkeypatch.setattr(world.house.ledger, "append", full)
    with pytest.raises(OSError, match="no space"):
        carry_out(world.house, request)


def test_the_entry_of_an_opening_survives_a_crash_right_after_the_answer(world: World, otto: Officer) -> None:
    carry_out(world.house, otto.checked(otto.request("open", world.cases()[0], "look")))
    world.house.database.main.rollback()  # what was not committed would be gone now
    assert entries(world)[-1]["verb"] == "open"


def refuse(otto: Officer, request: Request, error: type[Exception] = NotAllowed, match: str | None = None) -> None:
    with pytest.raises(error, match=match):
        otto.checked(request)


def test_a_request_is_good_once(otto: Officer) -> None:
    request = otto.request("cases")
    otto.checked(request)
    refuse(otto, request, match="before")
    otto.counter = 0
    refuse(otto, otto.request("cases"), match="before")


def test_a_request_of_another_minute_is_refused(world: World, otto: Officer) -> None:
    request = otto.request("cases")
    world.clock.time += timedelta(seconds=61)
    refuse(otto, request, match="minute")


def test_a_changed_request_is_refused(otto: Officer) -> None:
    data = otto.request("cases", limit=1).to_bytes()
    signature = sign(otto.session, data)
    with pytest.raises(NotAllowed, match="no live shift"):
        otto.authority.check(otto.shift, data.replace(b'"limit":1', b'"limit":9'), signature)


def test_a_foreign_session_key_is_refused(otto: Officer) -> None:
    data = otto.request("cases").to_bytes()
    for signature in (sign(new_session_key(), data), "", "!!", "AAAA"):
        with pytest.raises(NotAllowed):
            otto.authority.check(otto.shift, data, signature)
    with pytest.raises(NotAllowed):
        otto.authority.check("no such shift", data, sign(otto.session, data))


def test_one_officer_cannot_ask_in_the_name_of_another(world: World, otto: Officer) -> None:
    Officer(world, "berta")
    request = otto.request("cases")
    refuse(otto, Request(**{**vars(request), "officer": "berta"}), match="another")


def test_a_shift_ends(world: World, otto: Officer) -> None:
    world.clock.time += timedelta(hours=8, seconds=1)
    refuse(otto, otto.request("cases"), match="ended")


@pytest.mark.parametrize(
    "change", [{"expires": timedelta(hours=9)}, {"expires": timedelta(0)}, {"nonce": "00" * 32}, {"officer": "nils"}]
)
def test_a_shift_that_is_too_long_over_stale_or_nobodys_does_not_begin(
    world: World, otto: Officer, change: dict[str, Any]
) -> None:
    if "expires" in change:
        change = {"expires": world.clock() + change["expires"]}
    with pytest.raises(NotAllowed):
        otto.begin(**change)


def test_nils_with_a_key_of_his_own_begins_no_shift(otto: Officer) -> None:
    otto.key = new_session_key()
    with pytest.raises(NotAllowed, match="did not sign"):
        otto.begin()


def test_an_officer_who_left_asks_for_nothing(world: World, otto: Officer) -> None:
    with world.house.database.main as main:
        main.execute("UPDATE officers SET active = 0")
    refuse(otto, otto.request("cases"), match="role")
    with pytest.raises(NotAllowed):
        otto.begin()


def test_an_overseer_sees_the_log_and_opens_nothing(world: World) -> None:
    olga = Officer(world, "olga", "overseer")
    olga.begin()
    assert carry_out(world.house, olga.checked(olga.request("log")))["size"] > 0
    for verb in set(Verb) - ROLES["overseer"]:
        refuse(olga, olga.request(verb, world.cases()[0]), match="role")


def test_a_verb_that_nobody_defined_is_nobodys(otto: Officer) -> None:
    refuse(otto, otto.request("erase-everything"), match="role")


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_nothing_is_opened_without_a_reason(world: World, otto: Officer, reason: str) -> None:
    refuse(otto, otto.request("open", world.cases()[0], reason), ReasonMissing)


def test_refusals_are_logged_without_what_was_asked_for(world: World) -> None:
    Refusals(world.house).note("otto", "not-allowed")
    last = entries(world)[-1]
    assert (last["verb"], last["officer"], last["why"]) == ("refused", "otto", "not-allowed")
    assert last.keys() == {"verb", "time", "officer", "why", "seq"}


def test_a_reply_reaches_the_reporter_and_changes_the_state(world: World, otto: Officer) -> None:
    case, text = world.cases()[0], "canary-reply " + "港" * 5000
    carry_out(world.house, otto.checked(otto.request("lay-reply", case, text=text, state="question")))
    derived = ROSA.derive(KEYS_LINE)
    sealed = [world.house.replies.fetch(reply_name(derived.mailbox_key, n)) for n in (1, 2, 3)]
    parts = [read_reply(unseal(s, derived.reply_seed)) for s in sealed if s is not None]
    assert "".join(p.text for p in parts) == text
    assert {(p.state, p.parts) for p in parts} == {("question", len(parts))}
    opened = carry_out(world.house, otto.checked(otto.request("open", case)))
    assert opened["state"] == "question"
    assert opened["replies"][1]["officer"] == "otto"
    assert left_behind(world.home, "canary-reply", "canary-herring") == []


@pytest.mark.parametrize(
    "arguments", [{"text": ""}, {"text": 1}, {"state": "received"}, {"language": "??"}, {"state": 1}]
)
def test_a_reply_that_makes_no_sense_is_refused(world: World, otto: Officer, arguments: dict[str, Any]) -> None:
    request = otto.checked(otto.request("lay-reply", world.cases()[0], **({"text": "x"} | arguments)))
    with pytest.raises(BadArgument):
        carry_out(world.house, request)


@pytest.mark.parametrize("verb", ["open", "lay-reply"])
def test_a_case_that_does_not_exist_is_said(otto: Officer, verb: str) -> None:
    refuse(otto, otto.request(verb, "XXXX-XXXX", text="x"), NoSuchCase)


def test_cases_are_listed_newest_first_and_tell_nothing_of_what_was_told(world: World, otto: Officer) -> None:
    from tests.world import NILS

    world.drop(world.report(receipt=NILS, what="second"), segment="two")
    world.collect()
    answer = carry_out(world.house, otto.checked(otto.request("cases", limit=1)))
    assert answer["total"] == 2
    assert [c["case"] for c in answer["cases"]] == [world.cases()[-1]]
    assert "second" not in str(answer)
    with pytest.raises(BadArgument):
        carry_out(world.house, otto.checked(otto.request("cases", limit=0)))


def test_what_cannot_wait_stands_in_the_list_and_in_the_case(world: World, otto: Officer) -> None:
    kinds = ("addition", "withdrawal", "addition", "protection", "retaliation")
    world.drop(*(world.addition(f"canary-{i}", kind=kind) for i, kind in enumerate(kinds)), segment="two")
    world.collect()
    listed = carry_out(world.house, otto.checked(otto.request("cases")))
    [case] = listed["cases"]
    assert case["added"] == {"addition": 2, "withdrawal": 1, "protection": 1, "retaliation": 1}
    assert case["state"] == "received"
    assert "canary" not in str(listed)
    opened = carry_out(world.house, otto.checked(otto.request("open", case["case"])))
    assert [(a["kind"], a["text"]) for a in opened["additions"]] == [(k, f"canary-{i}") for i, k in enumerate(kinds)]
    assert left_behind(world.home, "canary-3") == []


def test_a_case_to_which_nothing_was_added_says_nothing(world: World, otto: Officer) -> None:
    [case] = carry_out(world.house, otto.checked(otto.request("cases")))["cases"]
    assert case["added"] == {}


def test_replies_name_the_desk_that_additions_go_to(world: World) -> None:
    derived = ROSA.derive(KEYS_LINE)
    sealed = world.house.replies.fetch(reply_name(derived.mailbox_key, 0))
    assert sealed is not None
    assert read_reply(unseal(sealed, derived.reply_seed)).desk == world.house.desk == "main"


def tamper_flip(world: World) -> None:
    world.house.database.main.execute("UPDATE log SET leaf = zeroblob(32) WHERE seq = 0")


def tamper_cut(world: World) -> None:
    world.house.database.main.execute("DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)")


@pytest.mark.parametrize("tamper", [tamper_flip, tamper_cut])
def test_a_rewritten_log_is_seen_at_the_next_start_and_on_demand(world: World, tamper: Callable[[World], None]) -> None:
    with world.house.database.main:
        tamper(world)
    with pytest.raises(LogRewritten):
        world.house.ledger.verify()
    with pytest.raises(LogRewritten):
        world.again()


def test_the_clear_columns_page_names_every_column_and_no_other(world: World) -> None:
    import re

    from tests.lines import REPOSITORY

    page = (REPOSITORY / "docs" / "clear-columns.md").read_text()
    named = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", page, flags=re.MULTILINE))
    real = set()
    for connection in (world.house.database.main, world.house.database.payloads):
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            real |= {f"{table}.{row[1]}" for row in connection.execute(f"PRAGMA table_info({table})")}
    assert named == real
