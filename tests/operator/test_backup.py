"""The drill: a line with reports and answers is saved, goes on, is lost and put back - and what is not put back."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lines import free_port, left_behind, run, running
from tests.operator.real import OWN, PASSPHRASES, demonstration_home, make_pages, passphrase_files, real_home
from tests.operator.terminals import answer
from tocsin.operator.backup import STAMP, finished_backups
from tocsin.operator.settings import Settings

CANARY = "the tide tables of the northern quay"
WORD = "zanzibartoken"
SESSION = "zanzibarsession"


@dataclass
class Drill:
    """A line in a folder, its receipts by what was told, and where its backups are."""

    home: Path
    to: Path
    receipts: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def runs(self) -> Iterator[str]:
        """Run intake and both openers until the block ends."""
        home, port = ("--home", str(self.home)), free_port()
        with ExitStack() as stack:
            for desk in ("main", "overseer"):
                words = ("tocsin-opener", "serve", *home, "--desk", desk, "--demonstration", "--collect-every", "0")
                stack.enter_context(running(*words, unix=self.home / "run" / f"{desk}.sock"))
            stack.enter_context(running("tocsin-intake", *home, "--port", str(port), port=port))
            yield f"http://localhost:{port}"

    def tell(self, url: str, what: str, *, attach: Path | None = None) -> None:
        told = json.dumps({"concern": "ce-approach", "language": "en", "what": what})
        more = ("--attach", str(attach)) if attach else ()
        done = run("tocsin-report", "send", "--line", url, "--report", "-", "--json", *more, stdin=told)
        assert done.returncode == 0, done.stderr
        self.receipts[what] = json.loads(done.stdout)["numbers"]

    def desk(self, *words: str) -> dict[str, Any]:
        done = run("tocsin-desk", *words, "--home", str(self.home), "--officer", "otto", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        value: dict[str, Any] = json.loads(done.stdout)
        return value

    def case_of(self, what: str) -> str:
        for case in self.desk("cases")["cases"]:
            shown = run(
                "tocsin-desk",
                "show",
                case["case"],
                "--reason",
                "the drill",
                "--home",
                str(self.home),
                "--officer",
                "otto",
                "--json",
            )
            if shown.returncode == 0 and json.loads(shown.stdout)["report"].get("what") == what:
                return str(case["case"])
        raise AssertionError(what)

    def read(self, url: str, what: str) -> str:
        done = run("tocsin-report", "read", "--line", url, "--receipt", self.receipts[what], "--json")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def back_up(self) -> Path:
        done = run("tocsin", "backup", str(self.home), "--to", str(self.to))
        assert done.returncode == 0, done.stderr
        return finished_backups(self.to)[-1][1]

    def restore(self, source: Path, home: Path, *more: str) -> Any:
        return run("tocsin", "restore", str(source), str(home), "--identity-file", str(self.key), *more)

    @property
    def key(self) -> Path:
        return self.home.parent / "offline" / "backup.key"


def fill_pages(home: Path) -> None:
    """Make the pages' database with a word in it; tell the line tokens."""
    make_pages(home)
    with sqlite3.connect(home / "desk" / "main" / "desk.db") as pages:
        pages.execute("INSERT INTO django_session VALUES ('key', ?, '2027-01-01')", (SESSION,))
    pages.close()
    (home / "operator.toml").write_text(Settings(notify=(f"json://localhost/{WORD}",)).to_toml())
    (home / "desk" / "main" / "alarm.toml").write_text(f'# "{WORD}"')


@pytest.fixture
def drill(tmp_path: Path) -> Drill:
    home = demonstration_home(tmp_path / "line")
    (tmp_path / "offline").mkdir()
    (home / "root" / "backup.key").rename(tmp_path / "offline" / "backup.key")
    return Drill(home, tmp_path / "backups")


def erase(home: Path, case: str) -> None:
    """Erase the report of a case as its opener will: there is no verb for it yet."""
    import os

    from tests.opener.houses import CHARTER, Clock
    from tocsin.opener.erasing import erase_messages
    from tocsin.opener.house import House
    from tocsin.opener.ring import DEMONSTRATION_PASSPHRASE

    line = bytes.fromhex(json.loads((home / "line.json").read_text())["line"])
    options: dict[str, Any] = {"passphrase": DEMONSTRATION_PASSPHRASE, "demonstration": True, "rng": os.urandom}
    house = House.unlock(home, CHARTER, "main", line, now=Clock(datetime.now(UTC)), **options)
    query = "SELECT message_id FROM case_messages WHERE case_id = ?"
    messages = [row[0] for row in house.database.main.execute(query, (case,))]
    erase_messages(house, messages, why="the drill")
    house.close()


def test_the_drill(drill: Drill, tmp_path: Path) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_text(CANARY)
    fill_pages(drill.home)
    with drill.runs() as url:
        drill.tell(url, "kept, answered", attach=picture)
        drill.tell(url, "to be erased before the backup")
        drill.tell(url, "to be erased after the backup")
        drill.desk("collect")
        cases = {what: drill.case_of(what) for what in drill.receipts}
        drill.desk("reply", cases["kept, answered"], "--text", "We look into it.")
    erase(drill.home, cases["to be erased before the backup"])
    with drill.runs() as url:
        drill.tell(url, "lies in the slot")
        saved = drill.back_up()
        drill.desk("collect")
        drill.tell(url, "told after the backup")
    erase(drill.home, cases["to be erased after the backup"])
    newer = tmp_path / "erased"
    shutil.copy(drill.home / "opener" / "main" / "erased", newer)
    assert left_behind(saved, *drill.receipts, CANARY, WORD, SESSION) == []
    settings, alarm = (drill.home / name for name in ("operator.toml", "desk/main/alarm.toml"))
    told = settings.read_bytes(), alarm.read_bytes()
    ottos = (drill.home / "desk" / "main" / "officers" / "otto.key").read_bytes()  # officers keep their own

    shutil.rmtree(drill.home)
    done = drill.restore(saved, tmp_path / "again", "--erased", str(newer))
    assert done.returncode == 0, done.stderr
    drill.home = tmp_path / "again"
    settings, alarm = (drill.home / name for name in ("operator.toml", "desk/main/alarm.toml"))
    assert (settings.read_bytes(), alarm.read_bytes()) == told
    assert {path.stat().st_mode & 0o777 for path in (settings, alarm)} == {0o600}
    assert sessions(drill.home) == [SESSION]
    (drill.home / "desk" / "main" / "officers" / "otto.key").write_bytes(ottos)
    with drill.runs() as url:
        assert drill.desk("collect")["collected"] == 1
        assert drill.case_of("kept, answered") == cases["kept, answered"]
        assert drill.case_of("lies in the slot")
        assert "We look into it." in drill.read(url, "kept, answered")
        shown = drill.desk("show", cases["kept, answered"], "--reason", "the drill")
        [file] = shown["attachments"]
        drill.desk(
            "attachment", cases["kept, answered"], file["id"], "--out", str(tmp_path / "out"), "--reason", "drill"
        )
        assert (tmp_path / "out").read_text() == CANARY
        for what in ("to be erased before the backup", "to be erased after the backup"):
            opened = drill.desk("show", cases[what], "--reason", "x")
            assert (opened["report"], opened["reports"], len(opened["erased"])) == ({}, [], 1)
            assert what not in json.dumps(opened)
        assert drill.desk("log")["size"] > 5
        drill.tell(url, "life goes on")
        drill.desk("collect")
        drill.desk("reply", drill.case_of("life goes on"), "--text", "Thank you.")
    assert "restore" in verbs_in_log(drill.home)


def sessions(home: Path) -> list[str]:
    with sqlite3.connect(home / "desk" / "main" / "desk.db") as pages:
        found = [str(row[0]) for row in pages.execute("SELECT session_data FROM django_session")]
    pages.close()
    return found


def verbs_in_log(home: Path) -> list[str]:
    import os

    from tests.opener.houses import CHARTER, Clock
    from tocsin.opener.house import House
    from tocsin.opener.ring import DEMONSTRATION_PASSPHRASE

    line = bytes.fromhex(json.loads((home / "line.json").read_text())["line"])
    options: dict[str, Any] = {"passphrase": DEMONSTRATION_PASSPHRASE, "demonstration": True, "rng": os.urandom}
    house = House.unlock(home, CHARTER, "main", line, now=Clock(datetime.now(UTC)), **options)
    found = [house.ledger.entry(seq)["verb"] for seq in range(house.ledger.head()[0])]
    house.close()
    return found


def test_the_copied_database_holds_no_key_and_the_ring_opens_with_the_offline_key_alone(drill: Drill) -> None:
    saved = drill.back_up()
    with sqlite3.connect(saved / "openers" / "main" / "opener.db") as copy:
        assert copy.execute("SELECT count(*) FROM ring").fetchone() == (0,)
    with sqlite3.connect(drill.home / "opener" / "main" / "opener.db") as live:
        wrapped = [bytes(row[0]) for row in live.execute("SELECT wrapped FROM ring")]
    assert len(wrapped) >= 3
    for path in saved.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(row in data for row in wrapped), path
    assert list(saved.rglob("epoch-*")) == []
    drill.key.write_text("AGE-SECRET-KEY-PQ-1" + "Q" * 58)
    other = drill.restore(saved, drill.home.parent / "again")
    assert (other.returncode, not (drill.home.parent / "again").exists()) == (1, True)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda saved: (saved / "manifest.json").unlink(), "never finished"),
        (lambda saved: (saved / "openers" / "main" / "manifest.json").unlink(), "missing"),
        (lambda saved: (saved / "openers" / "main" / "ring.age").unlink(), "missing"),
        (lambda saved: (saved / "line" / "new").write_text(""), "not in the manifest"),
        (lambda saved: flip(saved / "openers" / "main" / "payloads.db"), "not the file that was written"),
        (lambda saved: flip(saved / "line" / "charter" / "line.toml"), "not the file that was written"),
    ],
)
def test_a_half_written_or_changed_backup_is_refused_and_leaves_nothing(drill: Drill, spoil: Any, told: str) -> None:
    saved = drill.back_up()
    spoil(saved)
    done = drill.restore(saved, drill.home.parent / "again")
    assert (done.returncode, told in done.stderr) == (1, True), done.stderr
    assert not (drill.home.parent / "again").exists()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_a_changed_database_with_manifests_made_anew_is_refused_since_the_sealed_ring_names_the_true_one(
    drill: Drill,
) -> None:
    from tocsin.exchange import backups

    saved = drill.back_up()
    part = saved / "openers" / "main"
    with sqlite3.connect(part / "opener.db") as forged:
        forged.execute("INSERT INTO officers VALUES ('mallory', 'supervisor', 1)")
    about = json.loads((part / "manifest.json").read_text())
    ring = (part / "ring.age").read_bytes()
    (part / "ring.age").unlink()
    backups.finish(part, {key: about[key] for key in ("desk", "database", "software", "made")})
    (part / "ring.age").write_bytes(ring)
    about = json.loads((saved / "manifest.json").read_text())
    backups.finish(saved, {key: about[key] for key in ("line", "software", "made")})
    done = drill.restore(saved, drill.home.parent / "again")
    assert (done.returncode, "belongs to another backup" in done.stderr) == (1, True)
    assert not (drill.home.parent / "again").exists()


def test_pages_and_settings_that_a_stranger_sealed_are_refused_since_the_sealed_ring_names_the_true_ones(
    drill: Drill,
) -> None:
    import os

    from tocsin.exchange import backup_key, backups

    saved = drill.back_up()
    recipient, _ = backup_key.read(drill.home)
    for part, name in ((saved / "settings", "operator.toml.age"), (saved / "desks" / "main", backups.PAGES)):
        true = {path: path.read_bytes() for path in (*part.iterdir(), saved / "manifest.json")}
        backups.seal_file([b'notify = ["json://mallory/"]'], part / name, recipient, rng=os.urandom)
        about = json.loads((part / "manifest.json").read_text())
        backups.finish(part, {key: value for key, value in about.items() if key not in ("format", "files")})
        about = json.loads((saved / "manifest.json").read_text())
        backups.finish(saved, {key: about[key] for key in ("line", "software", "made")})
        done = drill.restore(saved, drill.home.parent / "again")
        assert (done.returncode, "belong to another backup" in done.stderr) == (1, True), done.stderr
        assert not (drill.home.parent / "again").exists()
        (part / name).unlink()
        for path, content in true.items():
            path.write_bytes(content)
    assert drill.restore(saved, drill.home.parent / "again").returncode == 0


def test_a_desk_that_was_served_and_whose_database_is_not_found_is_told_and_not_left_out(drill: Drill) -> None:
    (drill.home / "desk" / "main" / "serving").touch()
    done = run("tocsin", "backup", str(drill.home), "--to", str(drill.to))
    assert (done.returncode, "database.url" in done.stderr) == (1, True)
    assert finished_backups(drill.to) == []


def test_what_is_sealed_is_given_out_whole_or_not_at_all(drill: Drill, tmp_path: Path) -> None:
    import os

    from tocsin.exchange import backup_key, backups

    recipient, _ = backup_key.read(drill.home)
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    backups.seal_file([bytes(100_000), bytes(100_000)], whole, recipient, rng=os.urandom)
    cut.write_bytes(whole.read_bytes()[:-70_000])
    words = ("tocsin-opener", "unseal", "--identity-file", str(drill.key), "--from")
    assert run(*words, str(whole)).stdout == "\0" * 200_000
    done = run(*words, str(cut))
    assert (done.returncode, done.stdout, "does not open" in done.stderr) == (1, "", True)


def test_a_newer_backup_is_refused(drill: Drill) -> None:
    from tocsin.exchange import backups

    saved = drill.back_up()
    about = json.loads((saved / "manifest.json").read_text())
    backups.finish(saved, {"line": about["line"], "made": about["made"], "software": "99.0"})
    done = drill.restore(saved, drill.home.parent / "again")
    assert (done.returncode, "made by tocsin 99.0" in done.stderr) == (1, True)


def test_nothing_is_restored_over_a_line(drill: Drill) -> None:
    saved = drill.back_up()
    before = sorted(drill.home.rglob("*"))
    done = drill.restore(saved, drill.home)
    assert (done.returncode, "not empty" in done.stderr) == (1, True)
    assert sorted(drill.home.rglob("*")) == before


def test_backups_older_than_thirty_days_go_when_a_new_one_is_there(drill: Drill) -> None:
    first = drill.back_up()
    old = drill.to / (datetime.now(UTC) - timedelta(days=31)).strftime(STAMP)
    shutil.copytree(first, old)
    (drill.to / ".partial-x").mkdir()
    drill.back_up()
    assert not old.exists()
    assert list(drill.to.glob(".partial-*")) == []


def test_a_real_line_is_restored_with_what_people_type(tmp_path: Path) -> None:
    home = real_home(tmp_path / "line")
    assert run("tocsin", "backup", str(home), "--to", str(tmp_path / "to")).returncode == 0
    [(_, saved)] = finished_backups(tmp_path / "to")
    identity = (home / "root" / "backup.key").read_text().strip()
    typed = [("Backup key: ", identity), *((f"Passphrase of {desk}: ", OWN.get(desk, "")) for desk in PASSPHRASES)]
    code, screen = answer(["tocsin", "restore", str(saved), "again"], typed, cwd=tmp_path)
    assert (code, "Put back" in screen) == (0, True), screen
    words = ("--home", str(tmp_path / "again"), "--passphrase-file", str(tmp_path / "main"))
    assert run("tocsin-opener", "keys", *words).returncode == 0
    shutil.move(home / "root" / "line-root.key", tmp_path / "again" / "root" / "line-root.key")
    for again, desk in (("north", "north"), ("south", "main")):
        opens = ("--desk", again, "--passphrase-file", str(tmp_path / desk))
        assert run("tocsin-opener", "keys", "--home", str(tmp_path / "again"), *opens).returncode == 0
    files = passphrase_files(tmp_path)
    signed = run("tocsin", "keys", str(tmp_path / "again"), *files, "--serial", "41", "--json")
    assert json.loads(signed.stdout)["serial"] == 41


def test_a_new_backup_key_is_shown_once_and_used_from_then_on(drill: Drill, tmp_path: Path) -> None:
    done = run("tocsin", "backup-key", str(drill.home))
    identity = next(line.strip() for line in done.stdout.splitlines() if "AGE-SECRET-KEY-PQ-1" in line)
    assert left_behind(drill.home, identity) == []
    saved = drill.back_up()
    assert drill.restore(saved, tmp_path / "with the old one").returncode == 1
    drill.key.write_text(identity)
    assert drill.restore(saved, tmp_path / "again").returncode == 0
