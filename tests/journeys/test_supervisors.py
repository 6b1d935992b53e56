"""Sara and Sven at the command line: an officer made, a case in a compartment, a recusal; by real commands."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.lines import run
from tests.opener.hostile import guarded_home, opener
from tocsin.exchange import places
from tocsin.exchange.request import new_session_key, public_bytes


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = guarded_home(tmp_path_factory.mktemp("line") / "home")
    with opener(home):
        desk(home, "otto", "collect")
        yield home


def desk(home: Path, officer: str, *words: str, status: int = 0) -> dict[str, Any]:
    done = run("tocsin-desk", *words, "--officer", officer, "--json", home=home)
    assert done.returncode == status, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def together(home: Path, act: str, *words: str) -> dict[str, Any]:
    made = desk(home, "sara", "propose", act, *words, "--reason", "as agreed")
    return desk(home, "sven", "confirm", made["proposal"][:16])


def new_key_file(home: Path, officer: str) -> Path:
    key = new_session_key()
    private = places.officers(home, "main") / f"{officer}.key"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.with_suffix(".pem")
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def test_a_new_officer_a_compartment_and_a_recusal(home: Path) -> None:
    public = new_key_file(home, "berta")
    assert desk(home, "berta", "cases", status=1)["error"] == "not-allowed"
    together(home, "enrol", "--name", "berta", "--compartment", "tide", "--key", str(public))
    case, other = [c["case"] for c in desk(home, "berta", "cases")["cases"]]

    for name in ("sara", "sven"):
        assert desk(home, "sara", "officers")["officers"]
        by = "sven" if name == "sara" else "sara"
        made = desk(home, name, "propose", "compartments", "--name", name, "--compartment", "tide", "--reason", "both")
        assert desk(home, name, "confirm", made["proposal"], status=1)["error"] == "own-change"
        desk(home, by, "confirm", made["proposal"])
    together(home, "compartment", "--case", case, "--compartment", "tide")
    assert [c["case"] for c in desk(home, "otto", "cases")["cases"]] == [other]
    assert desk(home, "otto", "show", case, "--reason", "x", status=1)["error"] == "no-such-case"
    assert desk(home, "berta", "show", case, "--reason", "x")["case"] == case

    desk(home, "berta", "recuse", case, "--reason", "a neighbour")
    assert desk(home, "berta", "show", case, "--reason", "x", status=1)["error"] == "recused"
    desk(home, "sara", "recuse", other, "--who", "otto", "--reason", "named in it")
    assert desk(home, "otto", "cases")["cases"] == []
    together(home, "end-recusal", "--name", "otto", "--case", other)
    assert [c["case"] for c in desk(home, "otto", "cases")["cases"]] == [other]
    together(home, "end", "--name", "berta")
    assert desk(home, "berta", "cases", status=1)["error"] == "not-allowed"


def test_what_waits_is_shown_with_all_that_is_signed_and_can_be_declined(home: Path) -> None:
    passkey = home / "passkey.json"
    public = base64.b64encode(public_bytes(new_session_key().public_key())).decode()
    passkey.write_text(json.dumps({"credential": "AAAA", "public": public}))
    made = desk(
        home, "sara", "propose", "key", "--name", "otto", "--key", str(passkey), "--reason", "a passkey for Otto"
    )
    printed = run("tocsin-desk", "proposals", "--officer", "sven", home=home).stdout
    for word in (made["proposal"][:16], "key otto", "by sara", "a passkey for Otto", public):
        assert word in printed
    assert desk(home, "sven", "decline", made["proposal"][:16])["state"] == "declined"
    assert desk(home, "sven", "confirm", made["proposal"][:16], status=1)["error"] == "no-such-proposal"
    shown = run("tocsin-desk", "officers", "--officer", "sara", home=home).stdout
    assert "otto" in shown
    assert "supervisor" in shown


def test_what_is_wrong_is_told_with_the_documented_exit_codes(home: Path) -> None:
    wrong = ("--name", "cleo", "--key", str(home / "nothing.pem"), "--reason", "x")
    assert desk(home, "sara", "propose", "enrol", *wrong, status=1)["hint"]
    assert desk(home, "otto", "officers", status=1)["error"] == "not-allowed"
    assert (
        desk(home, "sara", "propose", "end", "--name", "sven", "--reason", "x", status=1)["error"]
        == "too-few-supervisors"
    )


def test_on_the_machine_nobody_is_made_an_officer_any_more(tmp_path: Path) -> None:
    home = guarded_home(tmp_path / "home")
    public = new_key_file(home, "cleo")
    words = ("tocsin-opener", "enrol", "--home", str(home), "--demonstration", "--officer", "cleo")
    refused = run(*words, "--public-key", str(public))
    assert refused.returncode == 1
    assert "--recover" in refused.stderr
    assert run(*words, "--public-key", str(public), "--role", "supervisor", "--recover").returncode == 0
    with opener(home):
        assert len(desk(home, "cleo", "officers")["officers"]) == 4
