"""A TOML table read strictly: every key typed, every unknown key told, nothing raised before all is read."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tocsin.charter.faults import Fault


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

    def languages(self, key: str) -> tuple[str, ...]:
        """Read a list of one or more language tags."""
        found = self.texts(key)
        for tag in found:
            if not is_language(tag):
                self.fault(key, f"«{tag}» is not a language tag", "Write it like en, fr or zh-Hans.")
        return found

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


def is_language(tag: str) -> bool:
    """Tell whether it is a language tag as we write them (BCP 47), which may also name a folder."""
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", tag))
