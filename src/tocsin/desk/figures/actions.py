"""Figures are published by a supervisor: written whole, where the newsroom reads them."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tocsin.desk.figures.models import Publication
from tocsin.desk.figures.queries import figures
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act
from tocsin.exchange import places
from tocsin.exchange.durable import write_new


class NotAllowed(Exception):
    """The role does not publish."""


class NowhereToWrite(Exception):
    """The folder of the figures is not there, or is not this desk's to write into."""

    hint = "Whoever runs the machine makes it: tocsin install --plan shows it."


def publish(*, officer: Officer, now: datetime) -> None:
    """Write the figures of today into the line's folder."""
    if not may_act(officer.role, Verb.PUBLISH):
        raise NotAllowed
    found, path = figures(today=now.date()), places.figures(settings.HOME, settings.DESK)
    with transaction.atomic():
        Publication.objects.create(day=now.date(), officer=officer.name)
        try:
            write_new(path, found.to_bytes(), mode=0o644)
        except OSError as error:
            raise NowhereToWrite(path.parent.name) from error
