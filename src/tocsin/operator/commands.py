"""`tocsin`: make a line, run the demonstration, sign keys, check a charter.

Exit codes: 0 done, 1 refused (faults, a folder in use, a process that failed), 2 usage.
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
from tocsin.envelope.keys import Custodian
from tocsin.envelope.recipients import Recipient
from tocsin.look.reviews import unreviewed
from tocsin.operator.demo import DemonstrationFailed, run_demonstration
from tocsin.operator.home import Home, NotALine
from tocsin.operator.making import FolderInUse, OfficerOfBoth, PassphraseUnfit, Wish, make_line, opener_words
from tocsin.operator.processes import ProcessFailed, run
from tocsin.operator.signing import ForeignKeys, NoRoot, build_site, read_reception, read_root, sign

PORT = 8470


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin", description="Make and run a reporting line.")
    verbs = top.add_subparsers(dest="verb", required=True)
    init = verbs.add_parser("init", help="make a line in a folder")
    init.add_argument("dir", type=Path)
    init.add_argument("--charter", type=Path, required=True)
    init.add_argument("--officer", action="append", default=[], metavar="NAME", help="make a key file and enrol it")
    init.add_argument(
        "--supervisor", action="append", default=[], metavar="NAME", help="the same, as a supervisor: two"
    )
    init.add_argument("--overseer", action="append", default=[], metavar="NAME", help="the same at the overseer's desk")
    init.add_argument(
        "--custodian", action="append", default=[], metavar="NAME=RECIPIENT", help="age1pq1..., two or more"
    )
    init.add_argument("--demonstration", action="store_true", help="keys that production refuses")
    demo = verbs.add_parser("demo", help="run the demonstration line on this machine's loopback")
    demo.add_argument("--home", type=Path, default=Path(os.environ.get("TOCSIN_HOME", "tocsin-demo")))
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--charter", type=Path, default=None, help="the shipped Harbour Line unless given")
    keys = verbs.add_parser("keys", help="publish the next reception keys, signed by the line root")
    keys.add_argument("dir", type=Path)
    for verb in (init, keys):
        verb.add_argument("--passphrase-file", type=Path, help="unlocks the ring of the desk's opener")
        verb.add_argument("--overseer-passphrase-file", type=Path, help="unlocks that of the overseer's opener")
    check = verbs.add_parser("check", help="check a charter")
    what = check.add_subparsers(dest="what", required=True)
    charter = what.add_parser("charter", help="every fault with file, key and a hint")
    charter.add_argument("path", type=Path)
    for verb in (init, keys, charter):
        verb.add_argument("--json", action="store_true", help="machine-readable output")
    return top


def main() -> int:
    """Run `tocsin`."""
    options = parser().parse_args()
    try:
        return _act(options)
    except CharterFaults:
        check_charter(options.charter, as_json=False)
    except (
        DemonstrationFailed,
        FolderInUse,
        ForeignKeys,
        NotALine,
        ProcessFailed,
        NoRoot,
        OfficerOfBoth,
        PassphraseUnfit,
        EnvelopeError,
    ) as error:
        print(f"{error}\n{error.hint}", file=sys.stderr)
    return 1


def _act(options: argparse.Namespace) -> int:
    match options.verb:
        case "init":
            wish = Wish(
                Home(options.dir.resolve()),
                options.charter,
                demonstration=options.demonstration,
                officers=options.officer,
                passphrase_file=options.passphrase_file,
                custodians=[_custodian(text) for text in options.custodian],
                overseers=options.overseer,
                overseer_passphrase_file=options.overseer_passphrase_file,
                supervisors=options.supervisor,
            )
            make_line(wish, now=_now(), rng=os.urandom)
            _tell(wish)
        case "keys":
            options.charter = options.dir / "charter"
            _publish(options)
        case "demo":
            options.charter = options.charter or shipped_charter()
            return run_demonstration(options.home, options.port, charter=options.charter, now=_now, rng=os.urandom)
        case "check":
            return check_charter(options.path, as_json=options.json, unreviewed=unreviewed)
    return 0


def shipped_charter() -> Path:
    """Return the Harbour Line's charter: inside an installed wheel, or in the source tree."""
    package = Path(__file__).parent.parent
    inside = package / "charters" / "harbour"
    return inside if inside.exists() else package.parent.parent / "charters" / "harbour"


def _publish(options: argparse.Namespace) -> None:
    home = Home(options.dir.resolve())
    demonstration = bool(home.read_facts()["demonstration"])
    line = load(home.charter).line
    files = {line.desk: options.passphrase_file, line.overseer: options.overseer_passphrase_file}
    receptions = {
        desk: read_reception(home, desk)
        or run("tocsin-opener", "keys", *opener_words(home, desk, file, demonstration=demonstration))
        for desk, file in files.items()
    }
    root, site = read_root(home), build_site(home)
    keys = sign(home, root, receptions=receptions, site=site, demonstration=demonstration, now=_now())
    print(f'{{"serial":{keys.serial}}}' if options.json else f"Published keys.json, serial {keys.serial}.")


def _custodian(text: str) -> Custodian:
    name, _, recipient = text.partition("=")
    return Custodian(name, Recipient.parse(recipient))


def _tell(wish: Wish) -> None:
    print(f"Made a line in {wish.home.path}.")
    print("Move root/line-root.key to a machine that is never connected; bring it back to sign keys.")
    if not wish.demonstration:
        print("Give the overseer the overseer's passphrase file and officers' keys, and keep no copy of them.")
    if not wish.custodians:
        print("Give each custodian one file of custodians/, and delete the folder: together here they protect nobody.")


def _now() -> datetime:
    return datetime.now(UTC)
