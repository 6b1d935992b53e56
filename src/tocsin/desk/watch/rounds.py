"""What the watch does on each round, and what begins it."""

import os
from datetime import UTC, datetime

from django.conf import settings

from tocsin.desk.cases.following import follow
from tocsin.desk.pages import charter
from tocsin.desk.watch.alarming import Alarming
from tocsin.desk.watch.terms import terms_of
from tocsin.desk.watch.watching import Watching


def begin() -> Watching:
    """Begin the watch of this process."""
    alarming = Alarming(settings.HOME, settings.DESK, terms_of(charter()), names=os.urandom)
    watching = Watching((follow, lambda: alarming.step(datetime.now(UTC))))
    watching.start()
    return watching
