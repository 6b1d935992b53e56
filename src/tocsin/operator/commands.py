"""`tocsin`: make a line, run the demonstration, sign keys, check a charter, unlock an opener.

Exit codes: 0 done, 1 refused (faults, a folder in use, a process that failed), 2 usage, 130 interrupted.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tocsin.charter.commands import check_charter
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.envelope.errors import EnvelopeError
from tocsin.exchange import backup_key
from tocsin.exchange.backups import BackupUnfit
from tocsin.look.reviews import unreviewed
from tocsin.operator.asking import ask_what_is_missing, wish_of
from tocsin.operator.backup import NowhereToPut, back_up
from tocsin.operator.demo import DemonstrationFailed, run_demonstration
from tocsin.operator.desks import NoSuchDesk, SaidTwice, check_desk
from tocsin.operator.examining import LOOKS
from tocsin.operator.home import Home, NotALine
from tocsin.operator.installing import Install, NotInstalled, install, units_of
from tocsin.operator.keeping import new_backup_key, restore_of
from tocsin.operator.making import FolderInUse, make_line, opener_words
from tocsin.operator.options import parser
from tocsin.operator.passphrases import PassphraseUnfit, of_desks
from tocsin.operator.people import NamedTwice, OfficerOfBoth, OfficerOfTwo
from tocsin.operator.printing import AFTER_RESTORE, Person, print_backup_key, print_made
from tocsin.operator.processes import ProcessFailed, run
from tocsin.operator.restore import NewerBackup, check_backup, restore
from tocsin.operator.settings import NobodyHeard, Settings, SettingsFault
from tocsin.operator.signing import ForeignKeys, NoRoot, build_site, read_reception, read_root, sign
from tocsin.operator.unlocking import NotUnlocked, NotWaiting, unlock

REFUSALS = (
    BackupUnfit,
    DemonstrationFailed,
    EnvelopeError,
    FolderInUse,
    ForeignKeys,
    NamedTwice,
    NoRoot,
    NoSuchDesk,
    NobodyHeard,
    NewerBackup,
    NotALine,
    NotInstalled,
    NotUnlocked,
    NotWaiting,
    NowhereToPut,
    OfficerOfBoth,
    OfficerOfTwo,
    PassphraseUnfit,
    ProcessFailed,
    SaidTwice,
    SettingsFault,
)


def main() -> int:
    """Run `tocsin`."""
    options = parser().parse_args()
    try:
        return _act(options)
    except CharterFaults:
        check_charter(options.charter, as_json=False)
    except REFUSALS as error:
        print(f"{error}\n{error.hint}", file=sys.stderr)
    except (KeyboardInterrupt, EOFError):
        print("\nStopped. Nothing was left half made.", file=sys.stderr)
        return 130
    return 1


def _act(options: argparse.Namespace) -> int:
    match options.verb:
        case "init":
            return _init(options)
        case "keys":
            options.charter = options.dir / "charter"
            _publish(options)
        case "backup" | "restore" | "backup-key":
            options.charter = options.dir / "charter"
            _keep(options)
        case "doctor" | "upgrade" | "warn":
            return LOOKS[options.verb](options, now=_now(), say=print)
        case "install":
            options.charter = options.dir / "charter"
            _install(options)
        case "unlock":
            options.charter = options.dir / "charter"
            line = load(options.charter).line
            check_desk(line, desk := options.desk or line.desk)
            unlock(options.dir.resolve(), desk, Person().secret(f"Passphrase of {desk}").encode())
            print(f"The opener of {desk} is unlocked.")
        case "demo":
            options.charter = options.charter or shipped_charter()
            return run_demonstration(options.home, options.port, charter=options.charter, now=_now, rng=os.urandom)
        case "check":
            return check_charter(options.path, as_json=options.json, unreviewed=unreviewed)
    return 0


def _init(options: argparse.Namespace) -> int:
    asks = sys.stdin.isatty() and not (options.no_questions or options.demonstration)
    if asks and not ask_what_is_missing(options, Person(), show_faults=_show_faults):
        return 1
    if options.dir is None or options.charter is None:
        print("tocsin init: name the folder, and the charter with --charter", file=sys.stderr)
        return 2
    wish = wish_of(options)
    print_made(wish, make_line(wish, now=_now(), rng=os.urandom))
    return 0


def _install(options: argparse.Namespace) -> None:
    home = Home(options.dir.resolve())
    home.read_facts()
    done = install(Install(home, options.root), dry_run=options.dry_run, say=print)
    print(f"{done} steps." if done else "Nothing to do: all is as it should be.")
    if not options.dry_run:
        print(f"Start all: systemctl enable --now {' '.join(units_of(load(home.charter).line.desks))}")


def _keep(options: argparse.Namespace) -> None:
    home = Home(options.dir.resolve())
    match options.verb:
        case "backup":
            to = options.to or Settings.read(home.settings).backups
            if not to:
                raise NowhereToPut("no folder for backups")
            print(f"Wrote {back_up(home, Path(to).resolve(), now=_now())}.")
            if _now().date() - backup_key.read(home.path)[1] > backup_key.USED:
                print("The backup key is older than 30 days: tocsin backup-key", file=sys.stderr)
        case "restore":
            made = check_backup(options.source, home)
            restore(restore_of(options, Person()))
            print(f"Put back what was saved at {made}. What came later is not in it.\n{AFTER_RESTORE}")
        case "backup-key":
            home.read_facts()
            recipient, identity = new_backup_key(options, rng=os.urandom)
            backup_key.write(home.path, recipient, today=_now().date())
            print_backup_key(identity, path=str(options.out or ""))


def _show_faults(charter: Path) -> int:
    return check_charter(charter, as_json=False, unreviewed=unreviewed)


def shipped_charter() -> Path:
    """Return the Harbour Line's charter: inside an installed wheel, or in the source tree."""
    package = Path(__file__).parent.parent
    inside = package / "charters" / "harbour"
    return inside if inside.exists() else package.parent.parent / "charters" / "harbour"


def _publish(options: argparse.Namespace) -> None:
    home = Home(options.dir.resolve())
    demonstration = bool(home.read_facts()["demonstration"])
    line = load(home.charter).line
    files = of_desks(line, options.passphrase_file, options.overseer_passphrase_file)
    receptions = {
        desk: read_reception(home, desk)
        or run("tocsin-opener", "keys", *opener_words(home, desk, file, demonstration=demonstration))
        for desk, file in files.items()
    }
    root, site = read_root(home), build_site(home)
    serial = {"now": _now(), "least_serial": options.serial}
    keys = sign(home, root, receptions=receptions, site=site, demonstration=demonstration, **serial)
    print(f'{{"serial":{keys.serial}}}' if options.json else f"Published keys.json, serial {keys.serial}.")


def _now() -> datetime:
    return datetime.now(UTC)
