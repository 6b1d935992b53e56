"""Sign a bundle, and read one: what stands here in order is the order in which a bundle is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.bundle.archive import LARGEST, LARGEST_FILE, MOST, Archive, pack
from tocsin.bundle.errors import (
    ChangedFile,
    Expired,
    ExtraName,
    ForeignType,
    MissingName,
    NotYet,
    OtherHistory,
    OtherLine,
    Rollback,
    TooLarge,
    WrongSize,
)
from tocsin.bundle.manifest import LABEL, File, Manifest
from tocsin.bundle.newsroom import Newsroom
from tocsin.bundle.paths import check_collisions, check_path, type_of
from tocsin.envelope.keys import write_time

SKEW = timedelta(minutes=10)  # by which two machines' clocks may differ


@dataclass(frozen=True)
class Last:
    """The bundle that was taken last: its number and its manifest's digest. Before the first: 0 and empty.

    Where its files are damaged on the shelf, the very same bundle is taken again.
    """

    seq: int = 0
    digest: str = ""
    damaged: bool = False


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read whole and is as it was signed."""

    manifest: Manifest
    signature: bytes
    files: Mapping[str, bytes]


def lay_out(
    files: Mapping[str, bytes], key: Ed25519PrivateKey, *, line: bytes, last: Last, created: datetime, days: int
) -> bytes:
    """Return the archive of a signed bundle that follows on `last` and is taken for so many days."""
    described = {path: File.of(data, type_of(path)) for path, data in files.items()}
    created = created.replace(microsecond=0)
    manifest = Manifest(line, last.seq + 1, created, created + timedelta(days=days), last.digest, described)
    data = manifest.to_bytes()
    _check_files(Manifest.read(data))  # what no reader would take is never signed
    return pack(data, key.sign(LABEL + data), files)


def read_bundle(data: bytes, newsroom: Newsroom, *, last: Last, now: datetime) -> Bundle:
    """Read a bundle that is to be taken now, after `last`; anything wrong raises its `BundleRefused`."""
    archive = Archive(data)
    newsroom.check(archive.manifest, archive.signature, now)
    manifest = Manifest.read(archive.manifest)
    if manifest.line != newsroom.line:
        raise OtherLine("the bundle of another line")
    _check_order(manifest, last)
    _check_times(manifest, now)
    return _read_files(archive, manifest)


def read_any(data: bytes, newsroom: Newsroom) -> Bundle:
    """Read a bundle of any time whole, to tell whether it is this line's, by a key that counted when it was made."""
    archive = Archive(data)
    newsroom.signer(archive.manifest, archive.signature)
    manifest = Manifest.read(archive.manifest)
    newsroom.check(archive.manifest, archive.signature, manifest.created)
    if manifest.line != newsroom.line:
        raise OtherLine("the bundle of another line")
    return _read_files(archive, manifest)


def _check_order(manifest: Manifest, last: Last) -> None:
    if last.damaged and (manifest.seq, manifest.digest) == (last.seq, last.digest):
        return
    if manifest.seq <= last.seq:
        raise Rollback(f"number {manifest.seq}, and {last.seq} was taken already")
    # Between them some may never have arrived; then the number alone says that it is newer.
    if manifest.seq == last.seq + 1 and manifest.previous != last.digest:
        raise OtherHistory(f"number {manifest.seq} follows on another {last.seq} than was taken")


def _check_times(manifest: Manifest, now: datetime) -> None:
    if now >= manifest.not_after:
        raise Expired(f"it counted until {write_time(manifest.not_after)}")
    if manifest.created > now + SKEW:
        raise NotYet(f"it was made at {write_time(manifest.created)}")


def _read_files(archive: Archive, manifest: Manifest) -> Bundle:
    archive.check_names()
    names = set(archive.names)
    if extra := names - manifest.files.keys():
        raise ExtraName(f"the manifest does not name {min(extra)[:200]!r}")
    if missing := manifest.files.keys() - names:
        raise MissingName(f"{min(missing)[:200]!r} is not there")
    _check_files(manifest)
    for path, file in manifest.files.items():
        if archive.size(path) != file.size:
            raise WrongSize(f"{path} is not {file.size} bytes long")
    files = {path: archive.file(path) for path in manifest.files}
    for path, file in manifest.files.items():
        if File.of(files[path], file.type) != file:
            raise ChangedFile(f"{path} is not the file that was signed")
    archive.check_form(manifest, files)
    return Bundle(manifest, archive.signature, files)


def _check_files(manifest: Manifest) -> None:
    """Check all that a manifest says of its files, before one of them is read."""
    for path in manifest.files:
        check_path(path)
    check_collisions(manifest.files)
    sizes = [file.size for file in manifest.files.values()]
    if len(sizes) > MOST or sum(sizes) > LARGEST or max(sizes, default=0) > LARGEST_FILE:
        raise TooLarge("more, or larger, than a bundle may hold")
    for path, file in manifest.files.items():
        if file.type != type_of(path):
            raise ForeignType(f"{path} is said to be {file.type[:60]!r}")
