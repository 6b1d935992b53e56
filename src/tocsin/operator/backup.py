"""Copy a whole line, sealed, into a folder for each time; each zone's part is copied by the user whose it is.

Of the operator's own there is what everybody may see, and, sealed to the backup key, the settings that may hold tokens.
The line root, custodians' and officers' keys are never copied: they are kept elsewhere, by people.
"""

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tocsin import __version__
from tocsin.charter.read import load
from tocsin.exchange import backup_key, backups
from tocsin.exchange.durable import sync_folder
from tocsin.operator.home import Home
from tocsin.operator.installing import CREDENTIALS
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


def back_up(home: Home, to: Path, *, now: datetime, root: Path = Path("/")) -> Path:
    """Write a backup and return its folder; one that did not become whole leaves nothing that looks like one.

    `root` is where /etc is looked for: what wakes officers may lie there as a credential.
    """
    facts = home.read_facts()
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for unfinished in to.glob(".partial-*"):
        shutil.rmtree(unfinished)
    while (to / now.strftime(STAMP)).exists():  # a second one within the same second has the next second's name
        now += timedelta(seconds=1)
    partial = to / f".partial-{now.strftime(STAMP)}"
    partial.mkdir(mode=0o711)
    try:
        desks = load(home.charter).line.desks
        _seal_settings(home, desks, partial / "settings", root=root)
        for desk in desks:
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
    """Copy a desk's pages, then its opener: put back, the pages go on reading the feed where they were, or before."""
    opener, web = home.path / "opener" / desk, home.path / "desk" / desk
    pages = _for_owner(web, partial / "desks" / desk)
    run("tocsin-desk", "backup", "--home", str(home.path), "--desk", desk, "--to", str(pages), owner=web)
    words = opener_words(home, desk, None, demonstration=demonstration)
    words += ["--to", str(_for_owner(opener, partial / "openers" / desk))]
    # A stranger can seal to the backup key: so the ring, which nobody can forge, names what lies beside it.
    run("tocsin-opener", "backup", *words, "--beside", backups.digest_of(pages, partial / "settings"), owner=opener)


def _seal_settings(home: Home, desks: Sequence[str], target: Path, *, root: Path) -> None:
    """Seal the operator's settings, and where each desk's officers are reached: tokens may stand in both."""
    target.mkdir(mode=0o700)
    recipient, _ = backup_key.read(home.path)
    files = {home.settings.name: [home.settings]}
    files |= {f"{desk}.alarm.toml": alarm_places(home, desk, root=root) for desk in desks}
    for name, places in files.items():
        for found in [path for path in places if path.exists()][:1]:
            backups.seal_file([found.read_bytes()], target / f"{name}.age", recipient, rng=os.urandom)
    backups.finish(target, {})


def alarm_places(home: Home, desk: str, *, root: Path) -> list[Path]:
    """Return where it may stand whom a desk's alarm wakes, first the one that wins."""
    return [root / CREDENTIALS / f"{desk}.alarm.toml", home.path / "desk" / desk / "alarm.toml"]


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
