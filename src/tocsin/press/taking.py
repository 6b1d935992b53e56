"""Take the newsroom's bundles onto the line's shelf, by the keys that the root named."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tocsin.bundle.errors import BundleRefused
from tocsin.bundle.newsroom import Newsroom
from tocsin.bundle.shelf import Shelf, Taken
from tocsin.envelope import canonical


class NothingToTake(Exception):
    """No bundle, or nobody whose signature would count."""

    hint = "Put bundles into shelf/incoming, and newsroom.json, signed by the root, into public."


def take(home: Path, files: Sequence[Path], now: datetime) -> Iterator[tuple[Path, Taken | BundleRefused]]:
    """Take the files, or all that came in; yield what became of each. What was taken leaves `incoming`."""
    facts = canonical.loads((home / "line.json").read_bytes())
    shelf = Shelf(home / "shelf")
    named = home / "public" / "newsroom.json"
    waiting = list(files) or shelf.incoming()
    missing = [path for path in (named, *waiting) if not path.is_file()]
    if missing or not waiting:
        raise NothingToTake(f"there is no {missing[0]}" if missing else "no bundle lies in shelf/incoming")
    newsroom = Newsroom.read(named.read_bytes(), canonical.unhex(facts["root"], 32))
    for file in waiting:
        try:
            taken = shelf.take(file.read_bytes(), newsroom, now=now)
        except BundleRefused as refused:
            yield file, refused
            continue
        if not files:
            file.unlink()
        yield file, taken
