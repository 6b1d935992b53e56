"""Compare what a line's web server gives with what the line's root signed: every page, every script, byte for byte.

It shows what *this* connection got, now: a server could give one visitor other pages than the next. So many people
should compare, from many places, and against a root that they have from print.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from tocsin.reporter.line import Line, LineRefused


@dataclass(frozen=True)
class Page:
    """One path of the site, and whether it is the file that was signed."""

    path: str
    same: bool


def check_pages(line: Line, *, step: Callable[[], None]) -> list[Page]:
    """Fetch and compare all that the signed manifest names; `BadKeys` when the manifest itself is another one."""
    pages = []
    for path, entry in line.pages.items():
        pages.append(Page(path, _digest(line, path) == entry["sha256"]))
        step()
    return pages


def _digest(line: Line, path: str) -> str:
    try:
        return sha256(line.get(path)).hexdigest()
    except LineRefused:
        return ""
