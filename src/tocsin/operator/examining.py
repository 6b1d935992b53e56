"""`tocsin doctor`, `tocsin upgrade` and `tocsin warn`: look, tell, and say by the exit code whether all is well."""

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from tocsin.operator.doctor.checks import CHECKS, examine
from tocsin.operator.doctor.machine import room
from tocsin.operator.doctor.patient import Patient
from tocsin.operator.home import Home
from tocsin.operator.readiness import points
from tocsin.operator.settings import Settings


def doctor(options: argparse.Namespace, *, now: datetime, say: Callable[[str], None]) -> int:
    """Examine a line; return 0 if nothing is wrong, else 1."""
    home = Home(options.dir.resolve())
    home.read_facts()
    found = examine(Patient(home, now, options.root, options.port, options.reader_port))
    if options.json:
        say(json.dumps({"ok": not found, "checks": len(CHECKS), "findings": [asdict(f) for f in found]}))
        return 1 if found else 0
    for finding in found:
        say(f"{finding.id}  {finding.found}\n        {finding.hint}")
    say(f"{len(found)} of {len(CHECKS)} checks found something." if found else f"All {len(CHECKS)} checks are well.")
    return 1 if found else 0


def upgrade(options: argparse.Namespace, *, now: datetime, say: Callable[[str], None]) -> int:
    """Tell whether the installed version may take a line over; return 0 if it may, else 1."""
    home = Home(options.dir.resolve())
    home.read_facts()
    found = list(points(Patient(home, now), str(options.backups or Settings.read(home.settings).backups)))
    ready = not any(point.hint for point in found)
    if options.json:
        say(json.dumps({"ready": ready, "points": [asdict(point) for point in found]}))
        return 0 if ready else 1
    for point in found:
        say(f"BLOCKED  {point.words}\n         {point.hint}" if point.hint else f"ok       {point.words}")
    say("Ready: docs/upgrade.md says how to go on." if ready else "Not ready. Nothing was changed.")
    return 0 if ready else 1


def warn_of_disks(options: argparse.Namespace, *, now: datetime, say: Callable[[str], None]) -> int:
    """Warn the operator of disks that fill up, at most every six hours; return 1 while one does."""
    from tocsin.operator.warning import mark_warned, warn, was_warned_lately  # noqa: PLC0415 - no other verb loads it

    home, folder = Home(options.dir.resolve()), os.environ.get("RUNTIME_DIRECTORY")
    full = list(room(Patient(home, now)))
    if not full:
        return 0
    if not was_warned_lately(folder):
        say(f"{warn('A disk fills up: ' + '; '.join(full), Settings.read(home.settings).notify)} warned.")
        mark_warned(folder)
    return 1


LOOKS = {"doctor": doctor, "upgrade": upgrade, "warn": warn_of_disks}
