"""Checks of what the line root signed: keys for the days to come, keys that should be gone, the pages."""

import json
from collections.abc import Iterator
from datetime import timedelta

from tocsin.envelope.keys import read_time
from tocsin.exchange import places
from tocsin.exchange.site import SiteDamaged, read_site
from tocsin.operator.doctor.patient import Patient

AHEAD = timedelta(days=7)
DESTROYED_WITHIN = timedelta(hours=24)


def signed_ahead(patient: Patient) -> Iterator[str]:
    """TOC003: a week without a gap, from now on."""
    if patient.keys is None:
        yield "public/keys.json is not there, or is not signed by this line's root"
        return
    for desk in patient.desks:
        covered = patient.now
        for key in sorted((k for k in patient.keys.desks if k.desk == desk), key=lambda k: k.seal_from):
            if key.seal_from <= covered < key.seal_until:
                covered = key.seal_until
        if covered < patient.now + AHEAD:
            days = (covered - patient.now).days
            yield f"{desk}: signed for {days} days more" if covered > patient.now else f"{desk}: no key seals now"


def destroyed_in_time(patient: Patient) -> Iterator[str]:
    """TOC004: of what the opener last said it still has."""
    for desk in patient.desks:
        try:
            entries = json.loads(places.reception(patient.home.path, desk).read_bytes())
        except (OSError, ValueError):
            continue  # it never ran: TOC005
        late = [e["epoch"] for e in entries if read_time(e["accept_until"]) + DESTROYED_WITHIN < patient.now]
        if late:
            yield f"{desk}: still there: {', '.join(late)}"


def site_is_signed(patient: Patient) -> Iterator[str]:
    """TOC020."""
    if patient.keys is None:
        return  # TOC003
    try:
        read_site(patient.home.path / "public" / "site", patient.keys.hashes.get("site", ""))
    except SiteDamaged as error:
        yield str(error)
