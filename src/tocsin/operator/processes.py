"""Start another process of Tocsin: zones are strangers, so a command of another zone is a command line."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from pwd import getpwuid
from typing import Any

OWN_FILES = "/proc/self/fd/"
_PR_SET_PDEATHSIG = 1


class ProcessFailed(Exception):
    """Another process ended with an error; its own words stand on standard error already."""

    hint = "Look at what the process said above."


def command(name: str) -> str:
    """Return the path of a command of this installation, not of whatever PATH finds first."""
    return str(Path(sys.executable).parent / name)


def run(name: str, *arguments: str, owner: Path | None = None, quiet: bool = False) -> bytes:
    """Run a command to its end and return what it printed; as the user whose a folder is, if one is named."""
    words, given = [command(name), *arguments], {"pass_fds": _handed(arguments), **_user_of(owner)}
    given |= {"stderr": subprocess.DEVNULL} if quiet else {}
    done: subprocess.CompletedProcess[bytes] = subprocess.run(words, stdout=subprocess.PIPE, check=False, **given)
    if done.returncode != 0:
        raise ProcessFailed(f"{name} {arguments[0]} ended with {done.returncode}")
    return done.stdout


def pipe(source: Sequence[str], target: Sequence[str], *, environment: Mapping[str, str]) -> None:
    """Run two commands, the second of which reads what the first one prints; no disk sees it. Both must end well."""
    words, given = [[command(name), *more] for name, *more in (source, target)], os.environ | environment
    with subprocess.Popen(words[0], stdout=subprocess.PIPE, pass_fds=_handed(source)) as first:
        done = subprocess.run(words[1], stdin=first.stdout, env=given, check=False)
        if first.stdout:
            first.stdout.close()  # a reader that ended early ends the writer
    for process, (name, verb, *_) in ((done, target), (first, source)):
        if process.returncode != 0:
            raise ProcessFailed(f"{name} {verb} ended with {process.returncode}")


def _user_of(folder: Path | None) -> dict[str, Any]:
    """Return what makes a process the owner of a folder, with that user's groups; root alone may become another."""
    if folder is None or (owner := folder.stat()).st_uid == os.geteuid():
        return {}
    try:
        groups = os.getgrouplist(getpwuid(owner.st_uid).pw_name, owner.st_gid)
    except KeyError:
        groups = []
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": groups}


def _handed(arguments: Sequence[str]) -> tuple[int, ...]:
    """Return the open files that arguments name: a typed passphrase lies in memory, and is handed on as one."""
    return tuple(int(a.removeprefix(OWN_FILES)) for a in arguments if a.startswith(OWN_FILES))


def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a process that ends when this one does, however this one ends."""
    return subprocess.Popen([command(name), *arguments], preexec_fn=_die_with_parent)  # noqa: PLW1509 - one thread here


def _die_with_parent() -> None:
    # Otherwise a killed demonstration would leave a process with an unlocked ring behind.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
