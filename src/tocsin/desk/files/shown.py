"""What the list of a case's files says, made from what the opener tells of them; lent to templates as a filter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from tocsin.desk.files.rules import MOST_PARTS, Kind, kind_of, saved_as, shown

_UNITS = ("B", "KiB", "MiB", "GiB")
_STEP = 1024


@dataclass(frozen=True, repr=False)
class File:
    """One file of a case. `number` counts within the case: picture 2 is its second file."""

    id: str
    number: int
    whole: bool  # every part arrived
    name: str = ""  # as the sender called it, with what cannot be seen written out
    kind: Kind = Kind.OTHER
    size: str = ""
    sha256: str = ""
    parts: int = 0
    saved: str = ""  # as the original is saved

    @property
    def drawn(self) -> bool:
        """Tell whether a preview can be asked for."""
        return self.kind == Kind.PICTURE and self.parts <= MOST_PARTS


def files_of(attachments: Iterable[Mapping[str, Any]], case: str) -> list[File]:
    """Return what came with a case, numbered in the order of arrival."""
    return [_file(case, number, told) for number, told in enumerate(attachments, start=1)]


def size_text(size: int) -> str:
    """Write a number of bytes: `640 B`, `3.4 MiB`."""
    amount, unit = float(size), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} B"


class Files(Extension):
    """Lends `attachments | files_of(case)` to templates of rooms that may not know this one."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["files_of"] = files_of


def _file(case: str, number: int, told: Mapping[str, Any]) -> File:
    if not told["complete"]:
        return File(str(told["id"]), number, whole=False)
    name = str(told["name"])
    return File(
        id=str(told["id"]),
        number=number,
        whole=True,
        name=shown(name),
        kind=kind_of(name, str(told["type"])),
        size=size_text(told["size"]),
        sha256=str(told["sha256"]),
        parts=int(told["parts"]),
        saved=saved_as(case, number, name),
    )
