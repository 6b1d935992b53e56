"""`tocsin upgrade --check` on real files: ready or not, why, and nothing is changed by looking."""

import json
import sqlite3
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.lines import free_port, run
from tests.operator.real import demonstration_home, make_pages, real_home
from tests.operator.test_doctor import review
from tocsin.operator.backup import finished_backups
from tocsin.operator.home import Home


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a real line with a fresh backup, and a desk's database that the installed version wrote."""
    folder = tmp_path_factory.mktemp("ready")
    home = real_home(folder / "line")
    review(Home(home))
    make_pages(home)
    done = run("tocsin", "backup", str(home), "--to", str(folder / "backups"))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def line(ready: Path, tmp_path: Path) -> Path:
    subprocess.run(["cp", "-a", ready, tmp_path / "all"], check=True)
    return tmp_path / "all" / "line"


def check(line: Path) -> dict[str, Any]:
    words = ("--check", "--json", "--backups", str(line.parent / "backups"))
    done = run("tocsin", "upgrade", str(line), *words)
    told: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if told["ready"] else 1)
    return told


def blocked(line: Path) -> list[str]:
    return [point["words"] for point in check(line)["points"] if point["hint"]]


def files(folder: Path) -> dict[str, str]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_line_that_is_ready_is_told_so_and_is_as_before(line: Path) -> None:
    before = files(line.parent)
    told = check(line)
    assert [point["words"] for point in told["points"] if point["hint"]] == []
    words = " ".join(point["words"] for point in told["points"])
    assert "main: the pages' database is up to date" in words
    assert "overseer: the pages have no database yet" in words
    assert "is of version 5, as the installed opener writes it" in words
    assert files(line.parent) == before


def sql(path: Path, command: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(command)
    connection.close()


def migrations(line: Path, command: str) -> None:
    sql(line / "desk" / "main" / "desk.db", command)


NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', '2026-01-01')"


def test_all_that_blocks_is_told_at_once_with_a_way_out(line: Path) -> None:
    migrations(line, NEWER)
    sql(line / "opener" / "main" / "opener.db", "PRAGMA user_version = 99")
    (line / "opener" / "overseer" / "opener.db").unlink()
    (line / "charter" / "reviews.toml").unlink()
    (newest(line) / "line" / "line.json").write_text("")
    assert blocked(line) == [
        "safety texts are not reviewed in zh-Hans",
        "main: the opener's database is of version 99, and the installed opener reads 5",
        "main: the pages' database is of a newer version: cases.9999_later",
        "overseer: the opener's database cannot be looked at",
        "the newest backup is not whole: line/line.json is not the file that was written",
    ]


def test_what_is_torn_or_old_blocks_too(line: Path) -> None:
    (line / "desk" / "main" / "desk.db").write_text("torn")
    newest(line).rename(newest(line).with_name("2026-01-01T000000Z"))
    assert blocked(line) == [
        "main: the pages' database cannot be looked at",
        f"no backup of the last day is in {line.parent / 'backups'}",
    ]
    (line / "charter" / "line.toml").write_text("")
    assert "the charter has" in blocked(line)[0]


def newest(line: Path) -> Path:
    return finished_backups(line.parent / "backups")[-1][1]


def test_what_an_older_version_wrote_blocks_nothing_and_is_told(line: Path) -> None:
    migrations(line, "DELETE FROM django_migrations WHERE app = 'watch'")
    sql(line / "opener" / "main" / "opener.db", "PRAGMA user_version = 3")
    words = " ".join(point["words"] for point in check(line)["points"])
    assert "the next start applies to the pages' database: watch.0001_initial" in words
    assert "of version 3; unlocking brings it to 5" in words


def test_a_desk_does_not_start_on_a_database_of_a_newer_version_and_says_why(tmp_path: Path) -> None:
    home = demonstration_home(tmp_path / "line")
    make_pages(home)
    (home / "desk" / "main" / "serving").touch(mode=0o600)
    migrations(home, NEWER)
    before = files(home / "desk")
    done = run("tocsin-desk", "serve", "--home", str(home), "--port", str(free_port()))
    assert (done.returncode, "newer version: it has cases.9999_later" in done.stderr) == (1, True), done.stderr
    assert "docs/upgrade.md" in done.stderr
    invited = run("tocsin-desk", "invite", "otto", "--home", str(home))
    assert (invited.returncode, "newer version" in invited.stderr) == (1, True)
    assert files(home / "desk") == before


def test_it_is_the_check_alone_that_there_is(line: Path) -> None:
    assert run("tocsin", "upgrade", str(line)).returncode == 2
