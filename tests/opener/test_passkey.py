"""Shifts begun with a passkey: what is asked of an assertion, one check after the other."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lines import REPOSITORY
from tests.opener.houses import World, entries
from tests.opener.passkeys import ORIGIN, VERIFIED, Passkey, PasskeyOfficer
from tocsin.charter.model import Opening
from tocsin.exchange.request import new_session_key
from tocsin.opener.authorise.officers import Key, add_key, keys_of
from tocsin.opener.authorise.passkey import Assertion, BadAssertion, check_assertion, unb64url
from tocsin.opener.errors import BadArgument, NotAllowed

CHALLENGE = sha256(b"what is signed").digest()
VECTORS: list[dict[str, Any]] = json.loads((REPOSITORY / "vectors" / "assertion.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    charter = world.house.charter
    world.house.charter = replace(charter, line=replace(charter.line, opening=Opening(origins={"main": ORIGIN})))
    return world


@pytest.fixture
def otto(world: World) -> PasskeyOfficer:
    return PasskeyOfficer(world)


def check(passkey: Passkey, value: dict[str, Any], *, counter: int = 0) -> int:
    assertion = Assertion.read(value)
    return check_assertion(assertion, passkey.public, CHALLENGE, origin=ORIGIN, counter=counter)


def test_a_shift_begins_with_a_passkey_and_its_counter_is_kept_over_a_restart(otto: PasskeyOfficer) -> None:
    otto.begin()
    assert otto.ask("cases")["total"] == 0
    otto.begin()
    [key] = keys_of(otto.world.again(), "otto")
    assert (key.kind, key.counter) == ("passkey", 2)
    assert [e["key"] for e in entries(otto.world) if e["verb"] == "shift"] == [key.id, key.id]


def test_a_shift_with_an_assertion_made_for_another_shift_does_not_begin(
    otto: PasskeyOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = otto.sign(b"another shift")
    monkeypatch.setattr(otto, "sign", lambda _: seen)
    with pytest.raises(NotAllowed, match="another challenge"):
        otto.begin()


def test_a_copied_passkey_is_seen_when_its_counter_goes_back(otto: PasskeyOfficer) -> None:
    otto.begin()
    otto.begin()
    otto.passkey.counter = 1
    with pytest.raises(NotAllowed, match="went back"):
        otto.begin()


def test_without_an_origin_in_the_charter_no_passkey_is_believed(otto: PasskeyOfficer) -> None:
    house = otto.world.house
    house.charter = replace(house.charter, line=replace(house.charter.line, opening=Opening()))
    with pytest.raises(NotAllowed, match="no origin"):
        otto.begin()


def test_a_passkey_is_no_key_file_and_another_officers_passkey_is_nobodys(otto: PasskeyOfficer) -> None:
    from tests.opener.houses import Officer

    berta = Officer(otto.world, "berta", authority=otto.authority)
    berta.key = otto.passkey.key
    with pytest.raises(NotAllowed, match="did not sign"):
        berta.begin()
    otto.name = "berta"
    with pytest.raises(NotAllowed, match="no passkey"):
        otto.begin()


WRONG: dict[str, dict[str, Any]] = {
    "another site": {"rp": "evil.example"},
    "not verified": {"flags": 0x01},
    "was not verified": {"flags": 0x04},
    "another kind": {"flags": VERIFIED | 0x40},
    "of another kind": {"flags": VERIFIED | 0x80},
    "flags": {"flags": VERIFIED | 0x10},
    "another length": {"more": b"\xa0"},
    "not an assertion": {"client": {"type": "webauthn.create"}},
    "another challenge": {"client": {"challenge": "AAAA"}},
    "another page": {"client": {"origin": "https://desk.harbour.example.evil.example"}},
    "on another page": {"client": {"crossOrigin": True}},
    "made on another page": {"client": {"topOrigin": "https://evil.example"}},
    "not JSON": {"client_data": b"\xff"},
    "twice": {"client_data": b'{"type":"webauthn.get","type":"webauthn.create"}'},
    "too long": {"client_data": b" " * 5000},
    "did not sign": {"key": new_session_key()},
}


@pytest.mark.parametrize("why", WRONG)
def test_an_assertion_that_we_did_not_ask_for_is_refused(why: str) -> None:
    passkey = Passkey()
    with pytest.raises(BadAssertion, match=why.rsplit(maxsplit=1)[-1]):
        check(passkey, passkey.assertion(CHALLENGE, **WRONG[why]))


@pytest.mark.parametrize("client", [b"[]", b"1", b"[" * 4000, b"null"])
def test_client_data_that_is_no_object_is_refused(client: bytes) -> None:
    passkey = Passkey()
    with pytest.raises(BadAssertion):
        check(passkey, passkey.assertion(CHALLENGE, client_data=client))


@pytest.mark.parametrize(
    ("kept", "new", "good"), [(0, 0, True), (0, 1, True), (7, 8, True), (7, 7, False), (7, 0, False)]
)
def test_the_counter_goes_up_or_stays_nought(kept: int, new: int, good: bool) -> None:  # noqa: FBT001
    passkey = Passkey()
    value = passkey.assertion(CHALLENGE, counter=new)
    if good:
        assert check(passkey, value, counter=kept) == new
    else:
        with pytest.raises(BadAssertion, match="went back"):
            check(passkey, value, counter=kept)


@given(st.data())
def test_no_flipped_bit_passes(data: st.DataObject) -> None:
    passkey = Passkey()
    good = Assertion.read(passkey.assertion(CHALLENGE))
    part = data.draw(st.sampled_from(["authenticator_data", "client_data", "signature"]))
    raw = bytearray(getattr(good, part))
    at = data.draw(st.integers(0, 9999)) % (8 * len(raw))
    raw[at // 8] ^= 1 << at % 8
    with pytest.raises(BadAssertion):
        check_assertion(replace(good, **{part: bytes(raw)}), passkey.public, CHALLENGE, origin=ORIGIN, counter=0)


@pytest.mark.parametrize("text", ["=", "A", "AA==", "A+/A", "AB", "ä", " AAAA"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(BadAssertion):
        unb64url(text)


@pytest.mark.parametrize("v", VECTORS, ids=lambda v: str(v.get("why", v["expect"])))
def test_the_corpus(v: dict[str, Any]) -> None:
    options = {"origin": v["origin"], "counter": v["counter"]}

    def run() -> int:
        assertion = Assertion.read(v["assertion"])
        return check_assertion(assertion, bytes.fromhex(v["public"]), bytes.fromhex(v["challenge"]), **options)

    if v["expect"] == "opens":
        assert run() == v["new_counter"]
    else:
        assert v["expect"] == "BadAssertion"
        with pytest.raises(BadAssertion, match=v["why"]):
            run()


def test_a_key_of_another_curve_or_a_ninth_key_is_refused(otto: PasskeyOfficer) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    from tocsin.exchange.request import public_bytes

    with pytest.raises(BadArgument):
        Key.make(public_bytes(ec.generate_private_key(ec.SECP384R1()).public_key()))
    with pytest.raises(BadArgument):
        Key.make(otto.passkey.public, b"x" * 1024)
    for _ in range(7):
        add_key(otto.world.house, "otto", Key.make(public_bytes(new_session_key().public_key())))
    with pytest.raises(BadArgument, match="at most 8"):
        add_key(otto.world.house, "otto", Key.make(public_bytes(new_session_key().public_key())))
