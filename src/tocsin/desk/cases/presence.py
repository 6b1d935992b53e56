"""Who has which case open now: a warning so that two do not answer the same reporter, never a lock."""

from datetime import datetime

from django.db import transaction

from tocsin.desk.cases.changing import NoSuchCase
from tocsin.desk.cases.models import Presence
from tocsin.desk.cases.queries import sees
from tocsin.desk.staff.models import Officer


def be_present(*, case: str, officer: Officer, now: datetime) -> None:
    """Note that an officer has a case open; they are in one place at a time."""
    with transaction.atomic():
        if not sees(officer, case):
            raise NoSuchCase(case)
        Presence.objects.update_or_create(officer=officer, defaults={"case_id": case, "at": now})


def leave(*, case: str, officer: Officer) -> None:
    """Note that they left it."""
    Presence.objects.filter(case=case, officer=officer).delete()
