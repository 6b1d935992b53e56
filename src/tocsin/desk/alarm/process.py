"""`tocsin-desk alarm`: looks at the bell every few seconds until SIGTERM; `--test` rings everybody once."""

import signal
import sys
import threading
import time
from pathlib import Path

from tocsin.desk.alarm.addresses import Addresses, place, read
from tocsin.desk.alarm.bell import Bell, Rung, bell_file, lay, look, rung_file
from tocsin.desk.alarm.ringing import Ringing
from tocsin.desk.alarm.sending import check, quiet, send
from tocsin.envelope.errors import NotCanonical

EVERY = 2.0  # seconds


def run(home: Path, desk: str) -> int:
    """Watch the bell; return the exit code."""
    addresses = _addresses(home, desk)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    ringing = Ringing(addresses, send, _last(home, desk))
    told = ""
    while True:
        trouble = _step(ringing, home, desk)
        if trouble != told:
            sys.stderr.write(f"tocsin-desk alarm: {trouble or 'all is well again'}\n")
            told = trouble
        if stopping.wait(EVERY):
            return 0


def trial(home: Path, desk: str) -> dict[str, bool]:
    """Ring everybody with a sentence that says it is a trial; return who was reached, by name."""
    addresses = _addresses(home, desk)
    lists = {**addresses.officers, "everybody": addresses.everybody}
    taken = {name: [send(url, addresses.trial) for url in urls] for name, urls in lists.items()}
    return {name: all(sent) for name, sent in taken.items() if sent}


def _addresses(home: Path, desk: str) -> Addresses:
    quiet()
    addresses = read(place(home, desk))
    check(addresses)
    return addresses


def _last(home: Path, desk: str) -> Rung:
    try:
        return look(rung_file(home, desk), Rung)
    except (NotCanonical, OSError):
        return Rung()  # at worst somebody is woken twice


def _step(ringing: Ringing, home: Path, desk: str) -> str:
    try:
        answer = ringing.step(look(bell_file(home, desk), Bell), time.monotonic())
        if answer is not None:
            lay(rung_file(home, desk), answer.to_bytes())
    except (NotCanonical, OSError) as error:
        return f"the bell cannot be read or answered ({type(error).__name__})"
    return ""
