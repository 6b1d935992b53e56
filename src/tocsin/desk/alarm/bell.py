"""The two files between the web process and the alarm: whom to wake, and who was told.

Neither says why, nor when, nor how often: a name is random, and a bell that is over is empty.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.durable import write_new

BELL = "tocsin/bell/v1"
RUNG = "tocsin/rung/v1"
_LARGEST = 64 * 1024


@dataclass(frozen=True)
class Bell:
    """Laid by the web process. `name` is 16 random bytes in hexadecimal, or empty: nobody needs to be woken."""

    name: str = ""
    officers: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Write it."""
        return canonical.dumps({"format": BELL, "name": self.name, "officers": list(self.officers)})

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read it strictly; `NotCanonical` says what is wrong."""
        value = canonical.fields(canonical.loads(data), {"format": str, "name": str, "officers": list})
        return cls(_name(value, BELL), _names(value["officers"]))


@dataclass(frozen=True)
class Rung:
    """Laid by the alarm: who was told of which bell, and whom no address could be reached for."""

    name: str = ""
    told: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Write it."""
        words = {"told": list(self.told), "failed": list(self.failed)}
        return canonical.dumps({"format": RUNG, "name": self.name, **words})

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read it strictly; `NotCanonical` says what is wrong."""
        value = canonical.fields(canonical.loads(data), {"format": str, "name": str, "told": list, "failed": list})
        return cls(_name(value, RUNG), _names(value["told"]), _names(value["failed"]))


File = TypeVar("File", Bell, Rung)


def bell_file(home: Path, desk: str) -> Path:
    """Return where the web process lays the bell."""
    return home / "bell" / desk / "bell.json"


def rung_file(home: Path, desk: str) -> Path:
    """Return where the alarm says whom it told."""
    return home / "bell" / desk / "rung.json"


def lay(path: Path, content: bytes) -> None:
    """Replace a file whole: who reads it sees the old one or the new one."""
    path.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
    write_new(path, content)


def look(path: Path, kind: type[File]) -> File:
    """Read the file that is laid now; one that is not there is an empty one."""
    try:
        with path.open("rb") as file:
            return kind.read(file.read(_LARGEST))
    except FileNotFoundError:
        return kind()


def _name(value: dict[str, object], form: str) -> str:
    name = str(value["name"])
    if value["format"] != form:
        raise NotCanonical("another form")
    if name:
        canonical.unhex(name, 16)
    return name


def _names(value: list[object]) -> tuple[str, ...]:
    if not all(isinstance(name, str) for name in value):
        raise NotCanonical("a name that is none")
    return tuple(str(name) for name in value)
