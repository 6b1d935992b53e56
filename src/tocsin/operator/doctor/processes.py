"""Checks of what runs: openers, intake, reader; that they are of this version; that slots are emptied."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException

from tocsin import __version__
from tocsin.exchange import places
from tocsin.operator.doctor.patient import SECONDS, Patient

COLLECTED_WITHIN = timedelta(minutes=15)


def openers_run(patient: Patient) -> Iterator[str]:
    """TOC005."""
    yield from (f"nobody answers at run/{desk}.sock" for desk, answer in patient.answers.items() if not answer)


def openers_are_unlocked(patient: Patient) -> Iterator[str]:
    """TOC006."""
    yield from (f"{desk} is locked" for desk, answer in patient.answers.items() if answer == "locked")


def intake_runs(patient: Patient) -> Iterator[str]:
    """TOC018."""
    if not _listens(patient.intake_port):
        yield f"nobody listens on port {patient.intake_port}"


def reader_runs(patient: Patient) -> Iterator[str]:
    """TOC019."""
    if not _listens(patient.reader_port):
        yield f"nobody listens on port {patient.reader_port}"


def versions_agree(patient: Patient) -> Iterator[str]:
    """TOC013: intake tells its own, and the line that it serves."""
    asking = HTTPConnection("127.0.0.1", patient.intake_port, timeout=SECONDS)
    with suppress(OSError, HTTPException, ValueError, KeyError):  # it does not run: TOC018
        asking.request("GET", "/.well-known/tocsin.json")
        told = json.loads(asking.getresponse().read())
        if told["line"] != patient.home.read_facts()["line"]:
            yield f"another line is served on port {patient.intake_port}"
        elif told["software"] != f"tocsin {__version__}":
            yield f"intake runs {told['software']}, installed is tocsin {__version__}"
    asking.close()


def collected_lately(patient: Patient) -> Iterator[str]:
    """TOC022: of openers that run unlocked."""
    for desk, answer in patient.answers.items():
        path = places.collected(patient.home.path, desk)
        if answer == "ok":
            last = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
            if last is None or patient.now - last > COLLECTED_WITHIN:
                yield f"{desk}: last {last:%Y-%m-%d %H:%M} UTC" if last else f"{desk}: never"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(SECONDS)
        return probe.connect_ex(("127.0.0.1", port)) == 0
