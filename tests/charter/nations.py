"""A made-up nation with a directory, read from `nation/`, and ways to change it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.lines import HARBOUR
from tocsin.charter.directory.model import ContactPoint, Directory
from tocsin.charter.directory.reading import read_directory
from tocsin.charter.faults import Fault
from tocsin.charter.model import Charter, UrgencyRule
from tocsin.charter.read import load

FOLDER = Path(__file__).parent / "nation"
_HARBOUR = load(HARBOUR)
BARE = replace(_HARBOUR, directory=Directory(), urgency=(), line=replace(_HARBOUR.line, further=()))


def read_nation(folder: Path = FOLDER) -> Directory:
    """Read the directory, which has no fault of form."""
    faults: list[Fault] = []
    languages = BARE.line.languages
    directory = read_directory(folder, languages=languages, codes=BARE.codes(), calendars=(), faults=faults)
    assert faults == []
    return directory


def nation(*, urgency: tuple[UrgencyRule, ...] = (), **changed: Any) -> Charter:
    """Return the charter of the nation, with parts of its directory exchanged."""
    return replace(BARE, directory=replace(read_nation(), **changed), urgency=urgency)


def contacts(**changed: Mapping[str, Any]) -> dict[str, ContactPoint]:
    """Return the contact points, some of them changed (`ns_form={"status": "inactive"}`)."""
    found = dict(read_nation().contacts)
    for name, fields in changed.items():
        id_ = name.replace("_", "-")
        found[id_] = replace(found[id_], **fields)
    return found
