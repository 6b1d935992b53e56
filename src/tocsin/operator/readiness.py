"""`tocsin upgrade --check`: whether the installed version may take a line over. It reads, and changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tocsin import __version__
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.exchange import backups
from tocsin.look.reviews import unreviewed
from tocsin.operator.backup import finished_backups
from tocsin.operator.doctor.patient import Patient

FRESH = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """One thing that was looked at; what has a hint keeps the line from being upgraded."""

    words: str
    hint: str = ""


def points(patient: Patient, backups_in: str) -> Iterator[Point]:
    """Yield what was looked at, one after another; `backups_in` is the folder of backups, if one is known."""
    yield Point(f"installed is tocsin {__version__}")
    try:
        load(patient.home.charter)
    except CharterFaults as error:
        hint = "tocsin check charter DIR/charter shows each. The databases are looked at once it has none."
        yield Point(f"the charter has {len(error.faults)} faults", hint)
    else:
        yield Point("the charter has no faults")
    yield from _reviews(patient)
    for desk in patient.desks:
        yield _opener(desk, patient.looks[desk])
        yield _pages(desk, patient.pages[desk])
    yield _backup(patient, backups_in)


def _reviews(patient: Patient) -> Iterator[Point]:
    if patient.charter is not None and not patient.demonstration:
        for language in unreviewed(patient.charter):
            hint = "tocsin check charter DIR/charter prints what a named person signs."
            yield Point(f"safety texts are not reviewed in {language}", hint)


def _opener(desk: str, look: dict[str, Any] | None) -> Point:
    if look is None:
        return Point(
            f"{desk}: the opener's database cannot be looked at", f"As root: tocsin-opener look --desk {desk} says why."
        )
    has, reads = look["database"], look["reads"]
    if has == reads:
        return Point(f"{desk}: the opener's database is of version {has}, as the installed opener writes it")
    if has in look["upgrades"]:
        return Point(f"{desk}: the opener's database is of version {has}; unlocking brings it to {reads}")
    hint = "Install the version that wrote it. A backup from before brings it back to an older one: docs/upgrade.md."
    return Point(f"{desk}: the opener's database is of version {has}, and the installed opener reads {reads}", hint)


def _pages(desk: str, look: dict[str, Any] | None) -> Point:
    if look is None:
        return Point(
            f"{desk}: the pages' database cannot be looked at", f"As root: tocsin-desk look --desk {desk} says why."
        )
    if look["unknown"]:
        hint = "Install the version that wrote it, or restore the backup from before: docs/upgrade.md."
        return Point(f"{desk}: the pages' database is of a newer version: {', '.join(look['unknown'])}", hint)
    if not look["made"]:
        return Point(f"{desk}: the pages have no database yet; the first start makes it")
    if look["waiting"]:
        return Point(f"{desk}: the next start applies to the pages' database: {', '.join(look['waiting'])}")
    return Point(f"{desk}: the pages' database is up to date")


def _backup(patient: Patient, folder: str) -> Point:
    hint = "tocsin backup DIR --to FOLDER. What the new version brought up to date, only a backup brings back."
    if not folder:
        return Point("no folder of backups is known", "Name it with --backups, or backups in operator.toml.")
    found = finished_backups(Path(folder))
    if not found or patient.now - found[-1][0] > FRESH:
        return Point(f"no backup of the last day is in {folder}", hint)
    time, path = found[-1]
    try:
        backups.check(path)
    except backups.BackupUnfit as error:
        return Point(f"the newest backup is not whole: {error}", hint)
    return Point(f"the backup of {time:%Y-%m-%d %H:%M} UTC is whole")
