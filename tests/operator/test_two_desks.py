"""What an operator may not do by mistake: one passphrase for both desks, or a signature for a key of the wrong desk."""

import json
from pathlib import Path

import pytest

from tests.lines import HARBOUR, run, whole_home
from tests.world import OVERSEER_SEED
from tocsin.envelope.recipients import recipient_of_seed


def test_an_opener_that_offers_a_key_as_the_overseers_gets_nothing_signed(tmp_path: Path) -> None:
    home = whole_home(tmp_path / "home")
    before = (home / "public" / "keys.json").read_bytes()
    printed = run("tocsin-opener", "keys", "--home", str(home), "--demonstration").stdout
    offered = json.loads(printed)
    assert {entry["desk"] for entry in offered} == {"main"}
    offered.append({**offered[0], "desk": "overseer", "recipient": recipient_of_seed(OVERSEER_SEED).text})
    (home / "run" / "main.reception.json").write_text(json.dumps(offered))
    refused = run("tocsin", "keys", str(home))
    assert refused.returncode == 1
    assert "the opener of main names keys of overseer" in refused.stderr
    assert "Sign nothing" in refused.stderr
    assert (home / "public" / "keys.json").read_bytes() == before
    (home / "run" / "main.reception.json").write_text(printed)
    assert run("tocsin", "keys", str(home)).returncode == 0


def test_every_desks_keys_are_signed_and_differ(tmp_path: Path) -> None:
    home = whole_home(tmp_path / "home")
    signed = json.loads(json.loads((home / "public" / "keys.json").read_bytes())["signed"])
    assert [entry["desk"] for entry in signed["desks"]] == ["main", "north", "south", "overseer"]
    recipients = [key["recipient"] for entry in signed["desks"] for key in entry["keys"]]
    assert len(set(recipients)) == len(recipients)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((), "each desk needs a passphrase"),
        (("ours",), "each desk needs a passphrase"),
        (("ours", "nowhere"), "no file"),
        (("ours", "same"), "of its own"),
    ],
)
def test_a_real_line_is_not_begun_without_two_passphrases(tmp_path: Path, files: tuple[str, ...], told: str) -> None:
    (tmp_path / "ours").write_text("correct horse\n")
    (tmp_path / "same").write_text("correct horse")
    options = ("--passphrase-file", "--overseer-passphrase-file")
    words = [word for option, name in zip(options, files, strict=False) for word in (option, str(tmp_path / name))]
    done = run("tocsin", "init", str(tmp_path / "home"), "--charter", str(HARBOUR), *words)
    assert (done.returncode, told in done.stderr) == (1, True)
    assert "--overseer-passphrase-file" in done.stderr
    assert not (tmp_path / "home").exists()


def test_nobody_is_made_an_officer_of_both_desks(tmp_path: Path) -> None:
    words = (
        "--charter",
        str(HARBOUR),
        "--demonstration",
        "--officer",
        "otto",
        "--overseer",
        "olga",
        "--overseer",
        "otto",
    )
    done = run("tocsin", "init", str(tmp_path / "home"), *words)
    assert (done.returncode, "otto would be an officer of both" in done.stderr) == (1, True)
    assert not (tmp_path / "home").exists()


def test_keys_of_a_line_whose_charter_was_spoilt_are_not_signed_and_the_fault_is_named(tmp_path: Path) -> None:
    home = whole_home(tmp_path / "home")
    charter = home / "charter" / "line.toml"
    charter.write_text(charter.read_text().replace('overseer = "overseer"', 'overseer = "main"'))
    done = run("tocsin", "keys", str(home))
    assert (done.returncode, "line.toml: overseer" in done.stdout) == (1, True)
    told = run("tocsin-desk", "cases", home=home)
    assert (told.returncode, "charter" in told.stderr) == (2, True)
