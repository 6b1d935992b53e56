"""Each finding of the doctor, produced; and a healthy line, of which it finds nothing."""

import json
import os
import shutil
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.lines import REPOSITORY, free_port, run, running
from tests.operator.proxies import CHAIN, KEY, certificate
from tests.operator.real import real_home
from tocsin.charter.read import load
from tocsin.exchange import backup_key
from tocsin.look.reviews import safety_hash
from tocsin.operator.backup import STAMP
from tocsin.operator.doctor import front, machine
from tocsin.operator.doctor.checks import CHECKS, examine
from tocsin.operator.doctor.patient import Patient
from tocsin.operator.home import Home
from tocsin.operator.installing import names
from tocsin.operator.origins import name_origins
from tocsin.operator.settings import Settings

RUNNING = {"TOC005", "TOC018", "TOC019"}  # of what does not run in most of these tests
Spoil = Callable[[Home, Path], object]


SUPERVISORS = {
    "main": ("sara", "sven"),
    "north": ("niall", "nell"),
    "south": ("suki", "stig"),
    "overseer": ("olaf", "oona"),
}


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a line of which nothing is to be found but that it does not run."""
    if os.getuid() != 0:
        missing("root")
    folder = tmp_path_factory.mktemp("well")
    home = Home(real_home(folder / "line"))
    for desk, pair in SUPERVISORS.items():
        enrol(home, folder, desk, pair)
    (folder / "backups" / now().strftime(STAMP)).mkdir(parents=True)
    (folder / "backups" / now().strftime(STAMP) / "manifest.json").write_text("{}")
    settings = Settings(notify=("json://localhost/",), backups=str(folder / "backups"), least_free_percent=1)
    home.settings.write_text(settings.to_toml())
    for key in (home.root_key, home.path / "root" / "backup.key", *(home.path / "custodians").iterdir()):
        key.unlink()
    for key in home.path.glob("desk/*/officers/*.key"):
        key.unlink()
    review(home)
    root = folder / "root"
    for name in ("etc", "proc/sys/kernel"):
        (root / name).mkdir(parents=True)
    # Here the openers' user is the one that runs the tests, who may run what their user may not where it lies.
    openers = [f"tocsin-opener-{desk}" for desk in SUPERVISORS]
    (root / "etc" / "passwd").write_text("".join(f"{name}:x:0:0::/:/bin/false\n" for name in openers))
    (root / "etc" / "group").write_text("".join(f"{name}:x:0:\n" for name in openers))
    (root / "proc" / "sys" / "kernel" / "core_pattern").write_text("core\n")
    (root / "proc" / "swaps").write_text("Filename Type Size Used Priority\n")
    assert run("tocsin", "install", str(home.path), "--root", str(root)).returncode == 0
    return folder


def enrol(home: Home, folder: Path, desk: str, names: tuple[str, str]) -> None:
    """Make two supervisors at a desk, whose opener is unlocked once."""
    words = ["--home", str(home.path), "--desk", desk, "--passphrase-file", str(folder / desk)]
    for name, begin in zip(names, ("--officer", "--also"), strict=True):
        key = folder / f"{name}.pem"
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key], check=True)
        public = subprocess.run(["openssl", "ec", "-in", key, "-pubout"], check=True, capture_output=True).stdout
        key.write_bytes(public)
        more = ["--role", "supervisor", "--public-key", str(key)] if begin == "--officer" else ["supervisor", str(key)]
        words += [begin, name, *more]
    done = run("tocsin-opener", "enrol", *words)
    assert done.returncode == 0, done.stderr


def review(home: Home) -> None:
    digest = safety_hash(load(home.charter), "zh-Hans")
    entry = f'[[review]]\nlanguage = "zh-Hans"\nby = "Lan, translator"\non = "2026-11-01"\nhash = "{digest}"\n'
    (home.charter / "reviews.toml").write_text(entry)


@pytest.fixture
def line(well: Path, tmp_path: Path) -> tuple[Home, Path]:
    """Copy the healthy line, owners and all."""
    subprocess.run(["cp", "-a", well, tmp_path / "well"], check=True)
    home = Home(tmp_path / "well" / "line")
    settings = home.settings.read_text()
    home.settings.write_text(settings.replace(str(well), str(tmp_path / "well")))
    return home, tmp_path / "well" / "root"


def found(home: Home, root: Path, *, at: datetime | None = None) -> set[str]:
    patient = Patient(home, at or now(), root, intake_port=1, reader_port=1)
    return {finding.id for finding in examine(patient)} - RUNNING


def test_of_a_healthy_line_nothing_is_found(line: tuple[Home, Path]) -> None:
    assert found(*line) == set()


def write(home: Home, name: str, text: str) -> None:
    (home.path / name).write_text(text)


def sql(home: Home, desk: str, command: str) -> None:
    with sqlite3.connect(home.path / "opener" / desk / "opener.db") as connection:
        connection.execute(command)
    connection.close()


def in_wal_mode(home: Home) -> None:
    path = home.path / "desk" / "main" / "desk.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
    connection.close()


def late_keys(home: Home) -> None:
    then = (now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    write(home, "run/main.reception.json", json.dumps([{"epoch": "2026-w01", "accept_until": then}]))


def old_backup(home: Home) -> None:
    [backup] = (home.path.parent / "backups").iterdir()
    backup.rename(backup.parent / (now() - timedelta(hours=27)).strftime(STAMP))


def changed_page(home: Home) -> None:
    page = next((home.path / "public" / "site").rglob("index.html"))
    page.write_text(page.read_text() + " ")


def setting(home: Home, old: str, new: str) -> None:
    assert old in home.settings.read_text()
    home.settings.write_text(home.settings.read_text().replace(old, new))


def shown_at(home: Home, desk: str, address: str) -> None:
    home.settings.write_text(f'{home.settings.read_text()}{desk} = "{address}"\n')


SPOILT: list[tuple[str, Spoil]] = [
    ("TOC001", lambda home, _: (home.path / "operator.toml").chmod(0o644)),
    ("TOC001", lambda home, _: os.chown(home.path / "opener" / "main" / "opener.db", 7, 7)),
    ("TOC002", lambda home, _: (home.path / "slot" / "main").chmod(0o3770)),
    ("TOC003", lambda home, _: home.keys_json.write_text("{}")),
    ("TOC004", lambda home, _: late_keys(home)),
    ("TOC007", lambda home, _: sql(home, "main", "UPDATE log SET leaf = x'00' WHERE seq = 0")),
    ("TOC007", lambda home, _: (home.path / "opener" / "overseer" / "opener.db").unlink()),
    ("TOC009", lambda home, _: setting(home, "least_free_percent = 1 ", "least_free_percent = 100 ")),
    ("TOC010", lambda _, root: (root / "proc" / "swaps").write_text("Filename\n/dev/sda2 partition 8 0 -2\n")),
    ("TOC011", lambda _, root: (root / "proc/sys/kernel/core_pattern").write_text("|/usr/share/apport/apport %p\n")),
    ("TOC014", lambda home, _: write(home, "charter/line.toml", 'format = "tocsin/charter/v1"\n')),
    ("TOC015", lambda home, _: (home.charter / "reviews.toml").unlink()),
    ("TOC016", lambda home, _: old_backup(home)),
    ("TOC016", lambda home, _: shutil.rmtree(home.path.parent / "backups")),
    ("TOC017", lambda home, _: backup_key.place(home.path).unlink()),
    ("TOC020", lambda home, _: changed_page(home)),
    ("TOC023", lambda home, _: home.root_key.write_text("00")),
    ("TOC024", lambda home, _: write(home, "custodians/anna.key", "")),
    ("TOC024", lambda home, _: write(home, "desk/main/officers/otto.key", "")),
    ("TOC025", lambda home, _: sql(home, "main", "UPDATE officers SET active = 0 WHERE name = 'sara'")),
    ("TOC026", lambda home, _: setting(home, '["json://localhost/"]', "[]")),
    ("TOC026", lambda home, _: home.settings.write_text("notify = 3\nunknown = 1")),
    ("TOC027", lambda home, _: sql(home, "main", "PRAGMA user_version = 99")),
    ("TOC026", lambda home, _: shown_at(home, "nort", "https://desk.example")),
    ("TOC030", lambda home, _: setting(home, 'desk_address = ""', 'desk_address = "https://desk.example"')),
    ("TOC030", lambda home, _: shown_at(home, "overseer", "https://desk.example")),
]


@pytest.mark.parametrize(("name", "spoil"), SPOILT)
def test_each_thing_that_is_wrong_is_found(line: tuple[Home, Path], name: str, spoil: Spoil) -> None:
    spoil(*line)
    assert name in found(*line)


def test_what_is_wrong_at_one_desk_names_that_desk(line: tuple[Home, Path]) -> None:
    home, root = line
    (home.path / "slot" / "north").chmod(0o3770)
    sql(home, "north", "UPDATE officers SET active = 0 WHERE name = 'nell'")
    (home.path / "opener" / "south" / "opener.db").unlink()
    shown_at(home, "south", "https://desk.south.example")
    seen = examine(Patient(home, now(), root, intake_port=1, reader_port=1))
    told = {(finding.id, finding.found) for finding in seen if finding.id not in {"TOC001", *RUNNING}}
    assert told == {
        ("TOC002", "slot/north can be listed by others than its opener"),
        ("TOC007", "south: opener/south cannot be looked at; run this as root"),
        ("TOC025", "north: 1"),
        (
            "TOC030",
            "the desk south is shown at https://desk.south.example, and passkeys are believed at no address",
        ),
    }
    assert {f.found for f in seen if f.id == "TOC005"} == {f"nobody answers at run/{d}.sock" for d in SUPERVISORS}


def test_time_alone_makes_keys_and_backup_key_old(line: tuple[Home, Path]) -> None:
    assert "TOC003" in found(*line, at=now() + timedelta(days=8))
    assert "TOC017" not in found(*line, at=now() + timedelta(days=29))
    assert "TOC017" in found(*line, at=now() + timedelta(days=31))


def test_passkeys_believed_at_the_address_of_the_desk_are_nothing_to_find(line: tuple[Home, Path]) -> None:
    setting(line[0], 'desk_address = ""', 'desk_address = "https://desk.example"')
    name_origins(line[0].charter, {"main": "https://elsewhere.example"})
    assert "TOC030" in found(*line)
    name_origins(line[0].charter, {"main": "https://desk.example"})
    assert "TOC030" not in found(*line)


def test_make_up_days_that_nobody_wrote_down_are_asked_for_when_they_are_due(line: tuple[Home, Path]) -> None:
    """China decides year by year; Germany never works a Saturday for a holiday."""
    desk = line[0].charter / "desk.toml"
    for country, years in (("CN", {2034: False, 2035: True}), ("DE", {2034: False, 2035: False})):
        kept = desk.read_text()
        desk.write_text(f'{kept}\n[[calendar]]\nid = "c"\nkind = "working"\nversion = "1"\ncountry = "{country}"\n')
        if country == "CN":
            desk.write_text(f'{desk.read_text()}make_up = ["2034-02-04"]\n')
        for year, asked in years.items():
            assert ("TOC031" in found(*line, at=datetime(year, 6, 1, tzinfo=UTC))) is asked, (country, year)
        assert ("TOC031" in found(*line, at=datetime(2034, 12, 1, tzinfo=UTC))) is (country == "CN")
        desk.write_text(kept)


def test_a_desks_database_in_wal_mode_is_found_where_sqlite_may_lose_it(line: tuple[Home, Path]) -> None:
    from tocsin.operator.doctor.keeping import is_safe

    in_wal_mode(line[0])
    assert ("TOC008" in found(*line)) is not is_safe(sqlite3.sqlite_version)
    assert [is_safe(v) for v in ("3.40.1", "3.44.6", "3.50.6", "3.50.7", "3.51.2", "3.51.3", "3.54.1")] == [
        False,
        True,
        False,
        True,
        False,
        True,
        True,
    ]


def test_swap_that_is_encrypted_or_memory_is_fine(line: tuple[Home, Path]) -> None:
    _, root = line
    (root / "proc" / "swaps").write_text("Filename\n/dev/zram0 partition 8 0 -2\n/dev/dm-1 partition 8 0 -2\n")
    (root / "sys" / "block" / "dm-1" / "dm").mkdir(parents=True)
    (root / "sys" / "block" / "dm-1" / "dm" / "uuid").write_text("CRYPT-PLAIN-swap\n")
    assert "TOC010" not in found(*line)


def test_dumps_that_are_taken_and_kept_nowhere_are_fine(line: tuple[Home, Path]) -> None:
    _, root = line
    (root / "proc/sys/kernel/core_pattern").write_text("|/lib/systemd/systemd-coredump %P\n")
    assert "TOC011" in found(*line)
    (root / "etc" / "systemd" / "coredump.conf").write_text("[Coredump]\nStorage=none\n")
    assert "TOC011" not in found(*line)


def test_a_clock_out_of_step_is_found_where_timedatectl_tells(
    line: tuple[Home, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    told = tmp_path / "bin" / "timedatectl"
    told.write_text("#!/bin/sh\necho no\n")
    told.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert "TOC012" in found(*line)
    told.write_text("#!/bin/sh\necho yes\n")
    assert "TOC012" not in found(*line)


def test_a_certificate_that_ends_soon_or_is_nobodys_is_found(
    line: tuple[Home, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, root = line
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate(tmp_path, days=5)
    chain = tmp_path / CHAIN
    context.load_cert_chain(chain, tmp_path / KEY)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        setting(
            home,
            'address = ""  # of the public',
            f'address = "https://localhost:{server.server_port}"  # of the public',
        )
        patient = Patient(home, now(), root)
        stranger = list(machine.certificate(patient))
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        ends = list(machine.certificate(patient))
        server.shutdown()
        thread.join()
    assert "self" in stranger[0]
    assert "4 days left" in ends[0]  # TOC021
    assert list(machine.certificate(patient)) == []  # nobody there any more: nothing to see from here


def test_scripts_that_are_not_the_installed_ones_are_found(
    line: tuple[Home, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, root = line
    script = (Patient(home, now()).installed / "desk" / "released" / "desk.js").read_bytes()

    class Front(BaseHTTPRequestHandler):
        policy, script = "", b""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Security-Policy", self.policy)
            self.end_headers()
            self.wfile.write(self.script)

        def log_message(self, *_: object) -> None:
            pass

    certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / CHAIN, tmp_path / KEY)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / CHAIN))
    with ThreadingHTTPServer(("127.0.0.1", 0), Front) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"https://localhost:{server.server_port}"
        shown_at(home, "north", address)
        found = []
        for Front.policy, Front.script in (
            (f"default-src 'none'; script-src {address}/released/; img-src data:", script),
            ("default-src 'none'; script-src 'self'", script),
            (f"script-src {address}/released/ 'unsafe-inline'", b"another"),
        ):
            found.append([finding.id for finding in examine(Patient(home, now(), root)) if finding.id == "TOC028"])
        server.shutdown()
        thread.join()
    assert [len(each) for each in found] == [0, 1, 2]
    assert list(front.gives_out_what_is_installed(Patient(home, now(), root))) == []  # nobody there any more


def test_scripts_that_somebody_of_the_line_could_write_are_found(line: tuple[Home, Path], tmp_path: Path) -> None:
    home, root = line
    released = tmp_path / "installed" / "desk" / "released"
    released.mkdir(parents=True)
    (released / "desk.js").touch()
    patient = Patient(home, now(), root, installed=tmp_path / "installed")
    desk = names(root, "passwd")["tocsin-desk-main"]
    assert list(front.no_user_of_the_line_writes_it(patient)) == []
    for place, owner, mode in (("desk.js", desk, 0o644), ("desk.js", 0, 0o646), (".", desk, 0o755), ("..", 0, 0o777)):
        path = released / place
        before = path.stat()
        os.chown(path, owner, 0)
        path.chmod(mode)
        assert len(list(front.no_user_of_the_line_writes_it(patient))) == 1, place  # TOC029
        os.chown(path, before.st_uid, before.st_gid)
        path.chmod(before.st_mode)


@pytest.fixture
def served(line: tuple[Home, Path]) -> Iterator[tuple[Patient, Path]]:
    home, root = line
    ports = free_port(), free_port()
    where = ("--home", str(home.path))
    passphrase = home.path.parent / "main"
    with ExitStack() as stack:
        opener = ("tocsin-opener", "serve", *where, "--passphrase-file", str(passphrase))
        stack.enter_context(running(*opener, unix=home.path / "run" / "main.sock"))
        for desk in ("north", "south", "overseer"):
            locked = ("tocsin-opener", "serve", *where, "--desk", desk)
            stack.enter_context(running(*locked, unix=home.path / "run" / f"{desk}.sock"))
        stack.enter_context(running("tocsin-intake", *where, "--port", str(ports[0]), port=ports[0]))
        stack.enter_context(running("tocsin-reader", *where, "--port", str(ports[1]), port=ports[1]))
        yield Patient(home, now(), root, *ports), root


def ids(patient: Patient) -> set[str]:
    return {finding.id for finding in examine(patient)}


def test_what_runs_is_seen_and_a_locked_opener_is_told_from_none(served: tuple[Patient, Path]) -> None:
    patient, root = served
    deadline = time.monotonic() + 20
    while not (patient.home.path / "run" / "main.collected").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    seen = ids(patient)
    assert "TOC006" in seen
    assert seen.isdisjoint({"TOC005", "TOC013", "TOC018", "TOC019", "TOC022"})
    later = Patient(patient.home, now() + timedelta(minutes=16), root, patient.intake_port, patient.reader_port)
    assert "TOC022" in ids(later)
    (patient.home.path / "run" / "main.collected").unlink()
    assert "TOC022" in ids(Patient(patient.home, now(), root, 1, 1))


def test_what_does_not_run_is_found(line: tuple[Home, Path]) -> None:
    home, root = line
    assert ids(Patient(home, now(), root, 1, 1)) == RUNNING


def test_an_intake_of_another_version_or_line_is_found(line: tuple[Home, Path]) -> None:
    home, root = line

    class Old(BaseHTTPRequestHandler):
        told = b""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.told)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Old) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            for software, name in (("tocsin 0.0.1", home.read_facts()["line"]), ("tocsin 0.1.0", "00" * 16)):
                Old.told = json.dumps({"software": software, "line": name}).encode()
                assert "TOC013" in ids(Patient(home, now(), root, server.server_port, 1))
        finally:
            server.shutdown()
            thread.join()


def test_the_command_tells_findings_and_ends_with_one(line: tuple[Home, Path]) -> None:
    home, root = line
    words = ("tocsin", "doctor", str(home.path), "--root", str(root), "--port", "1", "--reader-port", "1")
    told = run(*words)
    assert (told.returncode, "TOC018  nobody listens on port 1" in told.stdout) == (1, True)
    answer = json.loads(run(*words, "--json").stdout)
    assert (answer["ok"], {f["id"] for f in answer["findings"]}) == (False, RUNNING)
    assert answer["checks"] == len(CHECKS)


def test_every_check_is_produced_somewhere_in_this_file_and_has_an_id_of_its_own() -> None:
    numbers = [check.id for check in CHECKS]
    assert numbers == [f"TOC{number:03}" for number in range(1, len(CHECKS) + 1)]
    text = Path(__file__).read_text()
    assert [name for name in numbers if name not in text] == []


def test_the_page_shows_the_table_of_the_checks() -> None:
    words = [sys.executable, str(REPOSITORY / "scripts" / "doctor"), "--check"]
    assert subprocess.run(words, check=False).returncode == 0
