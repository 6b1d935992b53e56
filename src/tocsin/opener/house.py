"""What every room of the opener works with: the line's folder, the database, the ring, the ledger, clock and chance."""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tocsin.charter.model import Charter
from tocsin.exchange.attachments import AttachmentFolder
from tocsin.exchange.replies import RepliesFolder
from tocsin.opener.database import Database
from tocsin.opener.errors import OpenerRuns
from tocsin.opener.ledger import LEDGER, Ledger
from tocsin.opener.ring import Ring


@dataclass
class House:
    """One unlocked opener."""

    home: Path
    charter: Charter
    line: bytes
    database: Database
    ring: Ring
    ledger: Ledger
    now: Callable[[], datetime]
    rng: Callable[[int], bytes]
    _lock: int

    @classmethod
    def unlock(
        cls,
        home: Path,
        charter: Charter,
        line: bytes,
        *,
        passphrase: bytes,
        demonstration: bool,
        now: Callable[[], datetime],
        rng: Callable[[int], bytes],
    ) -> "House":
        """Open the opener's folder with its passphrase."""
        folder = home / "opener"
        for name in ("ring", "attachments"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock(folder / "lock")
        database = Database(folder)
        ring = Ring(database, folder / "ring", passphrase, demonstration=demonstration, rng=rng)
        if database.main.execute("SELECT 1 FROM ring WHERE id = ?", (LEDGER,)).fetchone() is None:
            with database.main:
                ring.new(LEDGER)
        return cls(home, charter, line, database, ring, Ledger(database, ring, rng=rng), now, rng, lock)

    @property
    def desk(self) -> str:
        """The desk whose reports this opener reads; written into every reply, so that additions find their way."""
        return self.charter.line.desk

    @property
    def arriving(self) -> AttachmentFolder:
        """Where intake puts attachment parts."""
        return AttachmentFolder(self.home / "attachments")

    @property
    def kept(self) -> AttachmentFolder:
        """Where re-addressed parts are kept."""
        return AttachmentFolder(self.home / "opener" / "attachments")

    @property
    def replies(self) -> RepliesFolder:
        """Where replies are laid."""
        return RepliesFolder(self.home / "replies")

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
