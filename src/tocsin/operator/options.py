"""The command line of `tocsin`: its verbs and what each may be told."""

import argparse
import os
from pathlib import Path

from tocsin.operator.ports import FIRST, READER


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin", description="Make and run a reporting line.")
    verbs = top.add_subparsers(dest="verb", required=True)
    _add_init(verbs.add_parser("init", help="make a line in a folder; asks for what is not said"))
    demo = verbs.add_parser("demo", help="run the demonstration line on this machine's loopback")
    demo.add_argument("--home", type=Path, default=Path(os.environ.get("TOCSIN_HOME", "tocsin-demo")))
    demo.add_argument("--port", type=int, default=FIRST)
    demo.add_argument("--charter", type=Path, default=None, help="the shipped Harbour Line unless given")
    keys = verbs.add_parser("keys", help="publish the next reception keys, signed by the line root")
    keys.add_argument("dir", type=Path)
    _add_passphrases(keys)
    keys.add_argument(
        "--serial", type=int, default=1, metavar="NUMBER", help="at least: above all that clients have seen"
    )
    keys.add_argument("--json", action="store_true", help="machine-readable output")
    install = verbs.add_parser("install", help="make users, owners, modes and units; as root, and as often as you like")
    install.add_argument("dir", type=Path)
    install.add_argument("--dry-run", action="store_true", help="only tell what it would do")
    install.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="another root directory")
    unlock = verbs.add_parser("unlock", help="type a passphrase for an opener that waits for it")
    unlock.add_argument("dir", type=Path)
    unlock.add_argument("--desk", default="", help="else the one that receives, as the charter says")
    _add_backups(verbs)
    doctor = verbs.add_parser("doctor", help="look at a line and its machine, and tell what is wrong")
    doctor.add_argument("dir", type=Path)
    doctor.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="another root directory")
    doctor.add_argument("--port", type=int, default=FIRST, help="where intake listens")
    doctor.add_argument("--reader-port", type=int, default=FIRST + READER, help="where the reader listens")
    doctor.add_argument("--json", action="store_true", help="machine-readable output")
    upgrade = verbs.add_parser("upgrade", help="tell whether the installed version may take a line over")
    upgrade.add_argument("dir", type=Path)
    upgrade.add_argument("--check", action="store_true", required=True, help="look, and change nothing: all it does")
    upgrade.add_argument("--backups", type=Path, metavar="FOLDER", help="where they lie; else as operator.toml says")
    upgrade.add_argument("--json", action="store_true", help="machine-readable output")
    warn = verbs.add_parser("warn", help="tell the operator when a disk fills up: for the timer")
    warn.add_argument("dir", type=Path)
    check = verbs.add_parser("check", help="check a charter")
    what = check.add_subparsers(dest="what", required=True)
    charter = what.add_parser("charter", help="every fault with file, key and a hint")
    charter.add_argument("path", type=Path)
    charter.add_argument("--json", action="store_true", help="machine-readable output")
    return top


def _add_init(init: argparse.ArgumentParser) -> None:
    init.add_argument("dir", type=Path, nargs="?")
    init.add_argument("--charter", type=Path)
    init.add_argument("--address", help="of the public pages: https://line.example")
    inside = "of the line's own desk or another, on a name that only the inside reaches"
    init.add_argument("--desk-address", action="append", metavar="[DESK=]URL", help=inside)
    people = (
        ("--officer", "NAME[@DESK]", "make a key file and enrol it, at the line's own desk or another"),
        ("--supervisor", "NAME[@DESK]", "the same, as a supervisor: two at each desk"),
        ("--overseer", "NAME", "the same at the overseer's desk"),
        ("--overseer-supervisor", "NAME", "the same there, as a supervisor: two"),
    )
    for name, metavar, text in people:
        init.add_argument(name, action="append", default=[], metavar=metavar, help=text)
    custodian = "age1pq1..., two or more; else three are made"
    init.add_argument("--custodian", action="append", default=[], metavar="NAME=RECIPIENT", help=custodian)
    init.add_argument("--backup-recipient", metavar="RECIPIENT", help="whom backups of the rings are sealed to")
    init.add_argument("--print-keys", action="store_true", help="show keys that are made once, and write them nowhere")
    init.add_argument("--demonstration", action="store_true", help="keys that production refuses")
    init.add_argument("--no-questions", action="store_true", help="as if no person sat at the terminal")
    _add_passphrases(init)


def _add_backups(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = verbs.add_parser("backup", help="copy the line, sealed, while it runs")
    backup.add_argument("dir", type=Path)
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="else backups in operator.toml")
    restore = verbs.add_parser("restore", help="put a line back from a backup, into a new folder")
    restore.add_argument("source", type=Path, metavar="BACKUP")
    restore.add_argument("dir", type=Path)
    restore.add_argument("--identity-file", type=Path, help="the backup key's secret half; else it is asked for")
    newer = "a list of erased messages that is newer than the backup"
    restore.add_argument("--erased", type=Path, action="append", default=[], metavar="FILE", help=newer)
    address = "postgresql://USER@HOST/NAME, an empty database, for pages that were saved from one"
    restore.add_argument("--database", action="append", default=[], metavar="[DESK=]URL", help=address)
    _add_passphrases(restore)
    key = verbs.add_parser("backup-key", help="seal backups of the rings to a new key from now on: every 30 days")
    key.add_argument("dir", type=Path)
    key.add_argument("--recipient", metavar="RECIPIENT", help="age1pq1... of a key made elsewhere; else one is made")
    key.add_argument("--out", type=Path, metavar="FILE", help="write the secret half there, and show it nowhere")


def _add_passphrases(verb: argparse.ArgumentParser) -> None:
    rings = "unlocks the rings of the openers of all desks that receive, or of one"
    verb.add_argument("--passphrase-file", action="append", default=[], metavar="[DESK=]FILE", help=rings)
    overseers = "unlocks that of the overseer's opener"
    verb.add_argument("--overseer-passphrase-file", type=Path, metavar="FILE", help=overseers)
