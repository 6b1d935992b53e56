"""A compromised web process and what officers write: it relays, and neither forges, moves, exceeds nor exports."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.lines import left_behind
from tests.opener.hostile import Answer, Session, Web, guarded_home, log_of, officers_key, opener
from tests.opener.houses import Officer, World
from tests.world import NILS
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.exchange.proposal import hash_of
from tocsin.exchange.request import new_session_key, sign
from tocsin.opener.authorise.rules import MOST_AT_ONCE, Verb, budgets

RECIPIENT = recipient_of_seed(b"c" * 32).text
THIEF = recipient_of_seed(b"t" * 32).text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return guarded_home(tmp_path_factory.mktemp("guarded") / "home")


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "home")


@pytest.fixture
def served(home: Path) -> Iterator[Path]:
    with opener(home):
        yield home


def cases(web: Web, session: Session) -> list[str]:
    web.ask(collect=True)
    return [c["case"] for c in session.ask(web, "cases")["result"]["cases"]]


def codes(answers: list[Answer]) -> set[str]:
    return {"done" if a["ok"] else a["error"] for a in answers}


def test_it_relays_what_was_written_and_can_neither_forge_replay_nor_move_it(served: Path) -> None:
    with Web(served) as web, Web(served) as other:
        otto = Session.begin(web, served, "otto")
        case, elsewhere = cases(web, otto)
        good = otto.message("write", case, kind="note", text="canary-note")
        forged = [
            good | {"request": good["request"].replace("canary-note", "another")},
            good | {"request": good["request"].replace(case, elsewhere)},
            good | {"signature": sign(new_session_key(), good["request"].encode())},
            good | {"in": "00" * 16},
        ]
        assert codes([web.ask(**message) for message in forged]) == {"not-allowed"}
        written = web.ask(**good)["result"]
        assert codes([web.ask(**good), other.ask(**good)]) == {"not-allowed"}
        for verb in ("withdraw", "restore", "confirm-finding"):
            assert codes([otto.ask(web, verb, elsewhere, paper=written["paper"])]) == {"no-such-paper"}
        papers = {c: otto.ask(web, "open", c)["result"]["papers"] for c in (case, elsewhere)}
        assert [p["text"] for p in papers[case]] == ["canary-note"]
        assert papers[elsewhere] == []
    assert left_behind(served, "canary-note") == []


def test_without_a_shift_it_reads_no_word_of_papers_and_no_word_of_the_feed(served: Path) -> None:
    with Web(served) as web:
        otto = Session.begin(web, served, "otto")
        case, _ = cases(web, otto)
        otto.ask(web, "write", case, kind="title", text="canary-title", reason="")
        sara = Session.begin(web, served, "sara")
        assert sara.ask(web, "recuse", case, officer="otto")["ok"]
        told = [
            web.ask(feed={"after": 0, "limit": 1000}),
            otto.ask(web, "open", case),
            otto.ask(web, "glance", cases=[case]),
            otto.ask(web, "handovers", cases=[case]),
            otto.ask(web, "export-part", case, export="00" * 16, part=1),
            web.ask(verb="glance", cases=[case]),
            web.ask(feed={"after": 0, "limit": 10**9}),
            web.ask(feed="all"),
        ]
        assert "canary" not in json.dumps(told)
        assert sara.ask(web, "glance", cases=[case])["result"]["cases"][0]["title"] == "canary-title"


def test_it_glances_at_no_more_cases_than_the_budget_with_however_many_shifts(served: Path) -> None:
    def glance_often(_: int) -> list[Answer]:
        with Web(served) as web:
            session = Session.begin(web, served, "otto")
            return [
                session.ask(web, "glance", cases=[f"XXXX-XX{i:02}" for i in range(MOST_AT_ONCE)]) for _ in range(45)
            ]

    with ThreadPoolExecutor(3) as pool:
        answers = [a for found in pool.map(glance_often, range(3)) for a in found]
    allowed = budgets(_opening())[Verb.GLANCE].hour // MOST_AT_ONCE
    assert sum(a["ok"] for a in answers) == allowed < len(answers)
    assert codes([a for a in answers if not a["ok"]]) == {"budget-spent"}


def _opening() -> Any:
    from tocsin.charter.model import Opening

    return Opening()


def agreed(web: Web, otto: Session, sara: Session, home: Path, case: str) -> str:
    text = otto.proposal("export", case=case, arguments={"recipient": RECIPIENT})
    for session, verb in ((otto, "propose"), (sara, "confirm")):
        own = officers_key(home, session.officer)
        words = session.approval(text, verb, lambda d, own=own: sign(own, d))  # type: ignore[misc]
        what = text if verb == "propose" else hash_of(text.encode())
        assert session.ask(web, verb, proposal=what, **words)["ok"]
    return hash_of(text.encode())


def test_it_exports_nothing_although_it_steers_two_shifts_and_two_officers_agreed(home: Path) -> None:
    with opener(home), Web(home) as web:
        otto, sara = Session.begin(web, home, "otto"), Session.begin(web, home, "sara")
        case, other = cases(web, otto)
        name = agreed(web, otto, sara, home, case)
        own = officers_key(home, "otto")

        def signed(session: Session, about: str, recipient: str, key: Any, **more: Any) -> Answer:
            message = session.message("export", about, recipient=recipient, proposal=name)
            return message | ({"assertion": sign(key, message["request"].encode())} if key else {}) | more

        mine = signed(otto, case, RECIPIENT, own)
        stolen = mine["assertion"]
        answers = [
            web.ask(**signed(otto, case, THIEF, None)),
            web.ask(**signed(otto, case, THIEF, otto.key)),
            web.ask(**signed(otto, case, THIEF, None, assertion=stolen)),
            web.ask(**signed(otto, other, RECIPIENT, None, assertion=stolen)),
            web.ask(**signed(otto, case, RECIPIENT, None, assertion={"credential": "", "signature": ""})),
            web.ask(**signed(sara, case, RECIPIENT, own)),
            web.ask(**mine),  # older now than the requests before it
        ]
        assert codes(answers) == {"not-allowed"}
        # What Otto did sign leads to the recipient he saw, once; the same two officers agreed on nothing else.
        assert codes([web.ask(**signed(otto, case, THIEF, own))]) == {"second-officer-missing"}
        begun = web.ask(**signed(otto, case, RECIPIENT, own))
        assert begun["result"]["part"] == 0
        assert codes([web.ask(**signed(otto, case, RECIPIENT, own))]) == {"second-officer-missing"}
        assert codes([sara.ask(web, "export-part", case, export=begun["result"]["export"], part=0)]) == {
            "no-such-export"
        }
        assert "canary" not in json.dumps(answers)
    exported = [e for e in log_of(home) if e["verb"] == "export"]
    assert [(e["officer"], e["case"], RECIPIENT in e["text"]) for e in exported] == [("otto", case, True)]


def test_it_confirms_no_export_with_a_session_key(home: Path) -> None:
    with opener(home), Web(home) as web:
        otto, sara = Session.begin(web, home, "otto"), Session.begin(web, home, "sara")
        case, _ = cases(web, otto)
        text = otto.proposal("export", case=case, arguments={"recipient": THIEF})
        words = otto.approval(text, "propose", lambda data: sign(otto.key, data))
        assert codes([otto.ask(web, "propose", proposal=text, **words)]) == {"not-allowed"}
        good = otto.proposal("export", case=case, arguments={"recipient": RECIPIENT})
        own = officers_key(home, "otto")
        assert otto.ask(web, "propose", proposal=good, **otto.approval(good, "propose", lambda d: sign(own, d)))["ok"]
        name = hash_of(good.encode())
        answers = [
            otto.ask(web, "confirm", proposal=name, **otto.approval(good, "confirm", lambda d: sign(own, d))),
            sara.ask(web, "confirm", proposal=name, **sara.approval(good, "confirm", lambda d: sign(sara.key, d))),
        ]
        assert codes(answers) == {"own-change", "not-allowed"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.drop(world.report(what="canary-told"), world.report(receipt=NILS))
    world.collect()
    return world


CHANGED = ("papers", "paper_acts", "case_messages", "cases", "replies", "recusals", "feed", "log", "ring")


def test_without_the_log_nothing_is_shown_written_linked_or_exported(world: World) -> None:
    otto, sara = Officer(world), Officer(world, "sara", "supervisor")
    otto.begin()
    sara.authority = otto.authority
    sara.begin()
    first, second = world.cases()
    message = otto.ask("open", first)["reports"][0]["message"]
    otto.ask("link", second, message=message)
    paper = otto.ask("write", first, kind="note", text="x")["paper"]
    name = otto.propose("export", case=first, arguments={"recipient": RECIPIENT})
    sara.decide(name)
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("open", first, {}),
        ("glance", "", {"cases": [first]}),
        ("handovers", "", {}),
        ("write", first, {"kind": "note", "text": "x"}),
        ("write", "", {"kind": "handover", "text": "x"}),
        ("withdraw", first, {"paper": paper}),
        ("link", first, {"other": second}),
        ("new-case", second, {"message": message}),
        ("unlink", second, {"message": message}),
        ("lay-reply", first, {"text": "x", "message": "all"}),
        ("recuse", first, {}),
        ("export", first, {"recipient": RECIPIENT, "proposal": name}),
    ]
    main = world.house.database.main

    def state() -> list[list[Any]]:
        return [main.execute(f"SELECT * FROM {table}").fetchall() for table in (*CHANGED, "proposals")]  # noqa: S608

    before = state()
    main.execute("CREATE TRIGGER no BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'no log'); END")
    for verb, case, words in asked:
        with pytest.raises(sqlite3.IntegrityError, match="no log"):
            otto.ask_afresh(verb, case, **words)
        assert state() == before, verb
    main.execute("DROP TRIGGER no")
    for verb, case, words in asked[:-2]:
        otto.ask_afresh(verb, case, **words)
    world.house.ledger.verify()
