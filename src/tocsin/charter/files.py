"""The files of a charter, read with a bound; one that cannot be read is a fault, and the rest is read all the same."""

import tomllib
from pathlib import Path

from tocsin.charter.faults import Fault
from tocsin.charter.table import Table

LARGEST = 1024 * 1024


def read_text(folder: Path, name: str, faults: list[Fault]) -> str | None:
    """Read a file of the charter as UTF-8 text, or note why not."""
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError:
        faults.append(Fault(name, "", "the file is missing or cannot be read", f"Write {name}; see docs/charter.md."))
        return None
    if len(data) > LARGEST:
        faults.append(Fault(name, "", "the file is larger than 1 MiB", "A charter is read by people; make it shorter."))
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        faults.append(Fault(name, "", f"byte {error.start} is not UTF-8", "Save the file as UTF-8."))
        return None


def read_toml(folder: Path, name: str, faults: list[Fault]) -> Table | None:
    """Read a TOML file of the charter, or note why not."""
    text = read_text(folder, name, faults)
    if text is None:
        return None
    try:
        return Table(name, "", tomllib.loads(text), faults)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        faults.append(Fault(name, "", f"this is not TOML: {error}", "Mend the named line; strings stand in quotes."))
        return None


def read_parts(folder: Path, name: str, faults: list[Fault]) -> list[Table]:
    """Read `NAME.toml`, or every TOML file of the folder `NAME`, or both: a region may keep a file of its own."""
    parts = [path.relative_to(folder).as_posix() for path in sorted((folder / name).glob("*.toml"))]
    if not parts or (folder / f"{name}.toml").exists():
        parts.insert(0, f"{name}.toml")
    return [table for part in parts if (table := read_toml(folder, part, faults))]
