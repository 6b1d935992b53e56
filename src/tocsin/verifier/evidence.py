"""What a line published, each word of it signed: from its folder, from its address, or from files that were kept.

The root decides all of it: it signs `keys.json`, which names the list of pages, and `newsroom.json`, which names whose
signature a bundle bears.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from tocsin.bundle.archive import MANIFEST as BUNDLE_MANIFEST
from tocsin.bundle.archive import SIGNATURE
from tocsin.bundle.errors import BundleRefused
from tocsin.bundle.manifest import Manifest
from tocsin.bundle.newsroom import Newsroom
from tocsin.bundle.paths import address
from tocsin.bundle.shelf import PointerLost, Shelf
from tocsin.envelope import canonical
from tocsin.envelope.errors import BadKeys, NotCanonical
from tocsin.envelope.keys import LineKeys
from tocsin.exchange.site import MANIFEST, read_manifest

Read = Callable[[str], bytes]  # a name to its bytes; raises CannotTell


class CannotTell(Exception):
    """What would show it is not there, not signed, or cannot be reached: that is no word about the file."""

    hint = "Give the root from print, and keys.json and manifests as the line published them."


@dataclass(frozen=True)
class Shown:
    """One signed list of files: which kind, its number, its time, and the paths by digest."""

    kind: str  # "site" or "bundle"
    number: int
    moment: datetime
    ends: datetime | None
    paths: dict[str, str]  # SHA-256 (hex) -> address
    newest: bool = True

    def counts(self, now: datetime) -> bool:
        """Whether it is what the line shows now."""
        return self.newest and (self.ends is None or now < self.ends)


@dataclass(frozen=True)
class Evidence:
    """All lists that were found, and the newsroom, where the root names one."""

    lists: tuple[Shown, ...]
    newsroom: Newsroom | None


def of_home(home: Path, root: bytes) -> Evidence:
    """Gather what a line's folder holds: the pages that are served, and the bundles that were taken."""
    keys = _keys(_bytes(home / "public" / "keys.json"), root)
    site = home / "public" / "site" / keys.hashes.get("site", "") / MANIFEST
    newsroom = _newsroom(home / "public" / "newsroom.json", root)
    shelf, lists = Shelf(home / "shelf"), [_site(_bytes(site), keys)]
    try:
        counts = shelf.taken().digest
        for bundle in shelf.kept() if newsroom else ():
            newest = bundle.manifest.digest == counts
            # What bears a key that the root took away since is vouched for by nobody.
            with suppress(BundleRefused):
                lists.append(_bundle(bundle.manifest.to_bytes(), bundle.signature, newsroom, newest=newest))
    except PointerLost as error:
        raise CannotTell(f"the shelf of bundles cannot be read: {error}") from None
    return Evidence(tuple(lists), newsroom)


def of_address(get: Read, root: bytes) -> Evidence:
    """Gather what a line serves: its pages, with nothing told of the file."""
    keys = _keys(get("/keys.json"), root)
    return Evidence((_site(get(f"/{MANIFEST}"), keys),), None)


def of_manifest(path: Path, root: bytes) -> Evidence:
    """Gather from a manifest that was kept: beside it lie the files that vouch for it."""
    data, newsroom = _bytes(path), _newsroom(path.parent / "newsroom.json", root)
    if path.name != BUNDLE_MANIFEST:
        return Evidence((_site(data, _keys(_bytes(path.parent / "keys.json"), root)),), newsroom)
    try:
        return Evidence((_bundle(data, _bytes(path.parent / SIGNATURE), newsroom, newest=True),), newsroom)
    except BundleRefused as error:
        raise CannotTell(f"this manifest is not the line's: {error}") from None


def _keys(data: bytes, root: bytes) -> LineKeys:
    try:
        return LineKeys.read(data, root)
    except BadKeys as error:
        raise CannotTell(str(error)) from None


def _site(data: bytes, keys: LineKeys) -> Shown:
    if sha256(data).hexdigest() != keys.hashes.get("site"):
        raise CannotTell("the list of pages is not the one that the line's root signed")
    try:
        files = read_manifest(data)
    except NotCanonical:
        raise CannotTell("the list of pages is not of this version") from None
    paths = {entry["sha256"]: path for path, entry in files.items()}
    return Shown("site", keys.serial, keys.issued, None, {sha256(data).hexdigest(): f"/{MANIFEST}", **paths})


def _bundle(data: bytes, signature: bytes, newsroom: Newsroom | None, *, newest: bool) -> Shown:
    if newsroom is None:
        raise CannotTell("there is no newsroom.json, which says whose signature a bundle bears")
    manifest = Manifest.read(data)
    newsroom.check(data, signature, manifest.created)
    paths = {file.sha256: address(path) for path, file in manifest.files.items()}
    return Shown("bundle", manifest.seq, manifest.created, manifest.not_after, paths, newest)


def _newsroom(path: Path, root: bytes) -> Newsroom | None:
    if not path.exists():
        return None
    try:
        return Newsroom.read(_bytes(path), root)
    except BundleRefused as error:
        raise CannotTell(str(error)) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotTell(f"{path.name} cannot be read ({type(error).__name__})") from None


def root_of(home: Path) -> bytes:
    """Return the root that a line's folder names: the line's own word, to be compared with print."""
    try:
        return canonical.unhex(canonical.loads(_bytes(home / "line.json")).get("root"), 32)
    except NotCanonical:
        raise CannotTell("line.json names no root") from None
