"""What an operator may know of an opener without its passphrase: versions, whether the log is whole.

Read by the opener's own user with connections that only read; nothing of a case leaves it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tocsin import __version__
from tocsin.opener.authorise.rules import SUPERVISOR
from tocsin.opener.database import UPGRADED, VERSION
from tocsin.opener.ledger import HEAD, write_head
from tocsin.oversight.tree import Frontier


def look(home: Path, desk: str) -> dict[str, Any]:
    """Return what is found in a desk's opener folder."""
    with closing(_open(home / "opener" / desk / "opener.db")) as main:
        main.execute("BEGIN")  # leaves and head of one moment
        (version,) = main.execute("PRAGMA user_version").fetchone()
        leaves = Frontier([bytes(leaf) for (leaf,) in main.execute("SELECT leaf FROM log ORDER BY seq")])
        head = main.execute("SELECT value FROM meta WHERE key = ?", (HEAD,)).fetchone()
        query = "SELECT count(*) FROM officers WHERE role = ? AND active = 1"
        (supervisors,) = main.execute(query, (SUPERVISOR,)).fetchone()
        (quarantined,) = main.execute("SELECT count(*) FROM quarantine").fetchone()
    kept = bytes(head[0]) if head else None
    return {
        "software": __version__,
        "sqlite": sqlite3.sqlite_version,
        "database": version,
        "reads": VERSION,
        "upgrades": UPGRADED,
        "entries": leaves.size,
        "log": kept is None or kept == write_head(leaves.size, leaves.root()),
        "supervisors": supervisors,
        "quarantined": quarantined,
    }


def _open(path: Path) -> sqlite3.Connection:
    """Open a database to be read. Where no opener has it open, SQLite is told so: it would make files beside it."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
