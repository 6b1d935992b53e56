"""`reviews.toml`: who has read the texts that people's safety rests on, in which language, and which words exactly."""

from pathlib import Path

from tocsin.charter.faults import Fault
from tocsin.charter.files import read_toml
from tocsin.charter.model import Review
from tocsin.charter.table import Table

FILE = "reviews.toml"
# The general pages that say what is safe, what is promised and what must be done.
PAGES = ("safety", "never", "process", "duty", "official")


def read_reviews(folder: Path, languages: tuple[str, ...], faults: list[Fault]) -> tuple[Review, ...]:
    """Read all reviews; a charter that nobody has reviewed has no such file."""
    if not (folder / FILE).exists():
        return ()
    top = read_toml(folder, FILE, faults)
    if top is None:
        return ()
    reviews = tuple(_review(table, languages) for table in top.tables("review"))
    top.finish()
    return reviews


def _review(table: Table, languages: tuple[str, ...]) -> Review:
    review = Review(
        language=table.text("language"),
        by=table.text("by"),
        on=table.text("on", r"\d{4}-\d{2}-\d{2}"),
        hash=table.text("hash", r"[0-9a-f]{64}"),
    )
    if review.language and review.language not in languages:
        table.fault("language", "this is not one of the line's languages", "Write it as in line.toml.")
    table.finish()
    return review
