"""Checks of the line's folder: owners and modes, the charter, and what should not lie there."""

import stat
from collections.abc import Iterator

from tocsin.charter.calendars import not_announced
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.exchange import places
from tocsin.look.reviews import unreviewed
from tocsin.operator.doctor.patient import Patient
from tocsin.operator.installing import Install

MOST_NAMED = 5
DECEMBER = 12


def owners(patient: Patient) -> Iterator[str]:
    """TOC001; a demonstration runs as one user and isolates nothing."""
    if patient.demonstration or not patient.desks:
        return
    wrong = [step.words for step in Install(patient.home, patient.root).places(patient.desks)]
    yield from (f"should be {words}" for words in wrong[:MOST_NAMED])
    if len(wrong) > MOST_NAMED:
        yield f"and {len(wrong) - MOST_NAMED} more"


def slots(patient: Patient) -> Iterator[str]:
    """TOC002."""
    for desk in patient.desks:
        mode = places.slot(patient.home.path, desk).stat().st_mode
        if mode & (stat.S_IRGRP | stat.S_IROTH):
            yield f"slot/{desk} can be listed by others than its opener"


def charter(patient: Patient) -> Iterator[str]:
    """TOC014."""
    try:
        load(patient.home.charter)
    except CharterFaults as error:
        yield f"{len(error.faults)} faults"


def reviews(patient: Patient) -> Iterator[str]:
    """TOC015; a demonstration needs none."""
    if patient.charter is not None and not patient.demonstration:
        yield from (f"not reviewed in {language}" for language in unreviewed(patient.charter))


def passkeys_have_their_origin(patient: Patient) -> Iterator[str]:
    """TOC030; a desk that is shown nowhere needs none."""
    origins = patient.charter.line.opening.origins if patient.charter else {}
    for desk, address in patient.shown_at.items():
        if (origin := origins.get(desk, "")) != address:
            yield f"the desk {desk} is shown at {address}, and passkeys are believed at {origin or 'no address'}"


def calendars_are_of_this_year(patient: Patient) -> Iterator[str]:
    """TOC031; of the next year too once it is near: by then countries have announced what they make up."""
    if patient.charter is None:
        return
    latest = patient.now.year + (patient.now.month == DECEMBER)
    for calendar, year in not_announced(patient.charter, today=patient.now.date()):
        if year <= latest:
            yield f"no make-up days of {year} are known in the calendar {calendar}"


def root_is_away(patient: Patient) -> Iterator[str]:
    """TOC023."""
    if not patient.demonstration and patient.home.root_key.exists():
        yield f"{patient.home.root_key} is here"


def keys_are_away(patient: Patient) -> Iterator[str]:
    """TOC024."""
    if patient.demonstration:
        return
    home = patient.home.path
    found = [*sorted((home / "custodians").glob("*")), *(home / "root").glob("backup.key")]
    for desk in patient.desks:
        found += sorted(places.officers(home, desk).glob("*.key"))
    yield from (f"{path.relative_to(home)} is here" for path in found)
