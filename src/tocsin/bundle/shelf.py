"""Where the bundles that were taken lie, and which of them counts.

`taken.json` alone says it: a folder without it is nobody's. It is replaced in one moment, so a crash leaves the bundle
before or the new one, never half of either; and it holds the number taken last, which no emptied folder brings back.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tocsin.bundle.archive import MANIFEST, SIGNATURE
from tocsin.bundle.bundle import Bundle, Last, read_bundle
from tocsin.bundle.errors import BadManifest, BadNewsroom
from tocsin.bundle.manifest import File, Manifest
from tocsin.bundle.newsroom import Newsroom
from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.durable import sync_folder, write_new

FORMAT = "tocsin/taken/v1"
KEPT = 5
INCOMING = "incoming"
_TAKEN = "taken"
_POINTER = "taken.json"
_FILES = "files"
_FOLDER = re.compile(r"([0-9]{1,16})-([0-9a-f]{16})")


class ShelfDamaged(Exception):
    """What lies on the shelf is not what was taken."""

    hint = "Take the bundle of that number again; what counts is whole then."


class PointerLost(Exception):
    """There are bundles that were taken, and `taken.json`, which says which one was the last, is gone."""

    hint = "Bring taken.json back from the backup and take the newest bundle at once, or empty the shelf to begin anew."


@dataclass(frozen=True)
class Taken:
    """What the pointer says: the bundle that counts, and the newsroom's serial under which it was taken."""

    seq: int = 0
    digest: str = ""
    newsroom: int = 0

    @property
    def folder(self) -> str:
        """The name of the bundle's folder."""
        return f"{self.seq}-{self.digest[:16]}"


class Shelf:
    """The shelf of a line, at `home/shelf`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def taken(self) -> Taken:
        """Return what was taken last; before the first bundle, number 0."""
        try:
            data = (self._folder / _POINTER).read_bytes()
        except FileNotFoundError:
            if _bundles(self._folder / _TAKEN):
                raise PointerLost(f"{_POINTER} is gone") from None
            return Taken()
        try:
            value = canonical.loads(data)
            canonical.fields(value, {"format": str, "seq": int, "digest": str, "newsroom": int})
            canonical.unhex(value["digest"], 32)
            if value.pop("format") != FORMAT:
                raise NotCanonical("another format")
        except NotCanonical as error:
            raise PointerLost(f"{_POINTER} cannot be read ({error})") from None
        return Taken(**value)

    def incoming(self) -> list[Path]:
        """Return the archives that wait to be taken, 9.zip before 10.zip."""
        return sorted((self._folder / INCOMING).glob("*.zip"), key=lambda p: (len(p.name), p.name))

    def take(self, data: bytes, newsroom: Newsroom, *, now: datetime) -> Taken:
        """Take a bundle whole and make it the one that counts; anything wrong raises and changes nothing.

        Once this returns it is on the disk. The bundle that counts already is taken again only where its files are
        damaged.
        """
        with self._alone():
            before = self.taken()
            if newsroom.serial < before.newsroom:
                raise BadNewsroom(f"newsroom.json has serial {newsroom.serial}, and {before.newsroom} was seen")
            bundle = read_bundle(data, newsroom, last=self._last(before), now=now)
            after = Taken(bundle.manifest.seq, bundle.manifest.digest, newsroom.serial)
            self._lay(after, bundle)
            pointer = {"format": FORMAT, "seq": after.seq, "digest": after.digest, "newsroom": after.newsroom}
            write_new(self._folder / _POINTER, canonical.dumps(pointer), mode=0o644)
            self._forget_old(after)
            return after

    def read(self) -> Bundle | None:
        """Return the bundle that counts, every byte compared (`ShelfDamaged`); None before the first."""
        taken = self.taken()
        return self._read(taken) if taken.seq else None

    def kept(self) -> Iterator[Bundle]:
        """Yield the bundle that counts and those kept of the ones before, newest first; damaged ones are left out."""
        counts = self.taken()
        for seq, folder in sorted(_bundles(self._folder / _TAKEN), reverse=True):
            try:
                if seq <= counts.seq:
                    yield _read_folder(folder, folder.name.partition("-")[2])
            except ShelfDamaged:
                continue

    def _last(self, before: Taken) -> Last:
        try:
            self._read(before)
        except ShelfDamaged:
            return Last(before.seq, before.digest, damaged=before.seq > 0)
        return Last(before.seq, before.digest)

    def _lay(self, taken: Taken, bundle: Bundle) -> None:
        """Lay a bundle whole and durably beside the one that counts; clear away what a crash left half."""
        place = self._folder / _TAKEN
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = place / f".{taken.folder}"
        for rest in place.glob(".*"):
            shutil.rmtree(rest)
        for rest in self._folder.glob(".*"):
            rest.unlink()
        _write(half / MANIFEST, bundle.manifest.to_bytes())
        _write(half / SIGNATURE, bundle.signature)
        for path, file in bundle.files.items():
            _write(half / _FILES / path, file)
        for folder, _folders, _files in os.walk(half):
            sync_folder(Path(folder))
        shutil.rmtree(place / taken.folder, ignore_errors=True)  # the same bundle, laid by a take that was interrupted
        half.rename(place / taken.folder)
        sync_folder(place)
        sync_folder(self._folder)

    def _read(self, taken: Taken) -> Bundle:
        return _read_folder(self._folder / _TAKEN / taken.folder, taken.digest)

    def _forget_old(self, counts: Taken) -> None:
        bundles = sorted(_bundles(self._folder / _TAKEN), reverse=True)
        others = [folder for _seq, folder in bundles if folder.name != counts.folder]
        for old in others[KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the shelf against another process that takes."""
        self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _bundles(folder: Path) -> list[tuple[int, Path]]:
    found = ((_FOLDER.fullmatch(p.name), p) for p in folder.iterdir()) if folder.exists() else ()
    return [(int(name[1]), path) for name, path in found if name]


def _read_folder(folder: Path, digest: str) -> Bundle:
    """Read the bundle whose digest begins so; the digest is compared before any path of the manifest is followed."""
    try:
        manifest = Manifest.read((folder / MANIFEST).read_bytes())
        if not manifest.digest.startswith(digest):
            raise ShelfDamaged("another bundle lies in its place")
        signature = (folder / SIGNATURE).read_bytes()
        files = {path: (folder / _FILES / path).read_bytes() for path in manifest.files}
    except (OSError, BadManifest) as error:
        raise ShelfDamaged(f"{folder.name} cannot be read ({type(error).__name__})") from None
    for path, file in manifest.files.items():
        if File.of(files[path], file.type) != file:
            raise ShelfDamaged(f"{path} is not the file that was taken")
    return Bundle(manifest, signature, files)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
