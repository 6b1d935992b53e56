"""What a desk's own user keeps, sealed while it is copied, and put back: its database, in SQLite or in PostgreSQL.

PostgreSQL's own tools do the copying, through a pipe, so that nothing of it lies on a disk in clear.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tocsin import __version__
from tocsin.desk.storage import address, database
from tocsin.envelope.recipients import Recipient
from tocsin.envelope.seal import Rng
from tocsin.exchange import backups
from tocsin.exchange.durable import write_new

PIECE = 1024 * 1024
_OURS = ("--no-owner", "--no-privileges")  # what is put back belongs to whom the other machine's address names
_SQLITE = b"SQLite format 3\x00"


class NoDatabase(Exception):
    """A desk was served, and it is not known where its database is."""

    hint = "On PostgreSQL, write its address into desk/DESK/database.url: a backup reads it there."


class ToolFailed(Exception):
    """`pg_dump` or `pg_restore` is not there, or did not do it; its own words stand above."""

    hint = (
        "Install PostgreSQL's client tools, of the server's version or newer. A database to restore into is empty; "
        "nothing was put into one that is not."
    )


class NotThisDatabase(Exception):
    """What is to be put back was saved from another kind of database."""

    hint = "Give --database to tocsin restore for a desk that was saved from PostgreSQL, and for no other."


def back_up(folder: Path, to: Path, recipient: Recipient, *, now: datetime, rng: Rng) -> None:
    """Seal a desk's database into an empty folder, and say there what it is."""
    url, path = address(folder), folder / "desk.db"
    kind = "postgresql" if url else "sqlite" if path.exists() else ""
    if kind:
        backups.seal_file(_dumped(url) if url else _copied(path), to / backups.PAGES, recipient, rng=rng)
    elif (folder / "serving").exists():
        raise NoDatabase(f"the desk {folder.name} has no database where it is looked for")
    about = {"desk": folder.name, "database": kind, "software": __version__, "made": now.isoformat()}
    backups.finish(to, about)


def put_back(folder: Path, source: BinaryIO, kind: str) -> None:
    """Fill a desk's empty folder, or the empty PostgreSQL database that the environment names, from a saved stream."""
    url, path = address(folder), folder / "desk.db"
    if kind != ("postgresql" if url else "sqlite"):
        raise NotThisDatabase(f"the desk {folder.name} was saved from {kind}")
    if url:
        _restore(url, source)
        write_new(folder / "database.url", url.encode() + b"\n", mode=0o600)
        return
    content = source.read()
    if not content.startswith(_SQLITE):
        raise NotThisDatabase("what was saved is no SQLite database")
    write_new(path, content, mode=0o600)


def _copied(path: Path) -> Iterator[bytes]:
    # In memory: a copy beside the sealed one would be clear. For a moment it takes twice the size of the database.
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as live,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        live.backup(copy)
        content = memoryview(copy.serialize())
    yield from (bytes(content[at : at + PIECE]) for at in range(0, len(content), PIECE))


def _dumped(url: str) -> Iterator[bytes]:
    words = ("pg_dump", "--format=custom", *_OURS)
    try:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, env=_environment(url))
    except OSError as error:
        raise ToolFailed(f"pg_dump cannot be started ({error.strerror})") from None
    with process:
        while piece := process.stdout.read(PIECE) if process.stdout else b"":
            yield piece
    if process.returncode != 0:
        raise ToolFailed(f"pg_dump ended with {process.returncode}")


def _restore(url: str, source: BinaryIO) -> None:
    """Fill an empty database, all at once or not at all."""
    words = ("pg_restore", f"--dbname={database(Path(), url)['NAME']}", "--single-transaction", "--exit-on-error")
    try:
        done = subprocess.run([*words, *_OURS], stdin=source, env=_environment(url), check=False)
    except OSError as error:
        raise ToolFailed(f"pg_restore cannot be started ({error.strerror})") from None
    if done.returncode != 0:
        raise ToolFailed(f"pg_restore ended with {done.returncode}")


def _environment(url: str) -> dict[str, str]:
    """Return what PostgreSQL's tools are told by: a password on a command line is read by everybody on the machine."""
    described = database(Path(), url)
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    return os.environ | {name: described[of] for name, of in names.items() if described[of]}
