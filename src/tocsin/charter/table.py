"""A TOML table read strictly: every key typed, every unknown key told, nothing raised before all is read."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tocsin.charter.faults import Fault

LARGEST = 1024 * 1024


class Table:
    """One table of one file. Reading a key that is missing or of another type notes a fault, and gives nothing."""

    def __init__(self, file: str, at: str, value: dict[str, Any], faults: list[Fault]) -> None:
        self._file, self._at, self._value, self._faults = file, at, value, faults
        self._read: set[str] = set()

    @property
    def file(self) -> str:
        """Return the name of the file that the table stands in."""
        return self._file

    def fault(self, key: str, message: str, hint: str) -> None:
        """Note a fault of a key of this table."""
        self._faults.append(Fault(self._file, self._path(key), message, hint))

    def text(self, key: str, pattern: str = r"(?s).*\S.*", default: str | None = None) -> str:
        """Read a text that matches `pattern` wholly, or is the default."""
        value = self._take(key, str, default)
        if value is None:
            return ""
        if value != default and not re.fullmatch(pattern, value):
            self.fault(key, "the text is not of the form that is needed here", f"It must match {pattern}.")
        return str(value)

    def number(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """Read a whole number within bounds."""
        value = self._take(key, int, default)
        if value is None:
            return least
        if not least <= value <= most:
            self.fault(key, f"{value} is outside {least} to {most}", "Choose a number within these bounds.")
        return int(value)

    def share(self, key: str, default: float) -> float:
        """Read a part of a whole: more than 0, at most 1."""
        value = self._take(key, float, default)
        if not 0 < value <= 1:
            self.fault(key, f"{value} is not a part of a whole", "Write it like 0.8.")
        return float(value)

    def day(self, key: str, default: date | None = None) -> date:
        """Read a day, written as a text."""
        if default and not self.has(key):
            return default
        text = self.text(key)
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text:
                self.fault(key, f"«{text}» is not a day", 'Write it as "2026-10-10".')
            return date.min

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Read true or false."""
        return bool(self._take(key, bool, default))

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of one or more texts."""
        value = self._take(key, list, None) or []
        if not value or not all(isinstance(v, str) and v.strip() for v in value):
            self.fault(key, "a list of one or more texts is needed", 'Write it as ["one", "two"].')
            return ()
        return tuple(value)

    def number_list(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """Read a list of whole numbers within bounds."""
        value = self._take(key, list, None) or []
        if not all(type(v) is int and least <= v <= most for v in value):
            self.fault(key, f"a list of numbers from {least} to {most} is needed", "Write it as [5, 6].")
            return ()
        return tuple(value)

    def translated(self, key: str, languages: Sequence[str]) -> dict[str, str]:
        """Read a table of one text for each language of the line."""
        table = self.table(key)
        found = {language: table.text(language) for language in languages}
        table.finish()
        return found

    def table(self, key: str, *, optional: bool = False) -> "Table":
        """Read a table below this one."""
        value = self._take(key, dict, {} if optional else None)
        return Table(self._file, self._path(key), value or {}, self._faults)

    def tables(self, key: str, *, optional: bool = False) -> Iterator["Table"]:
        """Read an array of tables."""
        value = self._take(key, list, [] if optional else None) or []
        for i, entry in enumerate(value, 1):
            if isinstance(entry, dict):
                yield Table(self._file, f"{self._path(key)}[{i}]", entry, self._faults)
            else:
                self.fault(key, "a list of tables is needed", f"Write each as [[{key}]].")

    def keys(self) -> list[str]:
        """Return the keys that stand in the table."""
        return list(self._value)

    def has(self, key: str) -> bool:
        """Tell whether a key stands in the table."""
        return key in self._value

    def raw(self, key: str) -> object:
        """Read a value of any type."""
        self._read.add(key)
        return self._value.get(key)

    def finish(self) -> None:
        """Note a fault for every key that nobody read."""
        for key in self._value.keys() - self._read:
            self.fault(key, "this key is not known", "Correct its spelling, or take it out.")

    def _take(self, key: str, kind: type, default: object) -> Any:  # noqa: ANN401 - checked right here
        self._read.add(key)
        if key not in self._value:
            if default is None:
                self.fault(key, "this is missing", f"Add {key}; docs/charter.md says what it holds.")
            return default
        value = self._value[key]
        if type(value) is not kind:
            self.fault(key, f"this is of type {type(value).__name__}", f"It must be of type {kind.__name__}.")
            return default
        return value

    def _path(self, key: str) -> str:
        return f"{self._at}.{key}" if self._at else key


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
