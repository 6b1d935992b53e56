"""The desk's web process: brings its database up to date, follows the opener's feed, serves pages on loopback.

Started by `tocsin-desk serve` as a process of its own, so that the command line never loads Django.
"""

import ctypes
import os
import signal
import sys
from wsgiref.headers import Headers

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.constants import Interfaces
from granian.server import Server
from whitenoise import WhiteNoise

from tocsin.desk.answers import HEADERS
from tocsin.desk.files.checks import faults
from tocsin.desk.pages import RELEASED
from tocsin.desk.storage import DeskRuns, hold
from tocsin.desk.versions import NewerDatabase, bring_up_to_date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.desk.settings")
THREADS = 8  # each may wait for the opener; the database is one file with one writer at a time

_PR_SET_PDEATHSIG = 1


def _headers(headers: Headers, path: str, _url: str) -> None:
    # A chunk is named by its content and kept for long; what has one name in all versions is asked for anew.
    one_name = path.endswith(("/desk.js", "/desk.css"))
    headers["Cache-Control"] = "no-cache" if one_name else "public, max-age=31536000, immutable"
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


application = WhiteNoise(get_wsgi_application(), root=RELEASED, prefix="released", add_headers_function=_headers)


def watched() -> WhiteNoise:
    """Return the application of the one serving process, with its watch begun: called there, and nowhere else."""
    from tocsin.desk.routing.carrying import follow_carriers  # noqa: PLC0415 - the same as below
    from tocsin.desk.watch.rounds import begin  # noqa: PLC0415 - models can be loaded only once Django is set up

    # The server library serves in a child: one whose parent was killed would serve on and hold the desk for ever.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    begin(follow_carriers)
    return application


def main() -> int:
    """Serve until SIGTERM; what began is answered first."""
    os.umask(0o077)
    try:
        hold(settings.FOLDER)  # before the database is touched: two that migrate at once would break it
        bring_up_to_date()
    except (DeskRuns, NewerDatabase) as error:
        sys.stderr.write(f"tocsin-desk: {error}\n{error.hint}\n")
        return 1
    for fault in faults():
        sys.stderr.write(f"tocsin-desk: {fault}\n")
    Server(
        "tocsin.desk.server:watched",
        factory=True,
        address=os.environ.get("TOCSIN_DESK_HOST", "127.0.0.1"),
        port=int(os.environ["TOCSIN_DESK_PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
        log_access=False,
    ).serve()
    return 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main())
