"""What a desk lays to be carried to another office: a sealed archive, a letter that says where to, and an answer.

All are files of one random name, so that whoever carries them knows no case. A letter is taken by renaming it: of two
who carry, one does, and one who ended in between left it taken.

    NAME.part   an archive that is being laid
    NAME.age    the archive, sealed to the office
    NAME.json   the letter: to be carried
    NAME.taken  the letter: somebody carries it
    NAME.told   what became of it
"""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self, TypeVar

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.durable import sync_folder, write_new

LETTER, CARRIED = "tocsin/letter/v1", "tocsin/carried/v1"
SENT, FAILED = "sent", "failed"
# Why something did not arrive. `unsure`: it may have; nobody sends it again before an officer has asked there.
REASONS = ("refused", "away", "unsure", "too-large", "unreadable", "no-answer", "interrupted")
_LARGEST = 16 * 1024


@dataclass(frozen=True)
class Letter:
    """Where an archive goes, and what the message around it says: nothing of a case."""

    name: str  # 16 random bytes, hex
    channel: str  # email, folder
    to: str
    subject: str
    text: str

    def to_bytes(self) -> bytes:
        """Write it."""
        return canonical.dumps({"format": LETTER, **asdict(self)})

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read it strictly; `NotCanonical` says what is wrong."""
        names = ("format", "name", "channel", "to", "subject", "text")
        value = canonical.fields(canonical.loads(data), dict.fromkeys(names, str))
        return cls(**_named(value, LETTER))


@dataclass(frozen=True)
class Carried:
    """What became of it; `reason` is one of `REASONS` where it did not arrive."""

    name: str
    state: str
    reason: str = ""

    def to_bytes(self) -> bytes:
        """Write it."""
        return canonical.dumps({"format": CARRIED, **asdict(self)})

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read it strictly."""
        value = canonical.fields(canonical.loads(data), dict.fromkeys(("format", "name", "state", "reason"), str))
        if value["state"] not in (SENT, FAILED) or (value["reason"] in REASONS) != (value["state"] == FAILED):
            raise NotCanonical("neither sent nor failed for a reason")
        return cls(**_named(value, CARRIED))


File = TypeVar("File", Letter, Carried)


def lay(folder: Path, letter: Letter) -> None:
    """Lay a letter whose archive was laid as a part: from here on it is carried."""
    part = folder / f"{letter.name}.part"
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(folder / f"{letter.name}.age")
    sync_folder(folder)
    write_new(folder / f"{letter.name}.json", letter.to_bytes(), mode=0o660)


def take(folder: Path, name: str) -> Letter | None:
    """Take a letter to carry it; None where somebody else did, or it was called back."""
    try:
        (folder / f"{name}.json").rename(folder / f"{name}.taken")
    except FileNotFoundError:
        return None
    sync_folder(folder)
    return look(folder / f"{name}.taken", Letter)


def put_back(folder: Path, name: str) -> None:
    """Put a taken letter back, of which it is certain that nobody has it."""
    (folder / f"{name}.taken").rename(folder / f"{name}.json")
    sync_folder(folder)


def tell(folder: Path, carried: Carried) -> None:
    """Say what became of a taken letter."""
    write_new(folder / f"{carried.name}.told", carried.to_bytes(), mode=0o660)


def clear(folder: Path, name: str) -> None:
    """Remove everything of a name: the answer last, so that what was not read yet is read again."""
    for ending in ("part", "age", "json", "taken", "told"):
        (folder / f"{name}.{ending}").unlink(missing_ok=True)


def names(folder: Path, ending: str) -> list[str]:
    """Return the names of all files with an ending."""
    return sorted(path.stem for path in folder.glob(f"*.{ending}") if not path.name.startswith("."))


def look(path: Path, kind: type[File]) -> File:
    """Read a letter or an answer; `NotCanonical` also where it names another file."""
    with path.open("rb") as file:
        found = kind.read(file.read(_LARGEST))
    if found.name != path.stem:
        raise NotCanonical("it names another file")
    return found


def _named(value: dict[str, str], form: str) -> dict[str, str]:
    if value.pop("format") != form:
        raise NotCanonical("another form")
    canonical.unhex(value["name"], 16)
    return value
