"""`tocsin-desk`: collect, list, open and answer from the command line, and what supervisors do together.

Exit codes: 0 done, 1 refused by the opener, 2 usage, 3 the opener is not there.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.desk import changes, papers, referrals
from tocsin.desk.alarm.addresses import AddressesOpen, AddressesUnreadable
from tocsin.desk.asking.client import Opener, OpenerAway, Refused
from tocsin.desk.asking.together import NoSuchProposal
from tocsin.desk.bridges.account import AccountOpen, NoAccount
from tocsin.desk.keeping import NoDatabase, NotThisDatabase, ToolFailed, back_up, put_back
from tocsin.desk.printing import print_case, print_cases, print_glances, print_officers, print_proposals, safe
from tocsin.desk.saving import save
from tocsin.desk.starting import figures, invite, look, serve
from tocsin.desk.storage import AddressUnfit
from tocsin.exchange import backup_key, places
from tocsin.exchange.request import read_private
from tocsin.look.live import NotLive

ASKED = {"show": "open", "reply": "lay-reply"}  # where a command is not called as what it asks for
STATES = ("in work", "question", "closed")


class NoOfficer(Exception):
    """It is not clear whose key to use."""

    hint = "Name one with --officer; its key lies in desk/DESK/officers/NAME.key of the line's folder."


EXITS: dict[type[Exception], tuple[str, int]] = {
    AccountOpen: ("bridge-open", 2),
    NoAccount: ("no-bridge", 2),
    AddressUnfit: ("no-database", 2),
    AddressesOpen: ("alarm-open", 2),
    AddressesUnreadable: ("no-alarm", 2),
    NoDatabase: ("no-database", 2),
    NotThisDatabase: ("other-database", 1),
    ToolFailed: ("no-database", 1),
    backup_key.NoBackupKey: ("no-backup-key", 1),
    NoOfficer: ("no-officer", 2),
    CharterFaults: ("no-charter", 2),
    NotLive: ("not-loopback", 2),
    OpenerAway: ("opener-away", 3),
    NoSuchProposal: ("no-such-proposal", 1),
    changes.KeyUnreadable: ("no-key", 1),
}


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-desk", description="Work at the desk of a line.")
    verbs = top.add_subparsers(dest="verb", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=os.environ.get("TOCSIN_HOME"), help="else $TOCSIN_HOME")
    common.add_argument("--desk", default="", help="at whose opener; else at the one of the desk that receives")
    common.add_argument("--officer", default=os.environ.get("TOCSIN_OFFICER"), help="else $TOCSIN_OFFICER")
    common.add_argument("--json", action="store_true", help="machine-readable output")
    verbs.add_parser("collect", parents=[common], help="empty the slot now")
    cases = verbs.add_parser("cases", parents=[common], help="list cases, newest first")
    cases.add_argument("--limit", type=int, default=50)
    show = verbs.add_parser("show", parents=[common], help="open a case; logged with officer and reason")
    reply = verbs.add_parser("reply", parents=[common], help="answer the reporter")
    reply.add_argument("--text", required=True, help="- reads standard input")
    reply.add_argument("--state", choices=STATES, default="in work")
    reply.add_argument("--message", metavar="REPORT", help="to whom, where the case holds several; or all")
    reply.add_argument("--language", default="", help="of the text; else the report's")
    attachment = verbs.add_parser("attachment", parents=[common], help="write a file that came with a report")
    attachment.add_argument("--out", type=Path, required=True, help="a new file; its content is as it was sent: unsafe")
    for verb in (show, reply, attachment):
        verb.add_argument("case", metavar="CASE")
    attachment.add_argument("attachment", metavar="ID")
    for verb in (show, attachment):
        verb.add_argument("--reason", default="")
    verbs.add_parser("quarantine", parents=[common], help="list what could not be opened")
    verbs.add_parser("log", parents=[common], help="verify the log; show its size and root")
    recuse = verbs.add_parser(
        "recuse", parents=[common], help="have nothing to do with a case, or keep somebody from it"
    )
    recuse.add_argument("case", metavar="CASE")
    recuse.add_argument("--who", metavar="NAME", help="another officer: a supervisor may; else oneself")
    recuse.add_argument("--reason", required=True)
    changes.add_parsers(verbs, common)
    papers.add_parsers(verbs, common)
    referrals.add_parsers(verbs, common)
    serve = verbs.add_parser("serve", parents=[common], help="serve the desk's pages to officers' browsers")
    serve.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; a proxy with TLS stands before it"
    )
    serve.add_argument("--port", type=int, default=8471)
    serve.add_argument(
        "--origin", default="", help="what browsers show: https://desk.example; else http://localhost:PORT"
    )
    invited = verbs.add_parser("invite", parents=[common], help="print a code with which an officer makes a sign-in")
    invited.add_argument("who", metavar="OFFICER")
    alarm = verbs.add_parser("alarm", parents=[common], help="wake who is on duty when the desk lays a bell")
    alarm.add_argument("--test", action="store_true", help="ring everybody once, and say who was reached")
    verbs.add_parser("bridge", parents=[common], help="mail what the desk lays to be carried to other offices")
    verbs.add_parser("look", parents=[common], help="print what the operator may know: which migrations wait")
    counted = verbs.add_parser("figures", parents=[common], help="write what the desk tells the public of its work")
    counted.add_argument("--out", type=Path, required=True, metavar="FILE")
    backup = verbs.add_parser("backup", parents=[common], help="seal the pages' database into an empty folder")
    backup.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    restore = verbs.add_parser("restore", parents=[common], help="put it back from standard input, into what is empty")
    restore.add_argument("--kind", choices=("sqlite", "postgresql"), required=True, help="what it was saved from")
    return top


def main() -> int:
    """Run `tocsin-desk`."""
    options = parser().parse_args()
    if options.home is None:
        print("tocsin-desk: name the line's folder with --home or TOCSIN_HOME", file=sys.stderr)
        return 2
    try:
        options.desk = options.desk or load(options.home / "charter").line.desk
        if options.verb in ALONE:
            return ALONE[options.verb](options)
        with Opener(places.socket(options.home, options.desk)) as opener:
            if options.verb != "collect":
                options.key_file = _begin_shift(opener, options)
            answer = _act(opener, options)
    except Refused as error:
        return _complain(options, error, error.code, 1)
    except tuple(EXITS) as error:
        return _complain(options, error, *EXITS[type(error)])
    _show(answer, options)
    return 0


def _act(opener: Opener, options: argparse.Namespace) -> dict[str, Any]:
    now = datetime.now(UTC)
    match options.verb:
        case "collect":
            return opener.collect()
        case "attachment":
            return save(opener, options)
        case "propose" | "proposals" | "confirm" | "decline":
            return changes.act(opener, options, now=now)
        case verb if verb in referrals.VERBS:
            return referrals.act(opener, options, now=now)
        case verb if verb in papers.VERBS:
            return papers.act(opener, options, now=lambda: datetime.now(UTC))
        case verb:
            return opener.ask(ASKED.get(verb, verb), now=now, **_words(options))


def _words(options: argparse.Namespace) -> dict[str, Any]:
    match options.verb:
        case "cases":
            return {"limit": options.limit}
        case "show":
            return {"case": options.case, "reason": options.reason}
        case "recuse":
            who = {"officer": options.who} if options.who else {}
            return {"case": options.case, "reason": options.reason, **who}
        case "reply":
            text = sys.stdin.read() if options.text == "-" else options.text
            to = {"message": options.message} if options.message else {}
            return {"case": options.case, "text": text, "state": options.state, "language": options.language, **to}
    return {}


def _begin_shift(opener: Opener, options: argparse.Namespace) -> EllipticCurvePrivateKey:
    folder = places.officers(options.home, options.desk)
    keys = sorted(folder.glob("*.key"))
    officer = options.officer or (keys[0].stem if len(keys) == 1 else None)
    if officer is None or not (folder / f"{officer}.key").exists():
        raise NoOfficer(f"no key of {officer}" if officer else "more than one officer has a key here")
    key = read_private((folder / f"{officer}.key").read_bytes())
    opener.begin_shift(officer, key, now=datetime.now(UTC))
    return key


def _show(answer: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    elif options.verb == "cases":
        print_cases(answer)
    elif options.verb == "show":
        print_case(answer)
    elif options.verb == "glance":
        print_glances(answer)
    elif options.verb == "officers":
        print_officers(answer)
    elif options.verb == "proposals":
        print_proposals(answer)
    else:
        for name, value in answer.items():
            print(f"{name}: {safe(value)}")


def _complain(options: argparse.Namespace, error: Exception, code: str, status: int) -> int:
    hint = getattr(error, "hint", "")
    if options.json:
        print(json.dumps({"error": code, "message": str(error), "hint": hint}))
    else:
        print(f"tocsin-desk: {error}\n{hint}", file=sys.stderr)
    return status


def _back_up(options: argparse.Namespace) -> int:
    recipient, _ = backup_key.read(options.home)
    now = datetime.now(UTC)
    back_up(options.home / "desk" / options.desk, options.to, recipient, now=now, rng=os.urandom)
    return 0


def _restore(options: argparse.Namespace) -> int:
    put_back(options.home / "desk" / options.desk, sys.stdin.buffer, options.kind)
    return 0


def alarm(options: argparse.Namespace) -> int:
    """Become the alarm, or try it: it alone loads what reaches outside."""
    from tocsin.desk.alarm import process  # noqa: PLC0415 - no other command carries it

    if not options.test:
        return process.run(options.home, options.desk)
    reached = process.trial(options.home, options.desk)
    for name, taken in reached.items():
        print(f"{safe(name)}: {'reached' if taken else 'NOT reached'}")
    return 0 if reached and all(reached.values()) else 1


def bridge(options: argparse.Namespace) -> int:
    """Become the bridge: it alone mails."""
    from tocsin.desk.bridges import process  # noqa: PLC0415 - no other command carries it

    return process.run(options.home, options.desk)


ALONE: dict[str, Callable[[argparse.Namespace], int]] = {  # what needs no opener
    "serve": serve,
    "invite": invite,
    "look": look,
    "figures": figures,
    "alarm": alarm,
    "bridge": bridge,
    "backup": _back_up,
    "restore": _restore,
}
