"""Work: ours and ALTCHA's own library understand each other; what is forged, late, or for another door is no proof."""

import base64
import json
import time
from typing import Any

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import fixed_rng
from tocsin.envelope.errors import NotCanonical
from tocsin.gate.work import BadProof, Challenge, Examiner, derive, write_proof
from tocsin.reporter.work import solve

KEY = b"k" * 32
NOW = 1_800_000_000.0
EXAMINER = Examiner(KEY)


def challenge(most: int = 200, seed: int = 0, **more: Any) -> dict[str, Any]:
    options: dict[str, Any] = {"door": "sealed", "expires": NOW + 600, "rng": fixed_rng(seed)} | more
    return EXAMINER.challenge(options.pop("door"), most, **options)


def examine(proof: str, door: str = "sealed", now: float = NOW) -> bytes:
    return EXAMINER.examine(proof, door, now=now)


def taken_apart(proof: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(base64.b64decode(proof))
    return value


def put_together(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("seed", range(5))
def test_what_our_client_solves_is_a_proof(seed: int) -> None:
    asked = challenge(seed=seed)
    assert examine(solve(asked)).hex() == asked["parameters"]["nonce"]


@given(most=st.integers(1, 400), seed=st.integers(0, 1000))
def test_the_answer_is_always_within_what_the_challenge_says(most: int, seed: int) -> None:
    asked = challenge(most, seed)
    read = Challenge.read(asked)
    assert any(read.derive(counter).startswith(read.prefix) for counter in range(1, most + 1))


def test_altchas_own_library_solves_ours_and_we_take_its_proof() -> None:
    asked = challenge()
    theirs = altcha.Challenge.from_dict(asked)
    solution = altcha.solve_challenge(theirs)
    assert solution is not None
    assert examine(altcha.Payload(theirs, solution).to_base64()).hex() == asked["parameters"]["nonce"]


def test_altchas_own_library_finds_our_challenge_and_our_solution_good() -> None:
    asked = challenge(expires=time.time() + 60)
    payload = altcha.Payload.from_base64(solve(asked))
    asking, answering = EXAMINER.asking, EXAMINER.answering
    assert altcha.verify_solution(payload, asking, hmac_key_secret=answering).verified
    payload.solution.derived_key = "00" * 32
    assert not altcha.verify_solution(payload, asking, hmac_key_secret=answering).verified


def test_our_client_solves_what_altchas_own_library_sets() -> None:
    asked = altcha.create_challenge(
        "PBKDF2/SHA-256",
        500,
        counter=40,
        data={"door": "sealed", "most": 100},
        expires_at=int(NOW) + 60,
        hmac_secret=EXAMINER.asking,
        hmac_key_secret=EXAMINER.answering,
    )
    proof = solve(asked.to_dict())
    assert taken_apart(proof)["solution"]["counter"] == 40
    assert examine(proof).hex() == asked.parameters.nonce


def changed(**changes: object) -> str:
    """Return a good proof, one thing of which was changed."""
    proof = taken_apart(solve(challenge()))
    for path, value in changes.items():
        *folders, name = path.split("__")
        place = proof
        for folder in folders:
            place = place[folder]
        place[name] = value
    return put_together(proof)


FORGED = {
    "another door in the challenge": {"challenge__parameters__data": {"door": "form", "most": 200}},
    "an easier challenge": {"challenge__parameters__cost": 1},
    "a later end": {"challenge__parameters__expiresAt": int(NOW) + 10_000},
    "another nonce": {"challenge__parameters__nonce": "00" * 16},
    "no signature": {"challenge__signature": ""},
    "a signature that is no text": {"challenge__signature": None},
    "a signature beyond ASCII": {"challenge__signature": "é" * 64},
    "a lone surrogate": {"challenge__parameters__nonce": "\ud800"},
    "a wrong key": {"solution__derivedKey": "00" * 32},
    "a short key": {"solution__derivedKey": "00" * 16},
    "a key that is no text": {"solution__derivedKey": 5},
    "no solution": {"solution": None},
    "no parameters": {"challenge__parameters": None},
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED.keys())
def test_a_forged_proof_is_none(change: dict[str, object]) -> None:
    with pytest.raises(BadProof):
        examine(changed(**change))


def test_the_half_that_is_shown_is_not_enough() -> None:
    asked = challenge()
    with pytest.raises(BadProof):
        examine(write_proof(asked, 1, bytes.fromhex(asked["parameters"]["keyPrefix"]) + bytes(16)))


def test_late_work_and_work_for_another_door_or_process_is_none() -> None:
    proof = solve(challenge())
    assert examine(proof, now=NOW + 600)
    with pytest.raises(BadProof, match="late"):
        examine(proof, now=NOW + 601)
    with pytest.raises(BadProof, match="door"):
        examine(proof, "parts")
    with pytest.raises(BadProof):
        Examiner(b"K" * 32).examine(proof, "sealed", now=NOW)


@given(proof=st.text(max_size=300) | st.binary(max_size=300).map(lambda b: base64.b64encode(b).decode()))
def test_no_header_makes_it_fail(proof: str) -> None:
    with pytest.raises(BadProof):
        examine(proof)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda x: (
            st.dictionaries(
                st.sampled_from(["challenge", "solution", "parameters", "derivedKey", "signature", "data"]), x
            )
            | st.lists(x, max_size=3)
        ),
    )
)
def test_no_json_makes_it_fail(value: object) -> None:
    with pytest.raises(BadProof):
        examine(put_together(value))


@pytest.mark.parametrize("value", ["[" * 50_000, "9" * 5000, "A" * 4096], ids=["deep", "long", "large"])
def test_what_is_made_to_cost_us_costs_us_nothing(value: str) -> None:
    with pytest.raises(BadProof):
        examine(base64.b64encode(value.encode()).decode())


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "ARGON2ID"},
        {"cost": 10_001},
        {"cost": 0},
        {"keyLength": 16},
        {"keyPrefix": "00"},
        {"data": {"door": "sealed", "most": 10_000_001}},
        {"data": {"door": "sealed"}},
        {"more": 1},
    ],
    ids=str,
)
def test_a_client_does_not_begin_what_no_line_asks_for(change: dict[str, object]) -> None:
    asked = challenge()
    asked["parameters"] |= change
    with pytest.raises(NotCanonical):
        solve(asked)
    others: list[object] = [None, [], "x", {}, {"parameters": [], "signature": ""}]
    for wrong in others:
        with pytest.raises(NotCanonical):
            solve(wrong)


def test_a_challenge_without_an_answer_ends() -> None:
    asked = challenge(50)
    asked["parameters"]["nonce"] = "00" * 16
    with pytest.raises(NotCanonical, match="no answer"):
        solve(asked)


def test_one_try_is_pbkdf2_as_the_world_knows_it() -> None:
    ours = derive(b"n" * 16, b"s" * 16, 7)
    parameters = altcha.ChallengeParameters("PBKDF2/SHA-256", "", "", 500)
    assert ours == altcha.derive_key_pbkdf2(parameters, b"s" * 16, b"n" * 16 + bytes([0, 0, 0, 7]))
