"""`tocsin install`: users, owners, modes and units, each only where it is not so already.

`--root DIR` works on another root directory: users are read from and written to its /etc, units go below it. The
line's own folder is where it is.
"""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.charter.model import Line
from tocsin.charter.read import load
from tocsin.operator.home import Home
from tocsin.operator.layout import Place, groups, layout, users
from tocsin.operator.ports import desk_ports
from tocsin.operator.settings import Settings

UNITS = "etc/systemd/system"
CREDENTIALS = "etc/tocsin"


class NotInstalled(Exception):
    """Something of the installation could not be done."""

    hint = "Run it as root on a machine with systemd; --dry-run shows what it would do."


@dataclass(frozen=True)
class Step:
    """One thing to do, in words, and how."""

    words: str
    act: Callable[[], None]


@dataclass(frozen=True)
class Install:
    """What is installed where."""

    home: Home
    root: Path = Path("/")

    def steps(self) -> Iterator[Step]:
        """Yield what is still to be done, in order; each step must be done before the next is asked for."""
        line = load(self.home.charter).line
        yield from self._users(line.desks)
        yield from self.places(line.desks)
        yield from self._units(line)

    def _users(self, desks: Sequence[str]) -> Iterator[Step]:
        known_users, known_groups = names(self.root, "passwd"), names(self.root, "group")
        wanted = users(desks)
        missing = [u.name for u in wanted if u.name not in known_users]
        missing += [g for g in groups(desks) if g not in known_groups]
        members = [(u.name, g) for u in wanted for g in u.groups if u.name not in _members(self.root, g)]
        path = self.root / "etc" / "sysusers.d" / "tocsin.conf"
        text = sysusers(desks)
        yield from _file(path, text)
        if missing or members:
            joined = [f"{user} in {group}" for user, group in members]
            told = f"make users and groups: {', '.join(missing or joined)}"
            yield Step(told, lambda: _run("systemd-sysusers", f"--root={self.root}", str(path)))

    def places(self, desks: Sequence[str]) -> Iterator[Step]:
        """Yield what has another owner, group or mode than the layout says."""
        uids, gids = names(self.root, "passwd"), names(self.root, "group")
        for place in layout(desks):
            for path, owner, group, mode in _wanted(self.home.path, place):
                wrong = _differs(path, uids.get(owner, -1), gids.get(group, -1), mode, is_file=place.is_file)
                if wrong:
                    told = f"{owner}:{group} {mode:o} {path.relative_to(self.home.path)}"

                    def act(path: Path = path, owner: str = owner, group: str = group, mode: int = mode) -> None:
                        if not path.exists():
                            path.mkdir()
                        os.chown(path, names(self.root, "passwd")[owner], names(self.root, "group")[group])
                        path.chmod(mode)  # after: a change of owner takes setgid away

                    yield Step(told, act)

    def _units(self, line: Line) -> Iterator[Step]:
        folder = self.root / UNITS
        changed = False
        for name, text in unit_texts(self.home).items():
            for step in _file(folder / name, text):
                changed = True
                yield step
        for name, text in self._drop_ins(line):
            for step in _file(folder / name, text):
                changed = True
                yield step
        if changed and self.root == Path("/"):
            yield Step("tell systemd", lambda: _run("systemctl", "daemon-reload"))

    def _drop_ins(self, line: Line) -> Iterator[tuple[str, str]]:
        shown = Settings.read(self.home.settings).desks(line)
        for desk, port in desk_ports(line.desks).items():
            origin = shown.get(desk, f"http://localhost:{port}")
            text = f"[Service]\nEnvironment=PORT={port}\nEnvironment=ORIGIN={origin}\n"
            yield f"tocsin-desk@{desk}.service.d/address.conf", text
            credential = self.root / CREDENTIALS / f"{desk}.ring.cred"
            if credential.exists():
                text = f"[Service]\nLoadCredentialEncrypted=tocsin-ring:/{CREDENTIALS}/{desk}.ring.cred\n"
                yield f"tocsin-opener@{desk}.service.d/ring.conf", text


def install(what: Install, *, dry_run: bool, say: Callable[[str], None]) -> int:
    """Do, or only tell, every step; return how many there were."""
    if not dry_run and os.getuid() != 0:
        raise NotInstalled("only root makes users and gives files away")
    done = 0
    for step in what.steps():
        say(("would: " if dry_run else "") + step.words)
        if not dry_run:
            step.act()
        done += 1
    return done


def units_of(desks: Sequence[str]) -> list[str]:
    """Return the units to enable, in the order in which they start."""
    opened = [unit for desk in desks for unit in (f"tocsin-opener@{desk}", f"tocsin-desk@{desk}")]
    return ["tocsin-intake", "tocsin-reader", *opened, "tocsin-warn.timer", "tocsin-backup.timer"]


def sysusers(desks: Sequence[str]) -> str:
    """Return the users and groups as systemd-sysusers reads them."""
    lines = [f"g {name} -" for name in groups(desks)]
    lines += [f'u {user.name} - "{user.what}"' for user in users(desks)]
    lines += [f"m {user.name} {group}" for user in users(desks) for group in user.groups]
    return "# Written by tocsin install.\n" + "\n".join(lines) + "\n"


def unit_texts(home: Home) -> dict[str, str]:
    """Return the shipped units, with this installation's own places in them."""
    places = {"/opt/tocsin/bin": str(Path(sys.executable).parent), "/var/lib/tocsin": str(home.path)}
    found = {}
    for path in sorted(_shipped().iterdir()):
        text = path.read_text(encoding="utf-8")
        for usual, real in places.items():
            text = text.replace(usual, real)
        found[path.name] = text
    return found


def names(root: Path, file: str) -> dict[str, int]:
    """Return name -> number of a root directory's /etc/passwd or /etc/group."""
    path = root / "etc" / file
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = {fields[0]: int(fields[2]) for line in lines if len(fields := line.split(":")) > 2}  # noqa: PLR2004
    return {"root": 0} | found


def _members(root: Path, group: str) -> set[str]:
    path = root / "etc" / "group"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        fields = line.split(":")
        if fields[0] == group:
            return set(fields[3].split(","))
    return set()


def _wanted(home: Path, place: Place) -> Iterator[tuple[Path, str, str, int]]:
    path = home / place.path
    if place.is_file and not path.exists():
        return
    yield path, place.owner, place.group, place.mode
    if place.files is None or not path.is_dir():
        return
    owner, group, mode = place.files
    inside = path.rglob("*") if place.owner == "root" and mode & 0o044 else path.glob("*")  # public trees are deep
    for found in sorted(inside):
        if found.is_file() and not found.is_symlink():
            yield found, owner, group, mode
        elif found.is_dir() and place.owner == "root" and mode & 0o044:
            yield found, owner, group, 0o755


def _differs(path: Path, uid: int, gid: int, mode: int, *, is_file: bool) -> bool:
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return not is_file
    return (seen.st_uid, seen.st_gid, stat.S_IMODE(seen.st_mode)) != (uid, gid, mode)


def _file(path: Path, text: str) -> Iterator[Step]:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return

    def act() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)

    yield Step(f"write {path}", act)


def _run(*words: str) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotInstalled(f"{words[0]} did not do it: {getattr(error, 'stderr', b'') or error}") from None


def _shipped() -> Path:
    """Return the folder of the shipped units: inside an installed wheel, or in the source tree."""
    package = Path(__file__).parent.parent
    inside = package / "deploy" / "systemd"
    return inside if inside.exists() else package.parent.parent / "deploy" / "systemd"
