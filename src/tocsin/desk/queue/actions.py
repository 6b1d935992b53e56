"""What officers do to views: keep one, and remove it."""

from django.db import IntegrityError, transaction

from tocsin.desk.queue.models import View
from tocsin.desk.queue.rules import Filters
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


class NameTaken(Exception):
    """The officer has a view of that name."""

    hint = "Give it another name, or remove the other one first."


class NoSuchView(Exception):
    """There is no view of that number which this officer may remove."""

    hint = "Somebody removed it, or it belongs to somebody else."


def keep_view(*, officer: Officer, name: str, filters: Filters, shared: bool) -> View:
    """Keep a view under a name; sharing it with the whole desk takes a supervisor."""
    shared = shared and may_act(officer.role, Verb.DECIDE)
    words = filters.words()
    try:
        with transaction.atomic():
            return View.objects.create(owner=officer, name=name, filters=words, shared=shared)
    except IntegrityError as error:
        raise NameTaken(name) from error


def remove_view(*, officer: Officer, view: int) -> None:
    """Remove one's own view."""
    if View.objects.filter(pk=view, owner=officer).delete()[0] == 0:
        raise NoSuchView(str(view))
