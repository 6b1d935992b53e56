"""What the watch does on each round, and what begins it."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings

from tocsin.desk.cases.following import follow
from tocsin.desk.pages import charter
from tocsin.desk.watch.alarming import Alarming
from tocsin.desk.watch.terms import terms_of
from tocsin.desk.watch.watching import Watching


def begin(*more: Callable[[], object]) -> Watching:
    """Begin the watch of this process; `more` are steps of rooms that this one may not know."""
    alarming = Alarming(settings.HOME, settings.DESK, terms_of(charter()), names=os.urandom)
    watching = Watching((follow, lambda: alarming.step(datetime.now(UTC)), *more))
    watching.start()
    return watching
