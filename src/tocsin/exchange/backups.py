"""What makes a backup whole: a manifest of every file with its size and SHA-256, written last and durably.

A folder without one was never finished, and one that differs from it was changed or spoilt: neither is restored.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.recipients import Recipient
from tocsin.envelope.seal import Rng, Sealer
from tocsin.exchange.durable import sync_filesystem, sync_folder, temporary, write_all, write_new

MANIFEST = "manifest.json"
PAGES = "desk.age"  # the database of a desk's pages, sealed to the backup key
RING = "ring.age"  # the generation of a ring, sealed to the backup key; it names the manifest it belongs to
FORMAT = "tocsin/backup/v2"  # 1 had a desk's database in clear, and lacked the operator's settings
GENERATION = "tocsin/ring-generation/v1"


class BackupUnfit(Exception):
    """A backup that is half written, was changed, or is another's."""

    code = "backup-unfit"
    hint = "Take another backup. What is not exactly what was written is not restored, not even in part."


def finish(folder: Path, about: dict[str, Any]) -> bytes:
    """Make everything in a folder durable, then write its manifest; return the manifest's SHA-256."""
    files = {path.relative_to(folder).as_posix(): _entry(path) for path in _files(folder)}
    _sync(folder)
    data = canonical.dumps({"format": FORMAT, **about, "files": files})
    write_new(folder / MANIFEST, data, mode=0o600)
    return sha256(data).digest()


def check(folder: Path, *, besides: frozenset[str] = frozenset()) -> tuple[dict[str, Any], bytes]:
    """Compare a folder with its manifest; return what the manifest tells about it, and its SHA-256.

    `besides` names files that were added after the manifest: those that name it.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
        value = canonical.loads(data)
        files = value.pop("files")
    except (FileNotFoundError, NotCanonical, KeyError) as error:
        raise BackupUnfit(f"{folder.name} has no whole manifest: it was never finished") from error
    if value.pop("format", "") != FORMAT:
        raise BackupUnfit(f"{folder.name} is a backup of another format")
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    for name in sorted(({*found} ^ {*files}) - besides):
        raise BackupUnfit(f"{name} is {'missing' if name in files else 'not in the manifest'}")
    for name, entry in files.items():
        if _entry(found[name]) != entry:
            raise BackupUnfit(f"{name} is not the file that was written")
    return value, sha256(data).digest()


def digest_of(*folders: Path) -> str:
    """Return the SHA-256, in hexadecimal, of folders' manifests in order: it stands for all that is in them."""
    try:
        return sha256(b"".join((folder / MANIFEST).read_bytes() for folder in folders)).hexdigest()
    except FileNotFoundError as error:
        raise BackupUnfit(f"a part has no manifest: {Path(error.filename).parent.name}") from None


def seal_file(pieces: Iterable[bytes], target: Path, recipient: Recipient, *, rng: Rng) -> None:
    """Seal a stream into a new file, durably; one that breaks off leaves none."""
    sealer = Sealer([recipient], rng=rng)
    with temporary(target.parent, mode=0o600) as (descriptor, path):
        write_all(descriptor, sealer.begin())
        for piece in pieces:
            write_all(descriptor, sealer.update(piece))
        write_all(descriptor, sealer.finish())
        os.fdatasync(descriptor)
        path.replace(target)
    sync_folder(target.parent)


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder's files; one that is taken away meanwhile is left out: it was taken in elsewhere."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in _files(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, place)
        except FileNotFoundError:
            place.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path != folder / MANIFEST and not path.name.startswith("."):
            yield path


def _entry(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": file_digest(file, "sha256").hexdigest(), "size": path.stat().st_size}


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync_filesystem(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(folder)
