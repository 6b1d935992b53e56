"""The demonstration line: every process on this machine's loopback, with keys that production refuses.

It runs as one user and isolates nothing, and says so. It exists so that a person sees the whole way of a report
within a minute.
"""

import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from tocsin.charter.model import Line
from tocsin.charter.read import load
from tocsin.exchange import places
from tocsin.operator.home import Home
from tocsin.operator.making import Wish, make_line
from tocsin.operator.origins import name_origins
from tocsin.operator.ports import READER, desk_ports
from tocsin.operator.practice import fill
from tocsin.operator.processes import start
from tocsin.operator.signing import build_site, read_reception, read_root, sign

HOST = "localhost"
OFFICER = "demo"  # at the line's own desk, and `demo-north` at the desk north
SUPERVISORS = ("sara", "sven")
OVERSEER, OVERSEER_SUPERVISORS = "olga", ("olaf", "oona")
COLLECT_SECONDS = 30
READY_SECONDS = 30
STOP_SECONDS = 15


class DemonstrationFailed(Exception):
    """A process of the demonstration did not start, or ended."""

    hint = "Look at what it said above; a port in use is changed with --port, a broken folder by removing it."


@dataclass(frozen=True)
class Child:
    """A process to start, and how to tell that it is ready."""

    words: tuple[str, ...]
    is_ready: Callable[[], bool]


@dataclass
class Demonstration:
    """The children and their addresses: public on `port`, then those that `ports` tells of."""

    home: Home
    port: int
    stopping: threading.Event

    @property
    def url(self) -> str:
        """Where the public reports."""
        return f"http://{HOST}:{self.port}"

    @property
    def reader_url(self) -> str:
        """Where replies are read without script."""
        return f"http://{HOST}:{self.port + READER}"

    def desk_urls(self, line: Line) -> dict[str, str]:
        """Return where the officers of each desk work."""
        return {desk: f"http://{HOST}:{port}" for desk, port in desk_ports(line.desks, self.port).items()}

    def run(self, *, now: Callable[[], datetime], rng: Callable[[int], bytes], charter: Path) -> None:
        """Make the line if it is not there, start all, fill it, say where it is, and wait to be stopped."""
        fresh = not self.home.facts.exists()
        if fresh:
            self._make(charter, now=now, rng=rng)
        line = load(self.home.charter).line
        name_origins(self.home.charter, self.desk_urls(line))  # the ports may be others than at the last start
        children: list[subprocess.Popen[bytes]] = []
        try:
            self._start(self._openers(line.desks), children)
            if not fresh:
                self._publish_keys(line.desks, now())
            own, *others = self._desks(line)
            self._start([*self._doors(), own], children)
            if fresh:
                officers = {desk: officers_of(line, desk)[0] for desk in line.desks}
                fill(self.home, self.url, officers=officers, day=now().date())
            children += [start(*child.words) for child in others]  # nobody looks there first, and each takes seconds
            self._announce(line)
            self._watch(children, line.desks, now)
        finally:
            _stop(children)

    def _make(self, charter: Path, *, now: Callable[[], datetime], rng: Callable[[int], bytes]) -> None:
        if self.home.path.exists() and any(self.home.path.iterdir()):
            raise DemonstrationFailed(f"{self.home.path} is not empty and holds no finished line")
        line = load(charter).line
        people = {desk: officers_of(line, desk) for desk in line.receiving}
        wish = Wish(
            self.home,
            charter,
            demonstration=True,
            officers=[f"{officer}@{desk}" for desk, (officer, *_) in people.items()],
            supervisors=[f"{name}@{desk}" for desk, (_, *names) in people.items() for name in names],
            overseers=[OVERSEER],
            overseer_supervisors=OVERSEER_SUPERVISORS,
            origins=self.desk_urls(line),
        )
        try:
            make_line(wish, now=now(), rng=rng)
        except BaseException:
            shutil.rmtree(self.home.path, ignore_errors=True)  # half a line would be refused at the next start
            raise

    def _publish_keys(self, desks: Iterable[str], now: datetime) -> None:
        laid = {desk: read_reception(self.home, desk) for desk in desks}
        receptions = {desk: reception for desk, reception in laid.items() if reception is not None}
        if receptions.keys() == laid.keys():
            site = build_site(self.home)  # the software may be newer than at the last start
            sign(self.home, read_root(self.home), receptions=receptions, site=site, demonstration=True, now=now)

    def _openers(self, desks: Iterable[str]) -> list[Child]:
        home, every = ("--home", str(self.home.path)), ("--collect-every", str(COLLECT_SECONDS))
        return [
            Child(
                ("tocsin-opener", "serve", *home, "--desk", desk, "--demonstration", *every),
                partial(_opener_listens, places.socket(self.home.path, desk)),
            )
            for desk in desks
        ]

    def _doors(self) -> list[Child]:
        home, reader = ("--home", str(self.home.path)), self.port + READER
        intake = ("tocsin-intake", *home, "--port", str(self.port), "--reader-url", self.reader_url)
        reads = ("tocsin-reader", *home, "--port", str(reader), "--line-url", self.url)
        return [Child(intake, partial(_listens, self.port)), Child(reads, partial(_listens, reader))]

    def _desks(self, line: Line) -> list[Child]:
        words = ("tocsin-desk", "serve", "--home", str(self.home.path))
        return [
            Child((*words, "--desk", desk, "--port", str(port)), partial(_listens, port))
            for desk, port in desk_ports(line.desks, self.port).items()
        ]

    def _start(self, wanted: list[Child], children: list[subprocess.Popen[bytes]]) -> None:
        """Start processes side by side, and wait for each."""
        for child in wanted:
            children.append(start(*child.words))
        for child, process in zip(wanted, children[-len(wanted) :], strict=True):
            self._wait_until_ready(child, process)

    def _wait_until_ready(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and not self.stopping.is_set():
            if process.poll() is not None:
                raise DemonstrationFailed(f"{child.words[0]} ended with {process.returncode}")
            if child.is_ready():
                return
            time.sleep(0.05)
        if not self.stopping.is_set():
            raise DemonstrationFailed(f"{child.words[0]} did not listen within {READY_SECONDS} seconds")

    def _announce(self, line: Line) -> None:
        print(
            f"\nTocsin's demonstration line\n\n"
            f"  report, and read what follows   {self.url}\n"
            f"  replies without script          {self.reader_url}\n"
            f"  the line's folder (TOCSIN_HOME) {self.home.path}\n\n"
            "Its desks, in a browser or with tocsin-desk --desk DESK. What one supervisor proposes, another confirms:\n"
        )
        for desk, url in self.desk_urls(line).items():
            officer, *supervisors = officers_of(line, desk)
            print(f"  {desk:<17} {url}  as {officer}; supervisors {' and '.join(supervisors)}")
        print(
            "\nThe first of them is ready, the others follow within seconds.\n"
            "All of it runs as one user on this machine alone, unlocks itself, and isolates nothing.\n"
            "Its keys are refused by a real line. Do not tell it anything true. Ctrl-C stops it.\n",
            flush=True,
        )

    def _watch(
        self, children: list[subprocess.Popen[bytes]], desks: Iterable[str], now: Callable[[], datetime]
    ) -> None:
        day = now().date()
        while not self.stopping.wait(0.5):
            for child in children:
                if child.poll() is not None:
                    raise DemonstrationFailed(f"a process ended with {child.returncode}")
            if now().date() != day:
                day = now().date()
                self._publish_keys(desks, now())


def officers_of(line: Line, desk: str) -> tuple[str, ...]:
    """Return the officer and the two supervisors of a desk; everywhere others, since nobody sits at two desks."""
    if desk == line.overseer:
        return (OVERSEER, *OVERSEER_SUPERVISORS)
    return tuple(name if desk == line.desk else f"{name}-{desk}" for name in (OFFICER, *SUPERVISORS))


def run_demonstration(
    home: Path, port: int, *, charter: Path, now: Callable[[], datetime], rng: Callable[[int], bytes]
) -> int:
    """Run until SIGTERM or Ctrl-C; return the exit code."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    desks = load(charter).line.desks
    for taken in (port, port + READER, *desk_ports(desks, port).values()):
        if _listens(taken):
            print(f"Port {taken} is in use already. Choose another with --port.", file=sys.stderr)
            return 2
    Demonstration(Home(home.resolve()), port, stopping).run(now=now, rng=rng, charter=charter)
    return 0


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _opener_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return path.exists() and probe.connect_ex(str(path)) == 0


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in reversed(children):  # the doors first, the openers last, so that nothing acknowledged waits
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
