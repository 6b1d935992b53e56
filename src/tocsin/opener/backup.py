"""Copy what an opener keeps, while it runs: sealed bytes as they are, and the ring apart, under an offline key.

It runs as the opener's own user, with connections that only read, and needs no passphrase: the copied database has no
row of the ring, and the ring's rows go, wrapped as they are, into one file that only the offline backup key opens. So
a thief of all backups needs that key *and* the passphrase, and what was erased is gone from backups when the key is.
"""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from tocsin import __version__
from tocsin.envelope.recipients import Recipient
from tocsin.envelope.seal import Rng, seal
from tocsin.exchange import backups, places
from tocsin.exchange.durable import write_new
from tocsin.opener.database import VERSION
from tocsin.opener.erasing import erased_file
from tocsin.opener.errors import RingTurned

_TRIES = 5


def back_up(home: Path, desk: str, to: Path, recipient: Recipient, *, beside: str, now: datetime, rng: Rng) -> None:
    """Write a backup of a desk's opener into an empty folder; `beside` is the digest of what was saved besides.

    The order is what makes it whole: the slot first, since what is collected meanwhile is in the database that is
    copied later (twice is once there); the database before payloads and files, since it names none that is not there.
    """
    folder = home / "opener" / desk
    backups.copy_tree(places.slot(home, desk), to / "slot")
    backups.copy_tree(places.attachments(home, desk), to / "arriving")
    backups.copy_tree(places.referrals(home, desk), to / "referrals")
    generation = _copy_main(folder, to / "opener.db")
    with closing(_read_only(folder / "payloads.db")) as source, closing(sqlite3.connect(to / "payloads.db")) as target:
        source.backup(target)
    backups.copy_tree(folder / "attachments", to / "attachments")
    erased = erased_file(folder)
    (to / erased.name).write_bytes(erased.read_bytes() if erased.exists() else b"")
    about = {"desk": desk, "database": VERSION, "software": __version__, "made": now.isoformat()}
    about["beside"] = beside
    digest = backups.finish(to, about)
    # An attacker can seal to the backup key, but cannot put this ring into a file that names another manifest, and
    # that names what was saved besides.
    value = {"format": backups.GENERATION, "desk": desk, "manifest": digest.hex(), **generation}
    write_new(to / backups.RING, seal(json.dumps(value).encode(), [recipient], rng=rng), mode=0o600)


def _copy_main(folder: Path, target: Path) -> dict[str, Any]:
    """Copy the main database without its ring; return the ring. In memory first: no medium ever held both."""
    for _ in range(_TRIES):
        with closing(_read_only(folder / "opener.db")) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            rows = copy.execute("SELECT id, wrapped FROM ring").fetchall()
            (epoch,) = copy.execute("SELECT value FROM meta WHERE key = 'ring_epoch'").fetchone()
            name = f"epoch-{int(epoch)}.key"
            try:
                key = (folder / "ring" / name).read_text(encoding="utf-8")
            except FileNotFoundError:
                continue  # the ring turned between the copy and this look
            copy.execute("DELETE FROM ring")
            copy.commit()
            copy.execute("VACUUM INTO ?", (str(target),))
            target.chmod(0o600)
            return {"file": name, "key": key, "rows": {name: bytes(wrapped).hex() for name, wrapped in rows}}
    raise RingTurned("the ring turned at every try")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
