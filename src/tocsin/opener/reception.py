"""Reception keys: a new one each week, published a week ahead, accepted four weeks longer, then destroyed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tocsin.envelope.keys import read_time, write_time
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.exchange.durable import write_new
from tocsin.opener.database import Database
from tocsin.opener.ring import KEY, Ring

WEEK = timedelta(days=7)
ACCEPTED_LONGER = timedelta(days=28)
AHEAD = timedelta(days=7)
DESTROYED_WITHIN = timedelta(hours=24)
Rng = Callable[[int], bytes]


def ensure_keys(database: Database, ring: Ring, desk: str, *, now: datetime, rng: Rng) -> None:
    """Make the keys of this week and of every week that begins within seven days."""
    start = _monday(now)
    while start <= now + AHEAD:
        epoch = _epoch(start)
        with database.main as main:
            row = main.execute("SELECT 1 FROM reception WHERE desk = ? AND epoch = ?", (desk, epoch)).fetchone()
            if row is None:
                seed = rng(KEY)
                ring.put(_name(desk, epoch), seed)
                times = (write_time(t) for t in (start, start + WEEK, start + WEEK + ACCEPTED_LONGER))
                values = (desk, epoch, recipient_of_seed(seed).text, *times)
                main.execute("INSERT INTO reception VALUES (?, ?, ?, ?, ?, ?)", values)
        start += WEEK


def published(database: Database) -> list[dict[str, Any]]:
    """Return the public half of every key that is not destroyed, for the line root to sign."""
    names = ("desk", "epoch", "recipient", "seal_from", "seal_until", "accept_until")
    rows = database.main.execute(f"SELECT {', '.join(names)} FROM reception ORDER BY desk, seal_from")  # noqa: S608 - fixed names
    return [dict(zip(names, row, strict=True)) for row in rows]


def lay_published(database: Database, path: Path) -> None:
    """Lay the public halves where the operator finds them to be signed: files between zones, never calls."""
    write_new(path, json.dumps(published(database)).encode(), mode=0o640)


def seeds(database: Database, ring: Ring, desk: str, first: str) -> list[bytes]:
    """Return a desk's secret seeds, the named epoch's first: a file may be sealed a week before its report."""
    rows = database.main.execute("SELECT epoch FROM reception WHERE desk = ? ORDER BY epoch <> ?", (desk, first))
    return [ring.get(_name(desk, epoch)) for (epoch,) in rows]


def destroy_expired(database: Database, ring: Ring, *, now: datetime) -> int:
    """Destroy the keys that are not accepted any more; return how many. Called at least once a day."""
    rows = database.main.execute("SELECT desk, epoch, accept_until FROM reception").fetchall()
    gone = [(desk, epoch) for desk, epoch, until in rows if read_time(until) <= now]
    if gone:
        with database.main as main:
            main.executemany("DELETE FROM reception WHERE desk = ? AND epoch = ?", gone)
        ring.drop([_name(desk, epoch) for desk, epoch in gone])
    return len(gone)


def _monday(now: datetime) -> datetime:
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _epoch(start: datetime) -> str:
    year, week, _ = start.isocalendar()
    return f"{year}-w{week:02d}"


def _name(desk: str, epoch: str) -> str:
    return f"reception:{desk}/{epoch}"
