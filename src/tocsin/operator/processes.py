"""Start another process of Tocsin: zones are strangers, so a command of another zone is a command line."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

OWN_FILES = "/proc/self/fd/"
_PR_SET_PDEATHSIG = 1


class ProcessFailed(Exception):
    """Another process ended with an error; its own words stand on standard error already."""

    hint = "Look at what the process said above."


def command(name: str) -> str:
    """Return the path of a command of this installation, not of whatever PATH finds first."""
    return str(Path(sys.executable).parent / name)


def run(name: str, *arguments: str) -> bytes:
    """Run a command to its end and return what it printed."""
    done = subprocess.run([command(name), *arguments], stdout=subprocess.PIPE, check=False, pass_fds=_handed(arguments))
    if done.returncode != 0:
        raise ProcessFailed(f"{name} {arguments[0]} ended with {done.returncode}")
    return done.stdout


def _handed(arguments: Sequence[str]) -> tuple[int, ...]:
    """Return the open files that arguments name: a typed passphrase lies in memory, and is handed on as one."""
    return tuple(int(a.removeprefix(OWN_FILES)) for a in arguments if a.startswith(OWN_FILES))


def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a process that ends when this one does, however this one ends."""
    return subprocess.Popen([command(name), *arguments], preexec_fn=_die_with_parent)  # noqa: PLW1509 - one thread here


def _die_with_parent() -> None:
    # Otherwise a killed demonstration would leave a process with an unlocked ring behind.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
