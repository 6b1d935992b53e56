"""A compromised web process: full control of the socket as the allowed user, and of every live session key.

It sees what it renders and can steer live shifts within their budget; that is the residual risk, and this is all of it.
"""

import base64
import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.opener.hostile import OPENS_PER_HOUR, Answer, Session, Web, guarded_home, log_of, officers_key, opener
from tocsin.exchange.proposal import hash_of
from tocsin.exchange.request import Request, new_session_key, public_bytes, sign
from tocsin.opener.authorise.refusals import PER_HOUR
from tocsin.opener.server import MOST_CONNECTIONS


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
    return {"opened" if a["ok"] else a["error"] for a in answers}


def new_officer(name: str = "mallory", role: str = "supervisor") -> dict[str, Any]:
    public = base64.b64encode(public_bytes(new_session_key().public_key())).decode()
    return {
        "officer": name,
        "arguments": {"role": role, "compartments": [], "key": {"public": public, "credential": ""}},
    }


def test_it_opens_nothing_that_no_live_shift_asked_for(served: Path) -> None:
    with Web(served) as web:
        otto = Session.begin(web, served, "otto")
        case, *_ = cases(web, otto)
        good = otto.message("open", case)
        answers = [
            web.ask(**good | {"in": "00" * 16}),
            web.ask(**good | {"in": ""}),
            web.ask(**good | {"signature": sign(new_session_key(), good["request"].encode())}),
            web.ask(**good | {"request": good["request"].replace("because", "another")}),
            web.ask(request=good["request"], signature=good["signature"]),
            web.ask(verb="open", case=case),
        ]
        otto.officer = "sara"
        answers.append(otto.ask(web, "open", case))
        assert codes(answers) == {"not-allowed"}
        mine = new_session_key()
        for message in (otto.begun, otto.begun | {"signature": sign(mine, otto.begun["shift"].encode())}):
            assert codes([web.ask(**message)]) == {"not-allowed"}


def test_it_replays_neither_a_request_nor_a_shift_on_any_connection(served: Path) -> None:
    with Web(served) as web, Web(served) as other:
        otto = Session.begin(web, served, "otto")
        case, *_ = cases(web, otto)
        first, second = otto.message("open", case), otto.message("open", case)
        assert web.ask(**second)["ok"]
        assert codes([web.ask(**first), web.ask(**second), other.ask(**second)]) == {"not-allowed"}
        assert codes([web.ask(**otto.begun), other.ask(**otto.begun), web.ask(**otto.begun)]) == {"not-allowed"}


def test_a_session_key_begins_one_shift(served: Path) -> None:
    with Web(served) as web:
        otto = Session.begin(web, served, "otto")
        again = json.loads(otto.begun["shift"]) | {"nonce": web.ask(hello=True)["result"]["nonce"]}
        data = json.dumps(again, sort_keys=True, separators=(",", ":")).encode()
        answer = web.ask(shift=data.decode(), signature=sign(officers_key(served, "otto"), data))
        assert "session key" in answer["message"]


def test_it_exceeds_no_budget_with_many_shifts_connections_at_once_or_after_a_restart(home: Path) -> None:
    def open_often(number: int) -> list[Answer]:
        with Web(home) as web:
            session = sessions[number % len(sessions)] if number < 2 else Session.begin(web, home, "otto")
            return [session.ask(web, "open", case) for _ in range(4)]

    with opener(home), Web(home) as web:
        sessions = [Session.begin(web, home, "otto") for _ in range(2)]
        case, *_ = cases(web, sessions[0])
        with ThreadPoolExecutor(6) as pool:
            answers = [a for found in pool.map(open_often, range(6)) for a in found]
        assert sum(a["ok"] for a in answers) == OPENS_PER_HOUR
        assert {a["error"] for a in answers if not a["ok"]} <= {"budget-spent", "not-allowed"}
    with opener(home), Web(home) as web:
        otto = Session.begin(web, home, "otto")
        assert codes([otto.ask(web, "open", case)]) == {"budget-spent"}
        assert otto.ask(web, "cases")["ok"]


def test_everything_it_opened_is_in_the_log_with_officer_case_and_reason(home: Path) -> None:
    with opener(home), Web(home) as web:
        otto, sara = Session.begin(web, home, "otto"), Session.begin(web, home, "sara")
        found = cases(web, otto)
        asked = [(s, c, f"r{i}") for i, (s, c) in enumerate([(otto, found[0]), (sara, found[1]), (otto, found[1])])]
        for session, case, reason in asked:
            assert session.ask(web, "open", case, reason=reason)["result"]["report"]["what"] == "canary-herring"
        assert codes([otto.ask(web, "open", found[0], reason=" ")]) == {"reason-missing"}
    told = [(e["officer"], e["case"], e["reason"]) for e in log_of(home) if e["verb"] == "open"]
    assert told == [(s.officer, c, r) for s, c, r in asked]
    refused = [(e["officer"], e["why"]) for e in log_of(home) if e["verb"] == "refused"]
    assert refused == [("otto", "reason-missing")]


def test_it_makes_no_officer_although_it_steers_two_supervisors_shifts(home: Path) -> None:
    with opener(home), Web(home) as web:
        sara, sven = Session.begin(web, home, "sara"), Session.begin(web, home, "sven")
        text = sara.proposal("enrol", **new_officer())
        stolen = sara.approval(text, "propose", lambda data: sign(sara.key, data))
        answers = [
            sara.ask(web, "propose", proposal=text, **stolen),
            sara.ask(web, "propose", proposal=text),
            sara.ask(web, "enrol", **new_officer()),
            sven.ask(web, "confirm", proposal=hash_of(text.encode()), **stolen),
        ]
        assert codes(answers) <= {"not-allowed", "bad-argument", "no-such-proposal"}
        assert sven.ask(web, "proposals")["result"]["proposals"] == []
        assert {p["officer"] for p in sven.ask(web, "officers")["result"]["officers"]} == {"otto", "sara", "sven"}


def test_it_confirms_no_proposal_with_what_one_supervisor_signed(home: Path) -> None:
    with opener(home), Web(home) as web:
        sara, sven = Session.begin(web, home, "sara"), Session.begin(web, home, "sven")
        text = sara.proposal("enrol", **new_officer())
        name, own = hash_of(text.encode()), officers_key(home, "sara")
        signed = sara.approval(text, "propose", lambda data: sign(own, data))
        assert sara.ask(web, "propose", proposal=text, **signed)["ok"]
        answers = [
            sara.ask(web, "confirm", proposal=name, **signed),
            sara.ask(web, "confirm", proposal=name, **sara.approval(text, "confirm", lambda d: sign(own, d))),
            sven.ask(web, "confirm", proposal=name, **signed),
            sven.ask(web, "confirm", proposal=name, **sven.approval(text, "confirm", lambda d: sign(own, d))),
            sven.ask(web, "confirm", proposal=name, **sven.approval(text, "confirm", lambda d: sign(sven.key, d))),
        ]
        assert codes(answers) == {"not-allowed", "own-change"}
        # And what Sven did sign makes no other officer than the one he saw.
        other = sara.proposal("enrol", **new_officer("eve"))
        svens = sven.approval(text, "confirm", lambda d: sign(officers_key(home, "sven"), d))
        assert codes([sven.ask(web, "confirm", proposal=hash_of(other.encode()), **svens)]) == {"no-such-proposal"}
        assert sven.ask(web, "confirm", proposal=name, **svens)["ok"]
        people = {p["officer"] for p in sven.ask(web, "officers")["result"]["officers"]}
        assert people == {"mallory", "otto", "sara", "sven"}


def test_it_reaches_no_other_compartment_and_cannot_tell_its_cases_from_none(home: Path) -> None:
    with opener(home), Web(home) as web:
        sara, sven = Session.begin(web, home, "sara"), Session.begin(web, home, "sven")
        hidden, other = cases(web, sara)

        def together(act: str, **about: Any) -> None:
            text = sara.proposal(act, **about)
            for session, verb in ((sara, "propose"), (sven, "confirm")):
                own = officers_key(home, session.officer)
                words = session.approval(text, verb, lambda d, own=own: sign(own, d))  # type: ignore[misc]
                what = text if verb == "propose" else hash_of(text.encode())
                assert session.ask(web, verb, proposal=what, **words)["ok"]

        for name in ("sven", "sara"):
            if name == "sven":
                together("enrol", **new_officer("cleo"))
            else:
                together("compartments", officer="cleo", arguments={"compartments": ["tide"]})
        together("compartment", case=hidden, arguments={"compartment": "tide"})
        otto = Session.begin(web, home, "otto")
        assert [c["case"] for c in otto.ask(web, "cases")["result"]["cases"]] == [other]
        for verb, words in (
            ("lay-reply", {"text": "x"}),
            ("attachment", {"attachment": "AA", "part": 0}),
            ("recuse", {}),
        ):
            told = [web.raw(json.dumps(otto.message(verb, c, **words)).encode() + b"\n") for c in (hidden, "XXXX-XXXX")]
            assert told[0].replace(hidden.encode(), b"CASE") == told[1].replace(b"XXXX-XXXX", b"CASE")
        smuggled = otto.message("cases", hidden)
        assert codes([web.ask(**smuggled)]) == {"bad-argument"}
        for session in (otto, sara, sven):
            assert codes([session.ask(web, "open", hidden)]) == {"no-such-case"}
        assert otto.ask(web, "open", other)["ok"]


NONSENSE = {
    "nothing": b"\n",
    "no JSON": b"{]\n",
    "no object": b"[1,2,3]\n",
    "bytes": bytes(range(128, 256)) + b"\n",
    "nought bytes": b"\0" * 100 + b"\n",
    "a lone surrogate": b'{"request":"\\ud800","signature":"","in":""}\n',
    "depth": b"[" * 100_000 + b"\n",
    "a deep object": b'{"request":' * 50_000 + b"\n",
    "a long number": b"9" * 100_000 + b"\n",
    "infinity": b'{"hello":Infinity}\n',
    "a shift of nonsense": b'{"shift":"{}","signature":{"a":[1]}}\n',
    "a request of depth": json.dumps({"request": "[" * 100_000, "signature": "", "in": ""}).encode() + b"\n",
    "a signature of nonsense": b'{"request":"{}","signature":"!!!!","in":"x"}\n',
}


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_refused_and_the_next_line_is_answered(served: Path, nonsense: str) -> None:
    with Web(served) as web:
        assert json.loads(web.raw(NONSENSE[nonsense]))["error"] == "not-allowed"
        assert web.ask(hello=True)["ok"]


def test_signed_nonsense_within_a_live_shift_is_refused(served: Path) -> None:
    with Web(served) as web:
        otto = Session.begin(web, served, "otto")
        case, *_ = cases(web, otto)
        now = json.loads(otto.message("cases")["request"])["time"]
        for data in (b"{}", b"[]", b"\xff".decode("latin-1").encode(), b'{"format":"tocsin/request/v1"}', b"1"):
            answer = web.ask(request=data.decode(), signature=sign(otto.key, data), **{"in": otto.shift})
            assert codes([answer]) == {"not-allowed"}
        for words in ({"reason": "x" * 2001}, {"case": "A" * 65}, {"verb": "erase"}, {"verb": "__init__"}):
            verb, about = words.pop("verb", "open"), words.pop("case", case)
            assert codes([otto.ask(web, verb, about, **words)]) <= {"bad-argument", "not-allowed"}
        limits: tuple[object, ...] = (0, -1, 10**30, 1.5, "9", None, [], {}, float("1e300"))
        for limit in limits:
            assert codes([otto.ask(web, "cases", limit=limit)]) == {"bad-argument"}
        for part in (-1, 10**30, "0", None):
            assert not otto.ask(web, "attachment", case, attachment="AA" * 16, part=part)["ok"]
        assert not otto.ask(web, "lay-reply", case, text="x" * 60_000)["ok"]
        assert not otto.ask(web, "lay-reply", case, text=["x"], state={"a": 1})["ok"]
        assert not otto.ask(web, "lay-reply", case, text="x", state=["question"])["ok"]
        assert Request.read(otto.message("cases")["request"].encode()).verb == "cases"
        assert now
        assert otto.ask(web, "open", case)["ok"]


def test_an_endless_line_many_connections_and_deaf_ears_stop_nobody(served: Path) -> None:
    with Web(served) as good:
        otto = Session.begin(good, served, "otto")
        with Web(served) as endless:
            assert endless.raw(b"x" * 3_000_000) == b""
        crowd = [Web(served) for _ in range(MOST_CONNECTIONS + 20)]
        for web in crowd:
            web._socket.sendall(b'{"hello":') if web is crowd[0] else None
        begun = time.monotonic()
        assert otto.ask(good, "cases")["ok"]
        assert time.monotonic() - begun < 5
        assert crowd[-1].raw(b'{"hello":true}\n') == b""
        for web in crowd:
            web.__exit__()
        with Web(served) as deaf:
            for _ in range(200):
                deaf._socket.sendall(b'{"hello":true}\n')
            assert otto.ask(good, "cases")["ok"]
        deadline = time.monotonic() + 10
        while True:  # until the opener has seen that they hung up
            with Web(served) as web:
                if web.raw(b'{"hello":true}\n'):
                    break
            assert time.monotonic() < deadline


def test_a_flood_of_refusals_is_counted_and_does_not_fill_the_log(home: Path) -> None:
    with opener(home), Web(home) as web:
        otto = Session.begin(web, home, "otto")
        for _ in range(4 * PER_HOUR):
            web.ask(nonsense=True)
            web.ask(**otto.message("erase"))
    refused = [e for e in log_of(home) if e["verb"] == "refused"]
    assert len(refused) <= 2 * PER_HOUR + 3
    counts = {e["officer"]: e["count"] for e in refused if "count" in e}
    assert counts == {"": 3 * PER_HOUR, "otto": 3 * PER_HOUR}
