"""`tocsin-desk bridge`: looks every few seconds for letters to carry, until SIGTERM."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tocsin.desk.bridges.account import place, read
from tocsin.desk.bridges.carrying import Carrying
from tocsin.desk.bridges.mailing import send
from tocsin.exchange import places

EVERY = 5.0  # seconds


def run(home: Path, desk: str) -> int:
    """Carry; return the exit code."""
    account = read(place(home, desk))
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    carrying = Carrying(
        places.outgoing(home, desk), lambda letter, archive: send(letter, archive, account, now=datetime.now(UTC))
    )
    told = ""
    trouble = _try(carrying.begin)
    while True:
        trouble = trouble or _try(lambda: carrying.step(time.monotonic()))
        if trouble != told:
            sys.stderr.write(f"tocsin-desk bridge: {trouble or 'all is well again'}\n")
            told = trouble
        trouble = ""
        if stopping.wait(EVERY):
            return 0


def _try(work: Callable[[], None]) -> str:
    try:
        work()
    except OSError as error:
        return f"the outgoing folder cannot be read or written ({type(error).__name__})"
    return ""
