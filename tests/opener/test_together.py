"""Two supervisors: what takes both of them, and what neither can do alone."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.opener.houses import Officer, World, entries, two_supervisors
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.proposal import Approval, Proposal, hash_of
from tocsin.exchange.request import new_session_key, public_bytes
from tocsin.opener.authorise.officers import enrol, everybody
from tocsin.opener.authorise.proposals import expire
from tocsin.opener.errors import (
    BadArgument,
    NoSuchProposal,
    NotAllowed,
    NotFresh,
    OpenerError,
    OwnChange,
    ReasonMissing,
    TooFewSupervisors,
)

Pair = tuple[Officer, Officer]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


@pytest.fixture
def pair(world: World) -> Pair:
    return two_supervisors(world)


def new_key() -> dict[str, str]:
    return {"public": base64.b64encode(public_bytes(new_session_key().public_key())).decode(), "credential": ""}


def enrolling(name: str = "berta", **changes: Any) -> dict[str, Any]:
    return {"officer": name, "arguments": {"role": "officer", "compartments": [], "key": new_key()} | changes}


def people(world: World) -> dict[str, tuple[str, bool]]:
    return {p["officer"]: (p["role"], p["active"]) for p in everybody(world.house)}


def test_an_officer_is_made_by_two_and_the_log_holds_what_both_signed(world: World, pair: Pair) -> None:
    sara, sven = pair
    name = sara.propose("enrol", **enrolling(compartments=["tide"]))
    assert "berta" not in people(world)
    [shown] = sven.ask("proposals")["proposals"]
    assert (shown["proposal"], hash_of(shown["text"].encode())) == (name, name)
    assert sven.decide(name)["state"] == "confirmed"
    assert people(world)["berta"] == ("officer", True)
    told = [e for e in entries(world) if e["verb"] in ("propose", "confirm")]
    assert [(e["officer"], e["proposal"]) for e in told] == [("sara", name), ("sven", name)]
    for entry in told:
        assert Approval.read(entry["approval"].encode()).proposal == name
        assert entry["signature"]
    assert Proposal.read(told[0]["text"].encode()).officer == "berta"


def test_on_the_machine_officers_are_made_until_there_are_two_supervisors(world: World, pair: Pair) -> None:
    public = public_bytes(new_session_key().public_key())
    with pytest.raises(NotAllowed, match="two supervisors"):
        enrol(world.house, "berta", public, "officer")
    enrol(world.house, "berta", public, "supervisor", recover=True)
    assert entries(world)[-1]["how"] == "recovery"
    assert len(pair) == 2


@pytest.mark.parametrize(
    ("name", "role", "compartments"),
    [
        ("berta", "operator", []),
        ("", "officer", []),
        ("a/b", "officer", []),
        ("berta", "officer", ["Ä"]),
        ("b\n", "officer", []),
    ],
)
def test_nobody_is_made_what_there_is_not(world: World, name: str, role: str, compartments: list[str]) -> None:
    with pytest.raises(BadArgument):
        enrol(world.house, name, public_bytes(new_session_key().public_key()), role, compartments=compartments)
    assert people(world) == {}


def test_nobody_confirms_what_they_proposed_or_what_is_about_themselves(world: World, pair: Pair) -> None:
    sara, sven = pair
    name = sara.propose("enrol", **enrolling())
    with pytest.raises(OwnChange):
        sara.decide(name)
    about_sven = sara.propose("compartments", officer="sven", arguments={"compartments": ["tide"]})
    with pytest.raises(OwnChange):
        sven.decide(about_sven)
    assert people(world) == {"sara": ("supervisor", True), "sven": ("supervisor", True)}


def test_a_session_key_signs_no_approval(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    sara, sven = pair
    name = sara.propose("enrol", **enrolling())
    monkeypatch.setattr(sven, "key", sven.session)
    with pytest.raises(NotAllowed, match="did not sign"):
        sven.decide(name)


def test_an_approval_is_good_for_one_decision_of_one_officer_on_one_proposal(pair: Pair) -> None:
    sara, sven = pair
    one, other = sara.propose("enrol", **enrolling()), sara.propose("enrol", **enrolling("cleo"))
    with pytest.raises(NotAllowed, match="another"):
        sven.ask("confirm", proposal=one, **sven.approval(other, "confirm"))
    with pytest.raises(NotAllowed, match="another"):
        sven.ask("confirm", proposal=one, **sven.approval(one, "decline"))
    with pytest.raises(NotAllowed, match="another"):
        sven.ask("confirm", proposal=one, **sara.approval(one, "confirm"))
    with pytest.raises(NotAllowed, match="did not sign"):
        sven.ask("confirm", proposal=one, **sara.approval(one, "confirm", officer="sven"))


def test_what_was_signed_long_ago_or_for_later_is_not_fresh(world: World, pair: Pair) -> None:
    sara, sven = pair
    name = sara.propose("enrol", **enrolling())
    for minutes in (-6, 6):
        with pytest.raises(NotFresh):
            sven.decide(name, time=world.clock() + timedelta(minutes=minutes))
        with pytest.raises(NotFresh):
            sara.propose("enrol", **enrolling(), made=world.clock() + timedelta(minutes=minutes))
    with pytest.raises(NotFresh):
        sara.propose("enrol", **enrolling(), expires=world.clock() + timedelta(hours=25))


@pytest.mark.parametrize("change", [{"line": "00" * 16}, {"desk": "overseer"}, {"proposer": "sven"}])
def test_a_proposal_of_another_line_desk_or_officer_is_refused(pair: Pair, change: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        pair[0].propose("enrol", **enrolling(), **change)


def test_the_first_who_decides_has_decided(world: World, pair: Pair) -> None:
    sara, sven = pair
    name = sara.propose("enrol", **enrolling())
    assert sven.decide(name, "decline")["state"] == "declined"
    with pytest.raises(NoSuchProposal):
        sven.decide(name)
    assert "berta" not in people(world)
    assert entries(world)[-1]["verb"] == "decline"


def test_what_was_decided_is_shown_to_supervisors_for_its_day_with_who_decided(world: World) -> None:
    otto = Officer(world)
    otto.begin()
    sara, sven = two_supervisors(world)
    declined, confirmed = sara.propose("enrol", **enrolling()), sara.propose("enrol", **enrolling("cleo"))
    assert sven.ask("proposals")["decided"] == []
    sven.decide(declined, "decline")
    sven.decide(confirmed)
    shown = {p["proposal"]: (p["state"], p["by"]) for p in sara.ask("proposals")["decided"]}
    assert shown == {declined: ("declined", "sven"), confirmed: ("confirmed", "sven")}
    assert otto.ask("proposals")["decided"] == []
    world.clock.time += timedelta(hours=24)
    sara.begin()
    assert sara.ask("proposals")["decided"] == []


def test_a_proposal_is_open_for_a_day_and_its_end_is_logged(world: World, pair: Pair) -> None:
    sara, sven = pair
    name = sara.propose("enrol", **enrolling())
    world.clock.time += timedelta(hours=24)
    sven.begin()
    with pytest.raises(NoSuchProposal):
        sven.decide(name)
    expire(world.house)
    assert (entries(world)[-1]["verb"], entries(world)[-1]["proposal"]) == ("expire", name)
    size = world.house.ledger.head()[0]
    expire(world.house)
    assert world.house.ledger.head()[0] == size


def test_a_decided_proposal_is_not_made_again(world: World, pair: Pair) -> None:
    sara, sven = pair
    data = sara.proposal("role", officer="sven", arguments={"role": "officer"}, reason="first").to_bytes()
    words = {"proposal": data.decode(), **sara.approval(hash_of(data), "propose")}
    with pytest.raises(TooFewSupervisors):
        sara.ask("propose", **words)
    data = sara.proposal("enrol", **enrolling()).to_bytes()
    words = {"proposal": data.decode(), **sara.approval(hash_of(data), "propose")}
    sara.ask("propose", **words)
    sven.decide(hash_of(data), "decline")
    with pytest.raises(BadArgument, match="before"):
        sara.ask("propose", **words)
    assert "berta" not in people(world)


def test_a_proposal_dies_with_its_proposers_role_or_key(world: World, pair: Pair) -> None:
    sara, sven = pair
    third = sara.propose("enrol", **enrolling("cleo", role="supervisor"))
    sven.decide(third)
    fourth = sara.propose("enrol", **enrolling("berta"))
    enrol(world.house, "sara", public_bytes(new_session_key().public_key()), "supervisor", recover=True)
    with pytest.raises(NotAllowed, match="key that signed has ended"):
        sven.decide(fourth)


def test_two_supervisors_stay(world: World, pair: Pair) -> None:
    sara, sven = pair
    for act, arguments in (("end", {}), ("role", {"role": "officer"})):
        with pytest.raises(TooFewSupervisors):
            sara.propose(act, officer="sven", arguments=arguments)
    sven.decide(sara.propose("enrol", **enrolling("cleo", role="supervisor")))
    sven.decide(sara.propose("end", officer="cleo", arguments={}))
    assert people(world)["cleo"] == ("supervisor", False)


def test_an_officers_role_compartments_and_keys_change_and_who_left_asks_for_nothing(world: World, pair: Pair) -> None:
    sara, sven = pair
    otto_key = new_session_key()
    key = {"public": base64.b64encode(public_bytes(otto_key.public_key())).decode(), "credential": ""}
    sven.decide(sara.propose("enrol", **enrolling("berta", key=key)))
    berta = Officer.__new__(Officer)
    berta.world, berta.name, berta.key, berta.authority = world, "berta", otto_key, sara.authority
    berta.begin()
    assert berta.ask("cases")["total"] == 0
    sven.decide(sara.propose("role", officer="berta", arguments={"role": "overseer"}))
    with pytest.raises(NotAllowed, match="role"):
        berta.ask("cases")
    sven.decide(sara.propose("compartments", officer="berta", arguments={"compartments": ["tide", "quay"]}))
    sven.decide(sara.propose("key", officer="berta", arguments={"key": new_key()}))
    [person] = [p for p in sven.ask("officers")["officers"] if p["officer"] == "berta"]
    assert (person["role"], person["compartments"], len(person["keys"])) == ("overseer", ["quay", "tide"], 2)
    sven.decide(sara.propose("end-key", officer="berta", arguments={"key": person["keys"][0]["id"]}))
    with pytest.raises(NotAllowed, match="key that began"):
        berta.ask("log")
    sven.decide(sara.propose("end", officer="berta", arguments={}))
    assert people(world)["berta"] == ("overseer", False)


def test_one_key_is_never_two_people(pair: Pair) -> None:
    sara, sven = pair
    saras = {"public": base64.b64encode(public_bytes(sara.key.public_key())).decode(), "credential": ""}
    with pytest.raises(BadArgument, match="already"):
        sara.propose("enrol", **enrolling(key=saras))
    key = new_key()
    one, other = (sara.propose("enrol", **enrolling(n, key=key)) for n in ("berta", "cleo"))
    sven.decide(one)
    with pytest.raises(BadArgument, match="already"):
        sven.decide(other)


BROKEN: dict[str, Callable[[], dict[str, Any]]] = {
    "no act": lambda: {"act": "crown", "officer": "berta"},
    "no officer": lambda: {"act": "end", "arguments": {}},
    "a case too many": lambda: {"act": "end", "officer": "sven", "case": "AAAA-AAAA", "arguments": {}},
    "an argument too many": lambda: {"act": "end", "officer": "sven", "arguments": {"role": "officer"}},
    "no such officer": lambda: {"act": "role", "officer": "nils", "arguments": {"role": "officer"}},
    "a role of numbers": lambda: {"act": "role", "officer": "sven", "arguments": {"role": 1}},
    "compartments of numbers": lambda: {"act": "compartments", "officer": "sven", "arguments": {"compartments": [1]}},
    "no list": lambda: {"act": "compartments", "officer": "sven", "arguments": {"compartments": "tide"}},
    "no key": lambda: {"act": "key", "officer": "sven", "arguments": {"key": {"public": "AAAA", "credential": ""}}},
    "a key in words": lambda: {"act": "key", "officer": "sven", "arguments": {"key": "AAAA"}},
    "the last key": lambda: {"act": "end-key", "officer": "sven", "arguments": {"key": "AAAA"}},
    "an officer already": lambda: {"act": "enrol", **enrolling("sven")},
    "a compartment of numbers": lambda: {"act": "compartment", "case": "CASE", "arguments": {"compartment": 1}},
    "nobody's compartment": lambda: {"act": "compartment", "case": "CASE", "arguments": {"compartment": "moon"}},
    "no such case": lambda: {"act": "compartment", "case": "XXXX-XXXX", "arguments": {"compartment": ""}},
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_makes_no_sense_is_refused_when_it_is_proposed(world: World, pair: Pair, broken: str) -> None:
    world.drop(world.report())
    world.collect()
    words = BROKEN[broken]()
    if words.get("case") == "CASE":
        words["case"] = world.cases()[0]
    before = people(world)
    with pytest.raises(OpenerError):
        pair[0].propose(words.pop("act"), **words)
    assert people(world) == before
    assert pair[1].ask("proposals")["proposals"] == []


def test_a_proposal_has_a_reason_and_a_size(pair: Pair) -> None:
    with pytest.raises(ReasonMissing):
        pair[0].propose("enrol", **enrolling(), reason=" ")
    for reason in ("x" * 2001, "x" * 20_000):
        with pytest.raises(BadArgument):
            pair[0].propose("enrol", **enrolling(), reason=reason)


def test_an_officer_who_is_no_supervisor_proposes_and_lists_nothing(world: World) -> None:
    otto = Officer(world)
    otto.begin()
    with pytest.raises(NotAllowed, match="role"):
        otto.ask("officers")
    with pytest.raises(NotAllowed, match="role"):
        otto.propose("end", officer="otto", arguments={})
    sara, _ = two_supervisors(world)
    name = sara.propose("end", officer="otto", arguments={})
    assert otto.ask("proposals")["proposals"] == []
    for decision in ("confirm", "decline"):
        with pytest.raises(NoSuchProposal):
            otto.decide(name, decision)


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_other_bytes_are_read_as_a_proposal_or_an_approval(data: bytes) -> None:
    for kind in (Proposal, Approval):
        with pytest.raises(NotCanonical):
            kind.read(data)


def test_what_was_written_is_read_again_and_no_other_spelling_is(pair: Pair) -> None:
    proposal = pair[0].proposal("enrol", **enrolling("王伟"))
    data = proposal.to_bytes()
    assert Proposal.read(data) == proposal
    for other in (data + b" ", data.replace(b'"act"', b' "act"'), data.replace(b"proposal/v1", b"proposal/v2")):
        with pytest.raises(NotCanonical):
            Proposal.read(other)
