"""Checks of what is kept: logs, databases and their versions, supervisors, backups and their key."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from tocsin.exchange import backup_key
from tocsin.operator.backup import finished_backups
from tocsin.operator.doctor.patient import Patient
from tocsin.operator.settings import Settings

SAFE_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))  # the fix, and the branches that got it too
FEWEST_SUPERVISORS = 2
_WAL_AT = slice(18, 20)  # of a database's header: both bytes are 2 in WAL mode
_WAL = b"\x02\x02"


def logs_verify(patient: Patient) -> Iterator[str]:
    """TOC007."""
    for desk, look in patient.looks.items():
        if look is None:
            yield f"{desk}: opener/{desk} cannot be looked at; run this as root"
        elif not look["log"]:
            yield f"{desk}: the leaves do not give the root that was kept"


def sqlite_is_safe(patient: Patient) -> Iterator[str]:
    """TOC008: an opener's files have one connection that writes, a desk's pages have several."""
    for desk, look in _looked(patient):
        path = patient.home.path / "desk" / desk / "desk.db"
        if path.exists() and not is_safe(look["sqlite"]):
            with path.open("rb") as file:
                if file.read(_WAL_AT.stop)[_WAL_AT] == _WAL:
                    yield f"desk/{desk}/desk.db is in WAL mode, and SQLite is {look['sqlite']}"


def is_safe(version: str) -> bool:
    """Tell whether an SQLite has the fix of its race in WAL mode."""
    number = tuple(int(part) for part in version.split("."))
    return any(number >= fixed and (fixed == SAFE_SQLITE[0] or number[:2] == fixed[:2]) for fixed in SAFE_SQLITE)


def databases_agree(patient: Patient) -> Iterator[str]:
    """TOC027."""
    for desk, look in _looked(patient):
        if look["database"] != look["reads"]:
            yield f"{desk}: version {look['database']}, and the installed opener writes {look['reads']}"


def two_supervisors(patient: Patient) -> Iterator[str]:
    """TOC025."""
    for desk, look in _looked(patient):
        if look["supervisors"] < FEWEST_SUPERVISORS and not patient.demonstration:
            yield f"{desk}: {look['supervisors']}"


def backups_are_fresh(patient: Patient) -> Iterator[str]:
    """TOC016."""
    settings = patient.settings or Settings()
    if patient.demonstration and not settings.backups:
        return
    if not settings.backups:
        yield "operator.toml names no folder for backups"
        return
    found = finished_backups(Path(settings.backups))
    if not found:
        yield f"none in {settings.backups}"
    elif patient.now - found[-1][0] > timedelta(hours=settings.backup_hours):
        yield f"the newest is of {found[-1][0]:%Y-%m-%d %H:%M} UTC"


def backup_key_is_young(patient: Patient) -> Iterator[str]:
    """TOC017."""
    try:
        _, since = backup_key.read(patient.home.path)
    except backup_key.NoBackupKey as error:
        yield str(error)
        return
    if patient.now.date() - since > backup_key.USED:
        yield f"in use since {since}"


def _looked(patient: Patient) -> Iterator[tuple[str, dict[str, Any]]]:
    for desk, look in patient.looks.items():
        if look is not None:
            yield desk, look
