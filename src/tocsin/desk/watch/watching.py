"""A quiet thread of the web process: it follows the opener's feed also while nobody looks.

It lives in the serving process because SQLite's file has one writer's process. Whoever asks for the feed elsewhere
(a page that wants to be fresh) may do so at the same time: each event is read once.
"""

import sys
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from tocsin.desk.asking.client import OpenerAway, Refused

EVERY = 3.0  # seconds: an immediate report waits no longer than this to be seen by the desk
BREATH = 0.25  # seconds: how soon an end is noticed


class Watching(threading.Thread):
    """Does its rounds until the process ends; a round that fails is told once, and tried again."""

    def __init__(self, rounds: tuple[Callable[[], object], ...], *, every: float = EVERY) -> None:
        super().__init__(name="watching")
        self._rounds, self._every = rounds, every
        self._told = ""
        self.stopping = threading.Event()

    def run(self) -> None:
        """Go round. Not a daemon, so that a transaction is finished; it ends when the serving thread has."""
        waited = self._every
        while not self.stopping.is_set() and threading.main_thread().is_alive():
            if waited >= self._every:
                self.go_round()
                waited = 0.0
            self.stopping.wait(BREATH)
            waited += BREATH
        connection.close()

    def go_round(self) -> None:
        """Do each round once; what keeps one from its work does not keep the others."""
        close_old_connections()
        trouble = ""
        for work in self._rounds:
            try:
                work()
            except (OpenerAway, Refused) as error:
                trouble = trouble or f"the opener's feed is not read ({type(error).__name__}); trying again"
            except Exception as error:  # noqa: BLE001 - a watch that dies of a surprise watches nothing
                trouble = trouble or f"a round failed: {type(error).__name__}; trying again"
                connection.close()
        self._tell(trouble)

    def _tell(self, trouble: str) -> None:
        """Say what is wrong when it begins and when it is over: a line for each try would fill a disk."""
        if trouble != self._told:
            sys.stderr.write(f"tocsin-desk: {trouble or 'all is well again'}\n")
            sys.stderr.flush()
            self._told = trouble
