"""Copy a whole line, sealed, into a folder for each time; each zone's part is copied by the user whose it is.

Of the operator's own there is what everybody may see. The line root, custodians' and officers' keys, and
`operator.toml` are never copied: they are kept elsewhere, by people.
"""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tocsin import __version__
from tocsin.charter.read import load
from tocsin.exchange import backups
from tocsin.exchange.durable import sync_folder
from tocsin.operator.home import Home
from tocsin.operator.making import opener_words
from tocsin.operator.processes import run

KEPT = timedelta(days=30)
STAMP = "%Y-%m-%dT%H%M%SZ"
PUBLIC = ("charter", "public", "replies", "backup")


class NowhereToPut(Exception):
    """It is not said where backups go."""

    hint = (
        "Name the folder: tocsin backup DIR --to FOLDER, or backups in operator.toml. Best on another machine's disk."
    )


def back_up(home: Home, to: Path, *, now: datetime) -> Path:
    """Write a backup and return its folder; one that did not become whole leaves nothing that looks like one."""
    facts = home.read_facts()
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for unfinished in to.glob(".partial-*"):
        shutil.rmtree(unfinished)
    while (to / now.strftime(STAMP)).exists():  # a second one within the same second has the next second's name
        now += timedelta(seconds=1)
    partial = to / f".partial-{now.strftime(STAMP)}"
    partial.mkdir(mode=0o711)
    try:
        for desk in load(home.charter).line.desks:
            _copy_zones(home, desk, partial, demonstration=bool(facts["demonstration"]))
        _copy_public(home, partial / "line")  # after the openers: what they call laid is among the replies
        about = {"line": facts["line"], "software": __version__, "made": now.astimezone(UTC).isoformat()}
        backups.finish(partial, about)
        partial.chmod(0o700)
        finished = partial.rename(to / now.strftime(STAMP))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync_folder(to)
    _forget_old(to, now)
    return finished


def finished_backups(to: Path) -> list[tuple[datetime, Path]]:
    """Return the whole backups in a folder, oldest first."""
    found = [(_time(path.name), path) for path in to.glob("*Z") if (path / backups.MANIFEST).exists()]
    return sorted((time, path) for time, path in found if time is not None)


def _copy_zones(home: Home, desk: str, partial: Path, *, demonstration: bool) -> None:
    opener, web = home.path / "opener" / desk, home.path / "desk" / desk
    words = opener_words(home, desk, None, demonstration=demonstration)
    run("tocsin-opener", "backup", *words, "--to", str(_for_owner(opener, partial / "openers" / desk)), owner=opener)
    if (web / "desk.db").exists():
        target = _for_owner(web, partial / "desks" / desk)
        words = ["--home", str(home.path), "--desk", desk]
        run("tocsin-desk", "backup", *words, "--out", str(target / "desk.db"), owner=web)


def _for_owner(source: Path, target: Path) -> Path:
    """Make a folder that belongs to whom another belongs to."""
    target.parent.mkdir(mode=0o711, exist_ok=True)
    target.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(target, source.stat().st_uid, source.stat().st_gid)
    return target


def _copy_public(home: Home, target: Path) -> None:
    for name in PUBLIC:
        backups.copy_tree(home.path / name, target / name)
    shutil.copyfile(home.facts, target / home.facts.name)


def _forget_old(to: Path, now: datetime) -> None:
    """Remove what is older than thirty days: a ring's generation may not outlive its key (protocol section 6)."""
    for time, path in finished_backups(to)[:-1]:
        if now - time > KEPT:
            shutil.rmtree(path)


def _time(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
