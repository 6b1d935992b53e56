"""`areas.toml` and `authorities.toml`: the tree of places, and the tree of offices."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from tocsin.charter.directory.model import Area, Authority, Standing
from tocsin.charter.table import Table

AREA = r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}"
ID = r"[a-z][a-z0-9-]{0,47}"
Thing = TypeVar("Thing")


def read_areas(files: Iterable[Table], languages: Sequence[str]) -> dict[str, Area]:
    """Read every `[[area]]`, by its code."""
    found: dict[str, Area] = {}
    for table in (table for top in files for table in top.tables("area")):
        code = table.text("code", AREA)
        area = Area(code, table.text("parent", AREA, default=""), table.translated("name", languages), table.file)
        keep(found, code, area, table)
        table.finish()
    return found


def read_authorities(files: Iterable[Table], languages: Sequence[str]) -> dict[str, Authority]:
    """Read every `[[authority]]`, by its id."""
    found: dict[str, Authority] = {}
    for table in (table for top in files for table in top.tables("authority")):
        standing = table.text("status", "|".join(Standing), default=Standing.ACTIVE)
        authority = Authority(
            id=table.text("id", ID),
            name=table.translated("name", languages),
            parent=table.text("parent", ID, default=""),
            standing=Standing(standing) if standing in set(Standing) else Standing.CLOSED,
            successor=table.text("successor", ID, default=""),
            file=table.file,
        )
        keep(found, authority.id, authority, table)
        table.finish()
    return found


def keep(found: dict[str, Thing], key: str, thing: Thing, table: Table) -> None:
    """Keep what was read under its id, or note that the id is taken."""
    if key in found:
        table.fault("id" if table.has("id") else "code", f"«{key}» stands there twice", "Give each its own.")
    found[key] = thing
