"""Put an opener's folder back from a backup: checked first, erasures replayed before anything opens, and logged."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.header import LARGEST, read_header
from tocsin.envelope.recipients import seed_of_identity
from tocsin.envelope.stream import CHUNK
from tocsin.envelope.unseal import file_key, open_stream, unseal
from tocsin.exchange import backups, places
from tocsin.exchange.backups import BackupUnfit
from tocsin.exchange.durable import write_new
from tocsin.opener import erasing
from tocsin.opener.database import VERSION
from tocsin.opener.errors import OtherVersion, PlaceTaken
from tocsin.opener.house import House
from tocsin.opener.messages import key_name, slip_key_name

_EPOCH = re.compile(r"epoch-[0-9]+\.key")
_BESIDES = frozenset({backups.RING})


def lay_back(home: Path, desk: str, source: Path, *, identity: str, beside: str, erased: Iterable[Path]) -> str:
    """Fill a desk's empty opener folder from a backup; return the backup's day.

    `beside` is the digest of what is to be put back besides, pages and settings: the sealed ring says which that is.

    Nothing is opened here but the generation of the ring: its rows are wrapped still, and those of erased messages
    are not taken over, whether this backup knew of the erasure or only a later list does.
    """
    folder = home / "opener" / desk
    if (folder / "opener.db").exists():
        raise PlaceTaken(f"{folder} holds an opener already")
    about, digest = backups.check(source, besides=_BESIDES)
    if about["desk"] != desk:
        raise BackupUnfit(f"a backup of the desk {about['desk']}")
    if about["database"] > VERSION:
        raise OtherVersion(f"the backup has version {about['database']} of the database, and this opener {VERSION}")
    ring = _open_ring(source / backups.RING, identity, desk=desk, manifest=digest.hex())
    if about["beside"] != beside:
        raise BackupUnfit("the desk's pages or the settings belong to another backup than the opener's part")
    gone = erasing.read_erased(source / "erased").union(*(erasing.read_erased(path) for path in erased))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("opener.db", "payloads.db"):
        shutil.copyfile(source / name, folder / name)
    backups.copy_tree(source / "attachments", folder / "attachments")
    _replay(folder, ring["rows"], sorted(gone))
    (folder / "ring").mkdir(mode=0o700, exist_ok=True)
    write_new(folder / "ring" / ring["file"], ring["key"].encode(), mode=0o600)
    backups.copy_tree(source / "slot", places.slot(home, desk))
    backups.copy_tree(source / "arriving", places.attachments(home, desk))
    backups.copy_tree(source / "referrals", places.referrals(home, desk))
    return str(about["made"])[:10]


def unseal_to(out: BinaryIO, path: Path, *, identity: str) -> None:
    """Give out what a file holds that was sealed to the backup key, once all of it was verified: it is read twice."""
    try:
        for piece in _pieces(path, identity):
            del piece
        for piece in _pieces(path, identity):
            out.write(piece)
    except (EnvelopeError, ValueError) as error:
        raise BackupUnfit(f"this key does not open {path.name} ({error})") from None
    out.flush()


def log_restore(house: House, *, made: str) -> None:
    """Tell in the log that it was set back, and turn the ring: the generation's epoch key opens nothing of it."""
    with house.database.main:
        house.ledger.append({"verb": "restore", "time": house.now().isoformat(), "backup": made})
    house.ring.rotate()


def _pieces(path: Path, identity: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        header, length = read_header(file.read(LARGEST))
        file.seek(length)
        yield from open_stream(
            iter(partial(file.read, CHUNK), b""), file_key(header, seed_of_identity(identity.strip()))
        )


def _open_ring(path: Path, identity: str, *, desk: str, manifest: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(unseal(path.read_bytes(), seed_of_identity(identity.strip())))
    except FileNotFoundError:
        raise BackupUnfit("the generation of the ring is not there: destroyed, or never finished") from None
    except (EnvelopeError, ValueError) as error:
        raise BackupUnfit(f"this key does not open the generation of the ring ({error})") from None
    bound = (value["format"], value["desk"], value["manifest"]) == (backups.GENERATION, desk, manifest)
    if not bound or not _EPOCH.fullmatch(value["file"]):
        raise BackupUnfit("the ring's generation belongs to another backup than lies beside it")
    return value


def _replay(folder: Path, rows: dict[str, str], gone: list[str]) -> None:
    """Take over the ring without what was erased, and erase that in the copied files as well."""
    dropped = {name for message in gone for name in (key_name(message), slip_key_name(message))}
    kept = [(name, bytes.fromhex(wrapped)) for name, wrapped in rows.items() if name not in dropped]
    with (
        closing(sqlite3.connect(folder / "opener.db")) as main,
        closing(sqlite3.connect(folder / "payloads.db")) as sealed,
    ):
        for connection in (main, sealed):
            connection.execute("PRAGMA secure_delete = ON")
        main.executemany("INSERT INTO ring VALUES (?, ?)", kept)
        attachments = erasing.forget_main(main, gone)
        erasing.forget_payloads(sealed, gone)
        main.commit()
        sealed.commit()
    erasing.forget_files(folder, attachments)
    erasing.note(erasing.erased_file(folder), gone)
