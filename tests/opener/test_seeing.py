"""Compartments and recusals: which cases exist for whom."""

from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.opener.houses import Officer, World, entries, two_supervisors
from tests.world import NILS, ROSA
from tocsin.envelope.receipt import Receipt
from tocsin.opener.authorise.rules import ABOUT_A_CASE
from tocsin.opener.errors import BadArgument, NoSuchCase, NotAllowed, OfficerRecused, OpenerError

RECEIPTS = (ROSA, NILS, Receipt(b"cleo's 16 bytes!"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    for i, receipt in enumerate(RECEIPTS):
        world.drop(world.report(receipt=receipt, what=f"canary-{i}"), segment=f"{i}")
    world.collect()
    return world


@pytest.fixture
def team(world: World) -> dict[str, Officer]:
    """Otto sees what everybody sees, Berta and Sara the compartment tide too."""
    authority = (otto := Officer(world)).authority
    berta = Officer(world, "berta", compartments=["tide"], authority=authority)
    sara = Officer(world, "sara", "supervisor", compartments=["tide"], authority=authority)
    sven = Officer(world, "sven", "supervisor", compartments=["tide"], authority=authority)
    team = {o.name: o for o in (otto, berta, sara, sven)}
    for officer in team.values():
        officer.begin()
    return team


def put_into_tide(team: dict[str, Officer], case: str, compartment: str = "tide") -> None:
    name = team["sara"].propose("compartment", case=case, arguments={"compartment": compartment})
    team["sven"].decide(name)


def listed(officer: Officer) -> set[str]:
    answer = officer.ask("cases")
    cases = {c["case"] for c in answer["cases"]}
    assert answer["total"] == len(cases)
    return cases


WORDS: dict[str, dict[str, Any]] = {"attachment": {"attachment": "AA", "part": 0}, "lay-reply": {"text": "x"}}


def test_a_case_in_a_compartment_exists_for_those_alone_who_have_it(world: World, team: dict[str, Officer]) -> None:
    hidden, *others = world.cases()
    put_into_tide(team, hidden)
    assert listed(team["otto"]) == set(others)
    assert listed(team["berta"]) == {hidden, *others}
    assert team["berta"].ask("open", hidden)["case"] == hidden
    for verb in ABOUT_A_CASE:
        told = []
        for case in (hidden, "XXXX-XXXX"):
            with pytest.raises(NoSuchCase) as caught:
                team["otto"].ask(verb, case, **WORDS.get(verb, {}))
            told.append(
                (caught.value.code, str(caught.value).replace(case, "CASE"), caught.value.hint, caught.value.logged)
            )
        assert told[0] == told[1]
    put_into_tide(team, hidden, "")
    assert hidden in listed(team["otto"])


def test_a_supervisor_who_lacks_the_compartment_neither_moves_nor_learns_of_the_case(world: World) -> None:
    sara, sven = two_supervisors(world)
    hidden = world.cases()[0]
    with pytest.raises(BadArgument, match="nobody's"):
        sara.propose("compartment", case=hidden, arguments={"compartment": "tide"})
    sven.decide(sara.propose("compartments", officer="sara", arguments={"compartments": ["tide"]}))
    name = sara.propose("compartment", case=hidden, arguments={"compartment": "tide"})
    sven.decide(name)
    assert hidden not in listed(sven)
    back = sara.propose("compartment", case=hidden, arguments={"compartment": ""})
    assert sven.ask("proposals")["proposals"] == []
    with pytest.raises(OpenerError, match=back):
        sven.decide(back)
    with pytest.raises(NoSuchCase):
        sven.propose("compartment", case=hidden, arguments={"compartment": ""})


def test_who_recuses_themselves_is_told_so_and_offered_the_case_no_more(world: World, team: dict[str, Officer]) -> None:
    case = world.cases()[0]
    team["otto"].ask("recuse", case, "my brother works there")
    assert case not in listed(team["otto"])
    for verb in ABOUT_A_CASE:
        with pytest.raises(OfficerRecused):
            team["otto"].ask(verb, case, **WORDS.get(verb, {}))
    [entry] = [e for e in entries(world) if e["verb"] == "recuse"]
    assert (entry["officer"], entry["case"], entry["recused"]) == ("otto", case, "otto")
    assert entry["reason"] == "my brother works there"
    name = team["sara"].propose("end-recusal", officer="otto", case=case, arguments={})
    team["sven"].decide(name)
    assert team["otto"].ask("open", case)["case"] == case


def test_a_supervisor_sees_the_recusals_of_the_cases_that_exist_for_them_and_the_overseer_none(
    world: World, team: dict[str, Officer]
) -> None:
    first, second = world.cases()[:2]
    team["otto"].ask("recuse", first, "my brother works there")
    team["sara"].ask("recuse", second, "it names Sven", officer="sven")
    told = {"officer": "otto", "case": first, "by": "otto"}
    assert team["sara"].ask("officers")["recusals"] == [told, {"officer": "sven", "case": second, "by": "sara"}]
    assert team["sven"].ask("officers")["recusals"] == [told]
    put_into_tide(team, first)
    leaves = team["sara"].propose("compartments", officer="sara", arguments={"compartments": []})
    team["sven"].decide(leaves)
    assert [told["officer"] for told in team["sara"].ask("officers")["recusals"]] == ["sven"]
    overseer = team["sara"].propose("role", officer="berta", arguments={"role": "overseer"})
    team["sven"].decide(overseer)
    assert team["berta"].ask("officers")["recusals"] == []


def test_who_is_recused_by_another_learns_nothing_since_the_report_may_name_them(
    world: World, team: dict[str, Officer]
) -> None:
    case = world.cases()[0]
    with pytest.raises(NotAllowed):
        team["berta"].ask("recuse", case, officer="otto")
    with pytest.raises(BadArgument):
        team["sara"].ask("recuse", case, officer="nobody")
    team["sara"].ask("recuse", case, "named in it", officer="otto")
    with pytest.raises(NoSuchCase) as caught:
        team["otto"].ask("open", case)
    assert (caught.value.code, caught.value.logged, caught.value.about) == ("no-such-case", "recused", case)
    team["sven"].ask("recuse", case, "named in it", officer="sven")
    name = team["sara"].propose("end-recusal", officer="otto", case=case, arguments={})
    with pytest.raises(OpenerError, match=name):
        team["sven"].decide(name)


def test_a_hidden_case_takes_no_other_time_than_none(world: World, team: dict[str, Officer]) -> None:
    hidden = world.cases()[0]
    put_into_tide(team, hidden)

    def took(case: str) -> float:
        begun = perf_counter()
        with pytest.raises(NoSuchCase):
            team["otto"].checked(team["otto"].request("open", case))
        return perf_counter() - begun

    times: dict[str, list[float]] = {hidden: [], "XXXX-XXXX": []}
    for _ in range(50):
        for case, found in times.items():
            found.append(took(case))
    one, other = (median(found) for found in times.values())
    assert max(one, other) < 2 * min(one, other)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["otto", "berta", "sara", "sven"]),
        st.sampled_from(["cases", "open", "recuse", "recuse-other", "lay-reply", "compartment", "end-recusal"]),
        st.integers(0, 3),
        st.sampled_from(["", "because", "  "]),
    ),
    max_size=25,
)


def step(team: dict[str, Officer], name: str, verb: str, case: str, reason: str) -> dict[str, Any]:
    officer, other = team[name], "otto" if name != "otto" else "berta"
    match verb:
        case "recuse-other":
            return officer.ask("recuse", case, reason, officer=other)
        case "compartment" | "end-recusal":
            words = (
                {"arguments": {"compartment": "tide"}} if verb == "compartment" else {"officer": other, "arguments": {}}
            )
            made = officer.propose(verb, case=case, reason=reason, **words)
            return team["sven" if name == "sara" else "sara"].decide(made)
        case "cases":
            return officer.ask("cases")
    return officer.ask(verb, case, reason, **WORDS.get(verb, {}))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_whatever_is_asked_in_whatever_order(
    world: World, team: dict[str, Officer], steps: list[tuple[str, str, int, str]]
) -> None:
    """No opened case without its entry; and no rule ever offers a case to a recused officer."""
    main, cases = world.house.database.main, [*world.cases(), "XXXX-XXXX"]
    with main:  # as at the first example
        main.execute("DELETE FROM recusals")
        main.execute("UPDATE cases SET compartment = ''")
    team["sara"].authority._spending._spent.clear()
    for name, verb, number, reason in steps:
        recused = {c for (c,) in main.execute("SELECT case_id FROM recusals WHERE officer = ?", (name,))}
        size = world.house.ledger.head()[0]
        try:
            answer = step(team, name, verb, cases[number], reason)
        except OpenerError:
            continue
        written = [world.house.ledger.entry(i) for i in range(size, world.house.ledger.head()[0])]
        assert written, "something was answered, and nothing written"
        if verb == "open":
            entry = written[0]
            assert (entry["officer"], entry["case"], entry["reason"]) == (name, answer["case"], reason)
            assert reason.strip()
            assert answer["case"] not in recused
        if verb == "cases":
            assert not recused & {c["case"] for c in answer["cases"]}
