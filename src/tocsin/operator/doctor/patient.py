"""What every check looks at: the line's folder, the machine, the time; what is costly is looked at once."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import tocsin
from tocsin.charter.faults import CharterFaults
from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.keys import LineKeys
from tocsin.exchange import places
from tocsin.exchange.sockets import short_path
from tocsin.operator.home import Home
from tocsin.operator.ports import FIRST, READER
from tocsin.operator.processes import ProcessFailed, run
from tocsin.operator.settings import Settings, SettingsFault

SECONDS = 3


@dataclass(frozen=True)
class Patient:
    """One line on one machine; `root` is where /etc, /proc and /sys are looked for, `installed` the software."""

    home: Home
    now: datetime
    root: Path = Path("/")
    intake_port: int = FIRST
    reader_port: int = FIRST + READER
    installed: Path = Path(tocsin.__file__).parent

    @cached_property
    def demonstration(self) -> bool:
        """Whether the line is a demonstration."""
        return bool(self.home.read_facts()["demonstration"])

    @cached_property
    def charter(self) -> Charter | None:
        """The charter, unless it has faults."""
        try:
            return load(self.home.charter)
        except CharterFaults:
            return None

    @property
    def desks(self) -> tuple[str, ...]:
        """The desks of the charter; none if it has faults."""
        return tuple(self.charter.line.desks) if self.charter else ()

    @cached_property
    def keys(self) -> LineKeys | None:
        """The published keys, if they are this line's."""
        try:
            root = canonical.unhex(self.home.read_facts()["root"], 32)
            return LineKeys.read(self.home.keys_json.read_bytes(), root)
        except (EnvelopeError, OSError):
            return None

    @cached_property
    def settings(self) -> Settings | None:
        """The operator's settings, unless they have a fault."""
        try:
            return Settings.read(self.home.settings)
        except (SettingsFault, PermissionError):
            return None

    @property
    def shown_at(self) -> dict[str, str]:
        """Where each desk is shown, by desk; none while charter or settings have a fault."""
        if self.charter is None or self.settings is None:
            return {}
        try:
            return self.settings.desks(self.charter.line)
        except SettingsFault:
            return {}

    @cached_property
    def looks(self) -> dict[str, dict[str, Any] | None]:
        """What each opener's folder tells, by desk; None where it cannot be looked at."""
        return {desk: self._look(desk) for desk in self.desks}

    @cached_property
    def pages(self) -> dict[str, dict[str, Any] | None]:
        """What each desk's database tells of its version, by desk; None where it cannot be looked at."""
        return {desk: self._asked("tocsin-desk", "desk", desk) for desk in self.desks}

    @cached_property
    def answers(self) -> dict[str, str]:
        """What each opener answers, by desk: `ok`, `locked`, or nothing."""
        return {desk: self._ask(desk) for desk in self.desks}

    def read(self, path: str) -> str:
        """Return a file of the machine; empty if it is not there."""
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except OSError:
            return ""

    def told(self, *words: str) -> str | None:
        """Return what a program of the machine prints; None where there is none."""
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def _look(self, desk: str) -> dict[str, Any] | None:
        return self._asked("tocsin-opener", "opener", desk, *(["--demonstration"] if self.demonstration else []))

    def _asked(self, command: str, zone: str, desk: str, *more: str) -> dict[str, Any] | None:
        """Have a zone's own command look at its folder, as the user whose it is."""
        words, owner = ["--home", str(self.home.path), "--desk", desk, *more], self.home.path / zone / desk
        try:
            answer: dict[str, Any] = json.loads(run(command, "look", *words, owner=owner, quiet=True))
        except (ProcessFailed, OSError):
            return None
        return answer

    def _ask(self, desk: str) -> str:
        path = places.socket(self.home.path, desk)
        try:
            with _as_owner(self.home.path / "opener" / desk), socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(SECONDS)
                asking.connect(short_path(path))
                asking.sendall(b'{"hello": true}\n')
                with asking.makefile("rb") as file:
                    answer = json.loads(file.readline() or b"{}")
        except (OSError, ValueError):
            return ""
        return "ok" if answer.get("ok") else str(answer.get("error", ""))


@contextmanager
def _as_owner(folder: Path) -> Iterator[None]:
    """Connect as the user whose a folder is: an opener answers its own user and its desk's, and not root."""
    before, owner = os.geteuid(), folder.stat().st_uid
    if before != 0 or owner == 0:
        yield
        return
    os.seteuid(owner)
    try:
        yield
    finally:
        os.seteuid(before)
