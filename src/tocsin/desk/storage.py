"""Where a desk's web process keeps its own: one SQLite file, or a PostgreSQL database by URL; and its secret key.

The URL stands in `database.url` of the desk's folder, where the desk's own user alone reads it: so a backup finds the
database as the web process does, and no password stands in a unit that everybody may read.

SQLite's notes name a race in WAL mode (3.7.0 to 3.51.2) that can lose committed writes when two connections write one
file. Threads of the web process have a connection each, so an older SQLite keeps a rollback journal: slower, and safe.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SAFE_WAL = (3, 51, 3)


class AddressUnfit(ValueError):
    """What names the desk's database is no address of one."""

    hint = "Write postgresql://USER@HOST/NAME, or nothing for an SQLite file, into database.url of the desk's folder."


class DeskRuns(Exception):
    """Another web process serves this desk from this folder."""

    hint = "Stop it first: systemctl stop tocsin-desk@DESK, or end the other `tocsin-desk serve`."


def hold(folder: Path) -> int:
    """Hold a desk's folder alone, as long as the returned file is open: one writer a file, one watch, one alarm."""
    descriptor = os.open(folder / "serving", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise DeskRuns("another web process serves this desk") from None
    return descriptor


def journal(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return the journal mode that this SQLite may be trusted with."""
    return "WAL" if version >= SAFE_WAL else "DELETE"


def address(folder: Path) -> str:
    """Return the URL of a desk's PostgreSQL database, from the environment or its file; empty for an SQLite file."""
    path = folder / "database.url"
    return os.environ.get("TOCSIN_DESK_DATABASE", "") or (path.read_text("utf-8").strip() if path.exists() else "")


def database(folder: Path, url: str) -> dict[str, Any]:
    """Return Django's description of the database; `postgresql://user:password@host:port/name` or nothing."""
    if not url:
        pragmas = f"PRAGMA journal_mode = {journal()}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
        options = {"init_command": f"{pragmas} PRAGMA temp_store = MEMORY;", "transaction_mode": "IMMEDIATE"}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "desk.db"),
            "OPTIONS": {**options, "timeout": 20},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise AddressUnfit("the desk's database is not named by an address")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


def database_to_look_at(folder: Path, url: str) -> dict[str, Any] | None:
    """Return the same for who only looks: an SQLite file is opened to be read. None where none was made yet."""
    path = folder / "desk.db"
    if url:
        return database(folder, url)
    return (
        {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{path.absolute().as_uri()}?mode=ro"}
        if path.exists()
        else None
    )


def secret_key(folder: Path) -> str:
    """Return the key that signs sessions, made at the first start; without a folder one for this process alone."""
    if not folder.is_dir():
        return os.urandom(32).hex()
    path = folder / "session.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(os.urandom(32).hex())
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii")
