"""Put a line back from a backup into a new folder: whole or not at all, erasures replayed before anything opens."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin import __version__
from tocsin.charter.read import load
from tocsin.exchange import backups
from tocsin.operator.backup import PUBLIC
from tocsin.operator.home import Home
from tocsin.operator.making import FolderInUse, opener_words
from tocsin.operator.processes import run


class NewerBackup(Exception):
    """The backup was made by a newer version."""

    hint = "Install that version, or a newer one, and restore with it."


@dataclass(frozen=True)
class Restore:
    """What is put back, where, and with which keys; `erased` are lists newer than the backup."""

    source: Path
    home: Home
    identity_file: Path
    passphrase_files: Mapping[str, Path]  # by desk
    erased: Sequence[Path] = ()


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
    lists = [word for path in what.erased for word in ("--erased", str(path))]
    for desk in desks:
        words = opener_words(home, desk, what.passphrase_files.get(desk), demonstration=demonstration)
        words += ["--from", str(what.source / "openers" / desk), "--identity-file", str(what.identity_file), *lists]
        run("tocsin-opener", "restore", *words)
        copied = what.source / "desks" / desk / "desk.db"
        if copied.exists():
            shutil.copyfile(copied, home.path / "desk" / desk / "desk.db")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
