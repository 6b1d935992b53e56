"""Compare what a line's web server gives with what the line's root signed: every page, every script, byte for byte.

It shows what *this* connection got, now: a server could give one visitor other pages than the next. So many people
should compare, from many places, and against a root that they have from print.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from tocsin.envelope.errors import BadKeys, NotCanonical
from tocsin.exchange.site import MANIFEST, read_manifest
from tocsin.reporter.line import Line, LineRefused


@dataclass(frozen=True)
class Page:
    """One path of the site, and whether it is the file that was signed."""

    path: str
    same: bool


def check_pages(line: Line, *, step: Callable[[], None]) -> list[Page]:
    """Fetch and compare all that the signed manifest names; `BadKeys` when the manifest itself is another one."""
    manifest = line.get(f"/{MANIFEST}")
    if sha256(manifest).hexdigest() != line.keys.hashes.get("site"):
        raise BadKeys("the list of pages is not the one that the line's root signed")
    try:
        named = read_manifest(manifest)
    except NotCanonical:
        raise BadKeys("the list of pages is not of this version") from None
    pages = []
    for path, entry in named.items():
        pages.append(Page(path, _digest(line, path) == entry["sha256"]))
        step()
    return pages


def _digest(line: Line, path: str) -> str:
    try:
        return sha256(line.get(path)).hexdigest()
    except LineRefused:
        return ""
