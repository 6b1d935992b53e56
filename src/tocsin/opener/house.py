"""What every room of the opener works with: the line's folder, the database, the ring, the ledger, clock and chance."""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tocsin.charter.model import Charter
from tocsin.exchange import places
from tocsin.exchange.attachments import AttachmentFolder
from tocsin.exchange.replies import RepliesFolder
from tocsin.opener.database import Database
from tocsin.opener.errors import NoSuchDesk, OpenerRuns
from tocsin.opener.exporting.streams import Exports
from tocsin.opener.ledger import LEDGER, Ledger
from tocsin.opener.ring import Ring

DESK = "desk"  # the key of what is the desk's own and about no case


@dataclass
class House:
    """One unlocked opener; it has the ring of one desk, and cannot open what was told to another."""

    home: Path
    charter: Charter
    desk: str
    line: bytes
    database: Database
    ring: Ring
    ledger: Ledger
    now: Callable[[], datetime]
    rng: Callable[[int], bytes]
    _lock: int
    exports: Exports = field(default_factory=lambda: Exports({}))

    @classmethod
    def unlock(
        cls,
        home: Path,
        charter: Charter,
        desk: str,
        line: bytes,
        *,
        passphrase: bytes,
        demonstration: bool,
        now: Callable[[], datetime],
        rng: Callable[[int], bytes],
    ) -> "House":
        """Open the folder of a desk's opener with its passphrase."""
        if desk not in charter.line.desks:
            raise NoSuchDesk(f"the charter has no desk {desk}; it has: {', '.join(charter.line.desks)}")
        folder = home / "opener" / desk
        for name in ("ring", "attachments"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock(folder / "lock")
        try:
            database = Database(folder)
            ring = Ring(database, folder / "ring", passphrase, demonstration=demonstration, rng=rng)
        except BaseException:
            os.close(lock)  # a passphrase that was mistyped is typed again
            raise
        for name in (LEDGER, DESK):
            if database.main.execute("SELECT 1 FROM ring WHERE id = ?", (name,)).fetchone() is None:
                with database.main:
                    ring.new(name)
        return cls(home, charter, desk, line, database, ring, Ledger(database, ring, rng=rng), now, rng, lock)

    @property
    def folder(self) -> Path:
        """What this opener alone reads: ring, databases, re-addressed attachments."""
        return self.home / "opener" / self.desk

    @property
    def arriving(self) -> AttachmentFolder:
        """Where intake puts attachment parts."""
        return AttachmentFolder(places.attachments(self.home, self.desk))

    @property
    def kept(self) -> AttachmentFolder:
        """Where re-addressed parts are kept."""
        return AttachmentFolder(self.folder / "attachments")

    @property
    def replies(self) -> RepliesFolder:
        """Where replies are laid."""
        return RepliesFolder(places.replies(self.home))

    def today(self) -> str:
        """Return the day: times of a day are not kept in clear, since they would tell when a reporter was up."""
        return self.now().date().isoformat()

    def close(self) -> None:
        """Close the database."""
        self.database.close()
        os.close(self._lock)


def _lock(path: Path) -> int:
    """Hold the ring alone: two processes that each turn its epoch would lose every key."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OpenerRuns("another opener has this ring open") from None
    return descriptor
