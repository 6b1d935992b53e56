"""A line installed below another root directory: real users by number, which need not exist on this machine."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import missing
from tests.lines import run, whole_home
from tocsin.operator.installing import names


@dataclass(frozen=True)
class Installed:
    """The line's folder, and the root directory whose users own it."""

    home: Path
    root: Path

    def ids(self, user: str) -> dict[str, object]:
        """Return what makes a process this user's: number, group, and the groups it is a member of."""
        uid, gid = names(self.root, "passwd")[user], names(self.root, "group")[user]
        lines = [line.split(":") for line in (self.root / "etc" / "group").read_text().splitlines()]
        more = [int(fields[2]) for fields in lines if user in fields[3].split(",")]
        return {"user": uid, "group": gid, "extra_groups": more}

    def uid(self, user: str) -> int:
        return names(self.root, "passwd")[user]

    def gid(self, group: str) -> int:
        return names(self.root, "group")[group]

    def as_user(self, user: str, code: str) -> str:
        """Run a line of Python as a user; return what it prints, or the name of what it raised."""
        program = f"try:\n import os, socket, pathlib\n home = pathlib.Path({str(self.home)!r})\n print({code})\n"
        program += "except OSError as error:\n print(type(error).__name__)\n"
        words = ["/usr/bin/env", "python3", "-S", "-c", program]
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/", **self.ids(user))  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr
        return str(done.stdout).strip()


@contextmanager
def installed_line(*, make: Callable[[Path], Path] = whole_home) -> Iterator[Installed]:
    """Make a line in a folder that every user may go to, and install it below another root; only root can."""
    if os.getuid() != 0:
        missing("root")
    if subprocess.run(["/usr/bin/env", "systemd-sysusers", "--version"], capture_output=True, check=False).returncode:
        missing("systemd-sysusers")
    with TemporaryDirectory(prefix="tocsin-installed-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "root" / "etc").mkdir(parents=True)
        line = Installed(make(folder / "line"), folder / "root")
        done = run("tocsin", "install", str(line.home), "--root", str(line.root))
        assert done.returncode == 0, done.stderr
        yield line


def interpreter(line: Installed) -> tuple[str, dict[str, str]]:
    """Return a Python that other users may run, and its environment; counted as missing where there is none.

    Where this one lies in a home folder that is closed, the machine's own of the same version will do.
    """
    imports = "import tocsin, sqlite3, granian, cryptography"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        words = [python, "-c", imports]
        try:
            done = subprocess.run(words, check=False, cwd="/", env=env, **line.ids("tocsin-intake"))  # type: ignore[call-overload]
        except OSError:
            continue
        if done.returncode == 0:
            return python, env
    missing("an interpreter that other users may run")
    raise AssertionError


def words_of(python: str, command: str, *words: str) -> list[str]:
    """Return the command line that runs a command of ours with another interpreter."""
    module = command.replace("tocsin-", "tocsin.") + ".commands"
    return [python, "-c", f"import sys; from {module} import main; sys.exit(main())", *words]
