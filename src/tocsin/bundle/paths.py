"""Which names a bundle may use: few enough that no disk, no web server and no browser reads one of them otherwise."""

import re
from collections.abc import Iterable

from tocsin.bundle.errors import BadPath, CaseCollision, ForeignPlace, ForeignType

# A script, and a drawing that can hold one, never come in a bundle: who steals the newsroom's key can write words, and
# nothing that runs.
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
}
# An allowed list and no list of what is reserved: a page that the line gets next year is the root's from its first day.
PLACES = frozenset({"about", "feeds", "kits", "lessons", "news"})
LONGEST = 200  # characters of a whole path
_DEEPEST = 6
_FOLDER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?")
_FILE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?\.[a-z0-9]{1,8}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
# Names that Windows takes for devices, whatever follows the dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def check_path(path: str) -> None:
    """Refuse a path that a bundle may not have: `BadPath` for its form, `ForeignPlace` for where it lies."""
    *folders, name = path.split("/")
    well = len(path) <= LONGEST and len(folders) < _DEEPEST and all(_FOLDER.fullmatch(f) for f in folders)
    if not well or not _FILE.fullmatch(name) or any(_DEVICES.fullmatch(p.partition(".")[0]) for p in [*folders, name]):
        raise BadPath(f"no bundle has the path {path[:LONGEST]!r}")
    below = folders[1:] if folders and _LANGUAGE.fullmatch(folders[0]) and folders[0] not in PLACES else folders
    if not below or below[0] not in PLACES:
        raise ForeignPlace(f"{path} lies outside the places of a bundle: {', '.join(sorted(PLACES))}")


def check_collisions(paths: Iterable[str]) -> None:
    """Refuse two paths, or two folders, that differ in capitals alone."""
    seen: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            prefix = "/".join(parts[:depth])
            if seen.setdefault(prefix.casefold(), prefix) != prefix:
                raise CaseCollision(f"{prefix} and {seen[prefix.casefold()]}")


def type_of(path: str) -> str:
    """Return the content type that the ending of a path stands for."""
    kind = TYPES.get(path.rpartition(".")[2])
    if kind is None:
        raise ForeignType(f"no bundle holds a file such as {path}")
    return kind


def address(path: str) -> str:
    """Return where a browser finds a file: a page is a folder with an index, as in the line's own site."""
    return "/" + path.removesuffix("/index.html")
