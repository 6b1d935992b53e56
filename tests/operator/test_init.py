"""`tocsin init` at a terminal: what is asked, what is refused, what is shown once, and what an interruption leaves."""

import json
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.lines import BIN, HARBOUR, left_behind, run
from tests.operator.terminals import CTRL_C, answer
from tests.world import CUSTODIAN_SEEDS
from tocsin.charter.read import load
from tocsin.envelope.recipients import recipient_of_seed, seed_of_identity
from tocsin.operator.settings import Settings

OURS, NORTHS, OLGAS = "salt heron lamp quay mist rope", "seven geese over a grey sound", "the lantern nobody else lit"
PEOPLE = [
    (r"Officers of the desk main: ", "otto"),
    (r"Supervisors of the desk main.*: ", "sara sven"),
    (r"Officers of the desk north: ", "nora"),
    (r"Supervisors of the desk north.*: ", "niall nell"),
    (r"Officers of the desk south: ", "sofia sam"),
    (r"Supervisors of the desk south.*: ", "suki stig steen"),
    (r"Officers of the overseer's desk overseer: ", "olga"),
    (r"Supervisors of the overseer's.*: ", "olaf oona"),
]
HOLDERS = [(r"Custodian as.*: ", ""), (r"Backup key.*: ", "")]
SECRETS = [
    (r"Passphrase of the desk main: ", OURS),
    (r"The same again: ", OURS),
    (r"Passphrase of the desk north, or empty.*: ", NORTHS),
    (r"The same again: ", NORTHS),
    (r"Passphrase of the desk south, or empty: it opens with that of main: ", ""),
    (r"Passphrase of the overseer's desk: ", OLGAS),
    (r"The same again: ", OLGAS),
]
START = [
    (r"Folder of the line.*: ", "line"),
    (r"charter's folder: ", str(HARBOUR)),
    (r"Address: ", "https://line.example"),
    (r"Address of the desk main: ", "https://desk.example"),
    (r"Address of the desk north: ", "https://desk.north.example"),
    (r"Address of the desk south: ", ""),
    (r"Address of the desk overseer: ", "https://desk.overseer.example"),
]


def officers(home: Path, desk: str, passphrase: str, tmp_path: Path) -> list[tuple[str, str]]:
    """Return whom the opener of a desk knows, by who holds its passphrase."""
    import sqlite3

    with sqlite3.connect(home / "opener" / desk / "opener.db") as connection:
        rows = connection.execute("SELECT name, role FROM officers ORDER BY name").fetchall()
    (tmp_path / "typed").write_text(passphrase)
    words = ("--home", str(home), "--desk", desk, "--passphrase-file", str(tmp_path / "typed"))
    assert run("tocsin-opener", "keys", *words).returncode == 0
    (tmp_path / "typed").unlink()
    return rows


def test_a_person_is_asked_everything_once_and_gets_a_line(tmp_path: Path) -> None:
    code, screen = answer(["tocsin", "init"], [*START, *PEOPLE, *HOLDERS, *SECRETS], cwd=tmp_path)
    assert code == 0, screen
    home = tmp_path / "line"
    assert officers(home, "main", OURS, tmp_path) == [
        ("otto", "officer"),
        ("sara", "supervisor"),
        ("sven", "supervisor"),
    ]
    theirs = [("nell", "supervisor"), ("niall", "supervisor"), ("nora", "officer")]
    assert officers(home, "north", NORTHS, tmp_path) == theirs
    assert len(officers(home, "south", OURS, tmp_path)) == 5
    theirs = [("olaf", "supervisor"), ("olga", "officer"), ("oona", "supervisor")]
    assert officers(home, "overseer", OLGAS, tmp_path) == theirs
    assert json.loads((home / "line.json").read_text())["demonstration"] is False
    assert 'address = "https://line.example"' in (home / "operator.toml").read_text()
    line = load(home / "charter").line
    shown = {
        desk: f"https://desk{'' if desk == 'main' else '.' + desk}.example" for desk in ("main", "north", "overseer")
    }
    assert Settings.read(home / "operator.toml").desks(line) == shown
    assert dict(line.opening.origins) == shown
    assert (home / "operator.toml").stat().st_mode & 0o777 == 0o600
    assert left_behind(tmp_path, OURS, NORTHS, OLGAS) == []
    assert OURS not in screen
    assert "The keys of this line" in screen
    assert re.search(r"desk south: opens its ring\s+where +that of main\s", screen)
    assert "no two supervisors" not in screen
    assert re.search(r"1\. Move .*line-root\.key", screen)


def test_keys_made_for_others_are_shown_once_and_lie_nowhere(tmp_path: Path) -> None:
    _, screen = answer(["tocsin", "init"], [*START, *PEOPLE, *HOLDERS, *SECRETS], cwd=tmp_path)
    shown = re.findall(r"AGE-SECRET-KEY-PQ-1\w+", screen)
    assert len(shown) == 4
    home = tmp_path / "line"
    signed = (home / "public" / "keys.json").read_text()
    for identity in shown[:3]:
        assert recipient_of_seed(seed_of_identity(identity)).text in signed
    named = json.loads((home / "backup" / "recipient.json").read_text())
    assert recipient_of_seed(seed_of_identity(shown[3])).text == named["recipient"]
    assert left_behind(home, *shown) == []


def test_who_gives_all_by_options_is_asked_nothing(tmp_path: Path) -> None:
    (tmp_path / "ours").write_text(OURS)
    (tmp_path / "olgas").write_text(OLGAS)
    keys = {name: recipient_of_seed(seed).text for name, seed in CUSTODIAN_SEEDS.items()}
    words = [
        "tocsin",
        "init",
        "line",
        "--charter",
        str(HARBOUR),
        "--address",
        "",
        "--desk-address",
        "",
        "--officer",
        "otto",
    ]
    words += ["--supervisor", "sara", "--supervisor", "sven", "--overseer", "olga"]
    for desk in ("north", "south"):
        words += [
            "--officer",
            f"{desk}-1@{desk}",
            "--supervisor",
            f"{desk}-2@{desk}",
            "--supervisor",
            f"{desk}-3@{desk}",
        ]
    words += ["--overseer-supervisor", "olaf", "--overseer-supervisor", "oona"]
    words += [word for name, key in keys.items() for word in ("--custodian", f"{name}={key}")]
    words += ["--backup-recipient", keys["anna"]]
    words += ["--passphrase-file", str(tmp_path / "ours"), "--overseer-passphrase-file", str(tmp_path / "olgas")]
    code, screen = answer(words, [], cwd=tmp_path)
    assert code == 0, screen
    assert list((tmp_path / "line" / "custodians").iterdir()) == []
    assert "AGE-SECRET" not in screen


def test_faults_of_the_charter_are_shown_before_any_secret_is_asked_for(tmp_path: Path) -> None:
    charter = shutil.copytree(HARBOUR, tmp_path / "charter")
    text = (charter / "line.toml").read_text()
    (charter / "line.toml").write_text(text.replace('overseer = "overseer"', 'overseer = "main"'))
    code, screen = answer(["tocsin", "init", "line", "--charter", str(charter)], [], cwd=tmp_path)
    assert (code, "line.toml: overseer" in screen) == (1, True)
    assert "Passphrase" not in screen
    assert not (tmp_path / "line").exists()


def test_answers_that_do_not_fit_are_asked_again_and_said_why(tmp_path: Path) -> None:
    people = [
        *PEOPLE[:1],
        (r"Supervisors of the desk main.*: ", "sara"),
        (r"2 or more(.|\n)*Supervisors of the desk main.*: ", "sara otto"),
        (r"otto has a place already(.|\n)*Supervisors of the desk main.*: ", "sara sven"),
        (r"Officers of the desk north: ", "sara"),
        (r"sara has a place already(.|\n)*Officers of the desk north: ", "nora@south"),
        (r"1 or more(.|\n)*Officers of the desk north: ", "nora"),
        *PEOPLE[3:],
    ]
    secrets = [
        (r"Passphrase of the desk main: ", "short"),
        (r"This one has 5(.|\n)*Passphrase of the desk main: ", OURS),
        (r"The same again: ", "something else entirely"),
        (r"The two differ(.|\n)*Passphrase of the desk main: ", OURS),
        (r"The same again: ", OURS),
        (r"Strong, if dice(.|\n)*Passphrase of the desk north.*: ", "short"),
        (r"This one has 5(.|\n)*Passphrase of the desk north.*: ", NORTHS),
        (r"The same again: ", NORTHS),
        (r"Passphrase of the desk south.*: ", ""),
        (r"Passphrase of the overseer's desk: ", NORTHS),
        (r"That opens a desk too(.|\n)*Passphrase of the overseer's desk: ", OLGAS),
        (r"The same again: ", OLGAS),
    ]
    code, screen = answer(["tocsin", "init"], [*START, *people, *HOLDERS, *secrets], cwd=tmp_path)
    assert code == 0, screen
    assert "a fair chance" in screen


def test_an_interruption_at_a_question_leaves_nothing(tmp_path: Path) -> None:
    answers = [*START, *PEOPLE, *HOLDERS, *SECRETS[:3], (r"The same again: ", CTRL_C)]
    code, screen = answer(["tocsin", "init"], answers, cwd=tmp_path)
    assert (code, "Nothing was left half made" in screen) == (130, True)
    assert list(tmp_path.iterdir()) == []


def test_a_kill_in_the_middle_leaves_the_place_free_and_the_next_init_tidies_up(tmp_path: Path) -> None:
    words = ["init", "line", "--charter", str(HARBOUR), "--officer", "otto", "--demonstration"]
    process = subprocess.Popen([BIN / "tocsin", *words], cwd=tmp_path, stdout=subprocess.DEVNULL)
    unfinished = tmp_path / ".line.unfinished"
    while not (unfinished / "root" / "line-root.key").exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "line").exists()
    half = (unfinished / "root" / "line-root.key").read_bytes()
    done = subprocess.run([BIN / "tocsin", *words], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
    assert not unfinished.exists()
    assert (tmp_path / "line" / "root" / "line-root.key").read_bytes() != half
