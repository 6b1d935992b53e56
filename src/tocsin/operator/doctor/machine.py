"""Checks of the machine: disks, swap, core dumps, clock, certificate, and whether anybody hears of it."""

import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tocsin.operator.doctor.patient import SECONDS, Patient
from tocsin.operator.settings import Settings, SettingsFault

CERTIFICATE_LEFT = timedelta(days=14)


def room(patient: Patient) -> Iterator[str]:
    """TOC009: of the line's disk, and of that of its backups."""
    settings = patient.settings or Settings()
    for path in filter(None, (str(patient.home.path), settings.backups)):
        if Path(path).is_dir() and (free := free_percent(Path(path))) < settings.least_free_percent:
            yield f"{free} % free where {path} lies; {settings.least_free_percent} % are the least"


def free_percent(path: Path) -> int:
    """Return how much of the disk under a path others than root may still use, in percent of all of it."""
    seen = os.statvfs(path)
    return 100 * seen.f_bavail // seen.f_blocks if seen.f_blocks else 100


def swap(patient: Patient) -> Iterator[str]:
    """TOC010: device-mapper tells whether a device is dm-crypt; zram is memory."""
    for line in patient.read("proc/swaps").splitlines()[1:]:
        device = line.split()[0]
        name = Path(device).resolve().name if patient.root == Path("/") else Path(device).name
        if not (name.startswith("zram") or patient.read(f"sys/block/{name}/dm/uuid").startswith("CRYPT-")):
            yield f"{device} is swap in clear"


def core_dumps(patient: Patient) -> Iterator[str]:
    """TOC011: a program that takes dumps through a pipe gets them whatever limits a service has."""
    pattern = patient.read("proc/sys/kernel/core_pattern").strip()
    handler = pattern.removeprefix("|").split(" ")[0]
    if not pattern.startswith("|") or handler in ("/bin/false", "/usr/bin/false"):
        return
    if handler.endswith("systemd-coredump") and _keeps_none(patient):
        return
    yield f"core dumps go to {handler}"


def clock(patient: Patient) -> Iterator[str]:
    """TOC012: only where timedatectl can tell."""
    if patient.told("timedatectl", "show", "--property=NTPSynchronized", "--value") == "no":
        yield "timedatectl says that it is not"


def certificate(patient: Patient) -> Iterator[str]:
    """TOC021: only where the address can be reached from here."""
    address = (patient.settings or Settings()).address
    if not address:
        return
    parts = urlsplit(address)
    context = ssl.create_default_context()
    try:
        plain = socket.create_connection((parts.hostname or "", parts.port or 443), SECONDS)
        with plain, context.wrap_socket(plain, server_hostname=parts.hostname) as sealed:
            ends = ssl.cert_time_to_seconds(str((sealed.getpeercert() or {})["notAfter"]))
    except ssl.SSLError as error:
        yield f"{address}: {getattr(error, 'verify_message', '') or error.reason}"
        return
    except OSError:
        return
    left = datetime.fromtimestamp(ends, UTC) - patient.now
    if left < CERTIFICATE_LEFT:
        yield f"{address}: {max(left.days, 0)} days left"


def somebody_is_warned(patient: Patient) -> Iterator[str]:
    """TOC026."""
    if patient.settings is None:
        yield "operator.toml cannot be read"
        return
    if patient.charter is not None:
        try:
            patient.settings.desks(patient.charter.line)
        except SettingsFault as error:
            yield f"operator.toml: {error}"
    if not patient.settings.notify and not patient.demonstration:
        yield "operator.toml names nobody to warn"


def _keeps_none(patient: Patient) -> bool:
    folder = patient.root / "etc" / "systemd" / "coredump.conf.d"
    texts = [patient.read("etc/systemd/coredump.conf"), *(path.read_text() for path in sorted(folder.glob("*.conf")))]
    said = [line.strip() for text in texts for line in text.splitlines() if line.strip().startswith("Storage=")]
    return bool(said) and said[-1] == "Storage=none"
