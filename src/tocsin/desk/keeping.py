"""Copy the web process's own database while it runs; a PostgreSQL database is copied with its own tools."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tocsin.exchange.durable import sync_folder


def back_up(folder: Path, out: Path) -> None:
    """Write a consistent copy of `desk.db` to a new file, durably."""
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.close(descriptor)
    source = f"{(folder / 'desk.db').absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True, timeout=60)) as live, closing(sqlite3.connect(out)) as copy:
        copy.execute("PRAGMA synchronous = FULL")
        live.backup(copy)
    sync_folder(out.parent)
