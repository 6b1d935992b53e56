"""The line's static pages as they lie on a disk: written by the press, served by intake, checked by anybody.

`public/site/<digest>/` holds the files and `manifest.json`; the digest is the manifest's SHA-256. `keys.json`, signed
by the line's root, names it: so a page that was changed on the way in is not served, a new site goes live in the one
moment in which new keys do, and a stranger can compare what a browser got with what was signed.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.durable import sync_folder, write_new

FORMAT = "tocsin/site/v1"
MANIFEST = "manifest.json"
KEPT = 5  # earlier sites stay for whoever is reading them, and for a look back
_HTML = "text/html; charset=utf-8"
_JSON = "application/json"
_TYPES = (
    _HTML,
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
    _JSON,
    "image/svg+xml",
    "image/png",
)
_PATH = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){1,6}")
_LARGEST = 16 * 1024 * 1024
_MOST = 20_000  # a country of 3,000 areas, 40 concerns and 500 offices has 10,000 pages in two languages


@dataclass(frozen=True)
class SiteFile:
    """One file: its content type and its bytes."""

    type: str
    data: bytes

    @classmethod
    def page(cls, html: str) -> "SiteFile":
        """Return a page."""
        return cls(_HTML, html.encode())

    @classmethod
    def json(cls, data: bytes) -> "SiteFile":
        """Return a file for programs."""
        return cls(_JSON, data)


class SiteDamaged(Exception):
    """The site on the disk is not the one that was signed."""

    hint = "Build and sign it again: tocsin keys DIR"


def manifest_of(charter: str, files: Mapping[str, SiteFile]) -> bytes:
    """Return the manifest of a site: what every path must be."""
    entries = {
        path: {"sha256": sha256(file.data).hexdigest(), "size": len(file.data), "type": file.type}
        for path, file in files.items()
    }
    manifest = canonical.dumps({"format": FORMAT, "charter": charter, "files": entries})
    read_manifest(manifest)  # what no reader would take is never written
    return manifest


def read_manifest(data: bytes) -> dict[str, dict[str, Any]]:
    """Read a manifest strictly: path -> sha256 (hex), size, type; anything else raises `NotCanonical`."""
    value = canonical.fields(canonical.loads(data), {"format": str, "charter": str, "files": dict})
    if value["format"] != FORMAT or len(value["files"]) > _MOST:
        raise NotCanonical("not a site of this version")
    for path, entry in value["files"].items():
        if not _PATH.fullmatch(path):
            raise NotCanonical("a path that no page has")
        canonical.fields(entry, {"sha256": str, "size": int, "type": str})
        canonical.unhex(entry["sha256"], 32)
        if entry["type"] not in _TYPES or not 0 <= entry["size"] <= _LARGEST:
            raise NotCanonical("a type or a size that no page has")
    return dict(value["files"])


def write_site(folder: Path, charter: str, files: Mapping[str, SiteFile]) -> str:
    """Write a site below `folder`; return the digest that the line's root signs. The same site is the same digest."""
    manifest = manifest_of(charter, files)
    digest = sha256(manifest).hexdigest()
    place = folder / digest
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    for path, file in files.items():
        target = _target(place, path, file.type)
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        target.write_bytes(file.data)
    write_new(place / MANIFEST, manifest, mode=0o644)
    sync_folder(folder)
    _forget_old(folder, digest)
    return digest


def read_site(folder: Path, digest: str) -> dict[str, SiteFile]:
    """Return every file of the site of this digest; one byte that differs raises `SiteDamaged`."""
    place = folder / digest
    try:
        manifest = (place / MANIFEST).read_bytes()
        if sha256(manifest).hexdigest() != digest:
            raise SiteDamaged("the manifest is not the one that was signed")
        files = {path: _read(place, path, entry) for path, entry in read_manifest(manifest).items()}
    except (OSError, NotCanonical) as error:
        raise SiteDamaged(f"the site cannot be read ({type(error).__name__})") from error
    return {**files, f"/{MANIFEST}": SiteFile.json(manifest)}


def _read(place: Path, path: str, entry: Mapping[str, Any]) -> SiteFile:
    data = _target(place, path, entry["type"]).read_bytes()
    if sha256(data).hexdigest() != entry["sha256"]:
        raise SiteDamaged(f"{path} is not the file that was signed")
    return SiteFile(entry["type"], data)


def _target(place: Path, path: str, kind: str) -> Path:
    # A page is a folder with an index, so that any web server serves the same addresses.
    return place / path[1:] / "index.html" if kind == _HTML else place / path[1:]


def _forget_old(folder: Path, digest: str) -> None:
    others = [p for p in folder.iterdir() if p.is_dir() and p.name != digest]
    for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
