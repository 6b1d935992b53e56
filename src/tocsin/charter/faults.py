"""Faults of a charter: all told at once, each with file, key and a way out."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where (file relative to the charter, key), what, and what to do."""

    file: str
    key: str
    message: str
    hint: str


class CharterFaults(Exception):
    """The charter does not load."""

    hint: Final = "Mend what is listed; nothing of the line has changed."

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults in the charter")
        self.faults = sorted(faults)
