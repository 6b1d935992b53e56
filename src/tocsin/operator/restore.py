"""Put a line back from a backup into a new folder: whole or not at all, erasures replayed before anything opens.

What fills a PostgreSQL database comes last, and all at once: it lies outside the folder that a failure removes.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tocsin import __version__
from tocsin.charter.read import load
from tocsin.exchange import backups
from tocsin.exchange.durable import write_new
from tocsin.operator.backup import PUBLIC
from tocsin.operator.home import Home
from tocsin.operator.making import FolderInUse, opener_words
from tocsin.operator.processes import pipe, run


class NewerBackup(Exception):
    """The backup was made by a newer version."""

    hint = "Install that version, or a newer one, and restore with it."


@dataclass(frozen=True)
class Restore:
    """What is put back, where, and with which keys; `erased` are lists newer than the backup.

    `databases` are the addresses of empty PostgreSQL databases, by desk, for desks that were saved from one.
    """

    source: Path
    home: Home
    identity_file: Path
    passphrase_files: Mapping[str, Path]  # by desk
    erased: Sequence[Path] = ()
    databases: Mapping[str, str] = field(default_factory=dict)


def check_backup(source: Path, home: Home) -> str:
    """Compare the whole backup with its manifest, before anybody is asked for a secret; return when it was made."""
    if home.path.exists() and any(home.path.iterdir()):
        raise FolderInUse(f"{home.path} is not empty")
    about, _ = backups.check(source)
    if _version(about["software"]) > _version(__version__):
        raise NewerBackup(f"made by tocsin {about['software']}, and this is {__version__}")
    return str(about["made"])


def restore(what: Restore) -> None:
    """Restore a backup that `check_backup` found whole."""
    path = what.home.path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f".{path.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        _fill(what, Home(unfinished))
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _fill(what: Restore, home: Home) -> None:
    desks = load(what.source / "line" / "charter").line.desks
    home.make_folders(desks)
    for name in PUBLIC:
        backups.copy_tree(what.source / "line" / name, home.path / name)
    shutil.copyfile(what.source / "line" / home.facts.name, home.facts)
    demonstration = bool(home.read_facts()["demonstration"])
    for desk in desks:
        _restore_opener(what, home, desk, demonstration=demonstration)
    places = {home.settings.name: home.settings}
    places |= {f"{desk}.alarm.toml": home.path / "desk" / desk / "alarm.toml" for desk in desks}
    for name, place in places.items():
        sealed = what.source / "settings" / f"{name}.age"
        if sealed.exists():
            write_new(place, run("tocsin-opener", *_unsealing(what, sealed)), mode=0o600)
    for desk in sorted(desks, key=lambda desk: desk in what.databases):
        _restore_pages(what, home, desk)


def _restore_opener(what: Restore, home: Home, desk: str, *, demonstration: bool) -> None:
    words = opener_words(home, desk, what.passphrase_files.get(desk), demonstration=demonstration)
    words += ["--from", str(what.source / "openers" / desk), "--identity-file", str(what.identity_file)]
    words += ["--beside", backups.digest_of(what.source / "desks" / desk, what.source / "settings")]
    lists = [word for path in what.erased for word in ("--erased", str(path))]
    run("tocsin-opener", "restore", *words, *lists)


def _restore_pages(what: Restore, home: Home, desk: str) -> None:
    part = what.source / "desks" / desk
    kind = backups.check(part)[0]["database"]
    if not kind:
        return  # it had never been served
    words = ("restore", "--home", str(home.path), "--desk", desk, "--kind", kind)
    address = {"TOCSIN_DESK_DATABASE": what.databases.get(desk, "")}
    pipe(("tocsin-opener", *_unsealing(what, part / backups.PAGES)), ("tocsin-desk", *words), environment=address)


def _unsealing(what: Restore, sealed: Path) -> tuple[str, ...]:
    return ("unseal", "--identity-file", str(what.identity_file), "--from", str(sealed))


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
