"""`tocsin install`: what it does, that it does it once, and that units say what systemd understands."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.lines import REPOSITORY, run, whole_home
from tests.operator.installed import Installed, installed_line
from tocsin.charter.read import LONGEST_DESK
from tocsin.operator.layout import users
from tocsin.operator.settings import Settings

UNITS = sorted((REPOSITORY / "deploy" / "systemd").iterdir())


@pytest.fixture(scope="module")
def line() -> Iterator[Installed]:
    with installed_line() as line:
        yield line


def test_it_is_done_once_and_a_second_time_finds_nothing_to_do(line: Installed) -> None:
    again = run("tocsin", "install", str(line.home), "--root", str(line.root))
    assert (again.returncode, "Nothing to do" in again.stdout) == (0, True)


def test_what_somebody_changed_is_put_right_and_told(line: Installed) -> None:
    (line.home / "opener" / "main").chmod(0o755)
    told = run("tocsin", "install", str(line.home), "--root", str(line.root), "--dry-run").stdout
    assert "would: tocsin-opener-main:tocsin-opener-main 700 opener/main" in told
    assert stat.S_IMODE((line.home / "opener" / "main").stat().st_mode) == 0o755
    assert "1 steps" in run("tocsin", "install", str(line.home), "--root", str(line.root)).stdout
    assert stat.S_IMODE((line.home / "opener" / "main").stat().st_mode) == 0o700


def test_a_dry_run_needs_no_root_and_changes_nothing(tmp_path: Path) -> None:
    home = whole_home(tmp_path / "line")
    before = sorted((p, p.stat().st_mode, p.stat().st_uid) for p in home.rglob("*"))
    done = run("tocsin", "install", str(home), "--root", str(tmp_path / "root"), "--dry-run")
    assert (done.returncode, "would: make users and groups" in done.stdout) == (0, True)
    assert sorted((p, p.stat().st_mode, p.stat().st_uid) for p in home.rglob("*")) == before
    assert not (tmp_path / "root").exists()


def test_a_credential_becomes_a_drop_in_of_its_own_opener(line: Installed) -> None:
    credential = line.root / "etc" / "tocsin" / "main.ring.cred"
    credential.parent.mkdir()
    credential.write_text("sealed")
    run("tocsin", "install", str(line.home), "--root", str(line.root))
    units = line.root / "etc" / "systemd" / "system"
    text = (units / "tocsin-opener@main.service.d" / "ring.conf").read_text()
    assert "LoadCredentialEncrypted=tocsin-ring:/etc/tocsin/main.ring.cred" in text
    assert not (units / "tocsin-opener@overseer.service.d").exists()


def test_each_desk_has_a_port_and_the_address_that_the_settings_give_it(line: Installed) -> None:
    settings = line.home / "operator.toml"
    shown = Settings(desk_address="https://a.example", desk_addresses={"south": "https://c.example"})
    settings.write_text(shown.to_toml())
    done = run("tocsin", "install", str(line.home), "--root", str(line.root))
    assert done.returncode == 0, done.stderr
    units = line.root / "etc" / "systemd" / "system"
    wanted = {
        "main": ("8471", "https://a.example"),
        "north": ("8473", "http://localhost:8473"),
        "south": ("8474", "https://c.example"),
        "overseer": ("8475", "http://localhost:8475"),
    }
    for desk, (port, origin) in wanted.items():
        text = (units / f"tocsin-desk@{desk}.service.d" / "address.conf").read_text()
        assert text == f"[Service]\nEnvironment=PORT={port}\nEnvironment=ORIGIN={origin}\n"
        assert f"tocsin-opener@{desk} tocsin-desk@{desk}" in done.stdout


def test_users_of_the_longest_desk_are_named_as_linux_takes_it() -> None:
    assert max(len(user.name) for user in users(["a" * LONGEST_DESK])) <= 31


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_systemd_understands_every_unit(line: Installed, unit: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze")
    written = line.root / "etc" / "systemd" / "system" / unit.name
    name = str(written).replace("@.", "@main.")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", name], capture_output=True, text=True, check=False)
    own = [text for text in done.stderr.splitlines() if "tocsin" in text]
    assert (done.returncode, own) == (0, []), done.stderr


@pytest.mark.parametrize("unit", [u for u in UNITS if u.name.endswith(("r.service", "e.service", "@.service"))])
def test_services_are_as_closed_as_systemd_can_tell(line: Installed, unit: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze")
    if "warn" in unit.name or "backup" in unit.name:
        return
    written = line.root / "etc" / "systemd" / "system" / unit.name
    words = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(written)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stdout[-300:]
