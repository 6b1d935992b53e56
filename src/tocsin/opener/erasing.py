"""Erase a message: destroy its keys and what only they open. The list of what was erased outlives every backup.

The commitment stays in the log; who may ask for an erasure, and when a clock asks, is decided elsewhere.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from tocsin.exchange.durable import sync_folder, write_all
from tocsin.opener.entries import logged
from tocsin.opener.house import House
from tocsin.opener.messages import key_name, slip_key_name


def erased_file(folder: Path) -> Path:
    """Return the list of erased messages in an opener's folder: random ids, a line each."""
    return folder / "erased"


def read_erased(path: Path) -> set[str]:
    """Read a list; one that is not there is empty."""
    return set(path.read_text(encoding="ascii").split()) if path.exists() else set()


def erase_messages(house: House, messages: Iterable[str], *, why: str) -> None:
    """Erase messages: first the list is durable, so that no restore brings back what was begun to be erased."""
    wanted = sorted({*messages})
    note(erased_file(house.folder), wanted)
    with logged(house, {"verb": "erase", "time": house.now().isoformat(), "messages": wanted, "why": why}):
        attachments = forget_main(house.database.main, wanted)
    forget_payloads(house.database.payloads, wanted)
    house.database.commit_payloads()
    forget_files(house.folder, attachments)
    house.ring.drop([name for message in wanted for name in (key_name(message), slip_key_name(message))])


def note(path: Path, messages: Iterable[str]) -> None:
    """Add messages to a list, durably."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        write_all(descriptor, "".join(f"{message}\n" for message in messages).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def forget_main(main: sqlite3.Connection, messages: Iterable[str]) -> list[str]:
    """Blank the headers of messages and drop those of their files; return the attachments. The caller commits."""
    attachments: list[str] = []
    for message in messages:
        main.execute("UPDATE messages SET header = x'', slip_header = x'' WHERE id = ?", (message,))
        rows = main.execute("SELECT id FROM attachments WHERE message_id = ?", (message,)).fetchall()
        attachments += [name for (name,) in rows]
    main.executemany("DELETE FROM attachment_parts WHERE attachment_id = ?", [(name,) for name in attachments])
    main.executemany("UPDATE attachments SET complete = 0 WHERE id = ?", [(name,) for name in attachments])
    return attachments


def forget_payloads(payloads: sqlite3.Connection, messages: Iterable[str]) -> None:
    """Drop the sealed bytes of messages and their slips; the caller commits."""
    names = [(f"{kind}:{message}",) for message in messages for kind in ("envelope", "slip")]
    payloads.executemany("DELETE FROM payloads WHERE name = ?", names)


def forget_files(folder: Path, attachments: Iterable[str]) -> None:
    """Remove the sealed parts of attachments."""
    for attachment in attachments:
        for path in (folder / "attachments").glob(f"{attachment}.*"):
            path.unlink(missing_ok=True)
