"""A desk on PostgreSQL: saved through a pipe, sealed while it streams, and put back into an empty database."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.lines import free_port, left_behind, run
from tests.operator.real import demonstration_home, make_pages
from tocsin.operator.backup import finished_backups

pytestmark = pytest.mark.postgresql
SESSION = "zanzibarsession"


@pytest.fixture
def urls(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Make two empty databases on the server of this run; each line names its own."""
    server = os.environ.get("TOCSIN_DESK_DATABASE", "")
    if not server:
        pytest.skip("no PostgreSQL server; with one: scripts/with-postgresql")
    monkeypatch.delenv("TOCSIN_DESK_DATABASE")
    names = ("saved", "put_back")
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
        base = urlsplit(server)
        yield base._replace(path="/saved").geturl(), base._replace(path="/put_back").geturl()
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def sessions(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [str(row[0]) for row in connection.execute("SELECT session_data FROM django_session")]


def test_the_drill_on_postgresql(urls: tuple[str, str], tmp_path: Path) -> None:
    first, second = urls
    home, again, key = demonstration_home(tmp_path / "line"), tmp_path / "again", tmp_path / "backup.key"
    (home / "root" / "backup.key").rename(key)
    (home / "desk" / "main" / "database.url").write_text(f"{first}\n")
    make_pages(home)
    assert not (home / "desk" / "main" / "desk.db").exists()
    with psycopg.connect(first) as connection:
        connection.execute("INSERT INTO django_session VALUES ('key', %s, '2027-01-01')", (SESSION,))
    done = run("tocsin", "backup", str(home), "--to", str(tmp_path / "to"))
    assert done.returncode == 0, done.stderr
    [(_, saved)] = finished_backups(tmp_path / "to")
    assert left_behind(tmp_path, SESSION, "PGDMP", "django_session") == []

    words = ("tocsin", "restore", str(saved), str(again), "--identity-file", str(key))
    refused = run(*words)
    assert (refused.returncode, "was saved from postgresql" in refused.stderr) == (1, True), refused.stderr
    full = run(*words, "--database", first)
    assert (full.returncode, "is empty" in full.stderr, again.exists()) == (1, True, False), full.stderr
    assert sessions(first) == [SESSION]
    done = run(*words, "--database", f"main={second}")
    assert done.returncode == 0, done.stderr
    assert sessions(second) == [SESSION]
    assert (again / "desk" / "main" / "database.url").read_text().strip() == second
    assert (again / "desk" / "main" / "database.url").stat().st_mode & 0o777 == 0o600
    make_pages(again)


def test_a_server_that_is_away_leaves_no_backup(urls: tuple[str, str], tmp_path: Path) -> None:
    home = demonstration_home(tmp_path / "line")
    away = urlsplit(urls[0])._replace(netloc=f"desk@127.0.0.1:{free_port()}").geturl()
    (home / "desk" / "main" / "database.url").write_text(away)
    done = run("tocsin", "backup", str(home), "--to", str(tmp_path / "to"))
    assert (done.returncode, "pg_dump ended with 1" in done.stderr) == (1, True), done.stderr
    assert list((tmp_path / "to").iterdir()) == []
