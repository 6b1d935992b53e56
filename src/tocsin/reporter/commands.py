"""`tocsin-report`: send, read, add, import, and check the line's pages, from the reporter's own machine.

Exit codes: 0 done, 1 refused by the line or not a report, 2 usage, 3 the line does not answer, 4 not a receipt.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from tocsin.envelope.errors import BadReceipt, BadReport, EnvelopeError
from tocsin.envelope.receipt import LISTS, Receipt
from tocsin.envelope.report import KINDS
from tocsin.reporter.checking import check_pages
from tocsin.reporter.importing import import_rows, read_rows, receipt_texts
from tocsin.reporter.line import Line, LineAway, LineRefused
from tocsin.reporter.reading import read_replies
from tocsin.reporter.sending import WhichDesk, new_receipt, send_addition, send_report
from tocsin.reporter.work import solve

RECEIPT_HELP = "words or numbers; - reads standard input; else $TOCSIN_RECEIPT. A shell keeps what is typed on its line"


class NotReadable(Exception):
    """A file that was named cannot be read."""

    hint = "Check the name, and that it holds one JSON object as docs/api.md describes it."


class NoSuchArea(Exception):
    """An area is named that makes no difference on this line, or that it does not have."""

    hint = "Name the nearest of these that it lies in, or leave --area out."


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-report", description="Report to a line, sealed on this machine.")
    verbs = top.add_subparsers(dest="verb", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--line", required=True, metavar="URL")
    common.add_argument("--root", help="the line root's public key (64 hex), from print: trust no other")
    common.add_argument("--json", action="store_true", help="machine-readable output")
    send = verbs.add_parser("send", parents=[common], help="send a report")
    send.add_argument("--report", required=True, metavar="FILE", help="JSON; - reads standard input")
    send.add_argument("--attach", action="append", default=[], type=Path, metavar="FILE")
    send.add_argument("--area", metavar="CODE", help="where it was; one of those the line asks for")
    send.add_argument("--overseer", action="store_true", help="about the line's own staff: no desk of theirs opens it")
    send.add_argument("--desk", default="", help="which of the line's desks reads it; else concern and area decide")
    send.add_argument("--words", choices=sorted(LISTS), help="language of the receipt's words; else the report's")
    read = verbs.add_parser("read", parents=[common], help="read the replies to a report")
    add = verbs.add_parser("add", parents=[common], help="add to a report, withdraw it, ask for protection")
    add.add_argument("--kind", choices=KINDS, default="addition", help="what you say; else an addition")
    add.add_argument("--desk", default="", help="where the report went; needed until a reply names it")
    add.add_argument("--text", default="", help="- reads standard input")
    add.add_argument("--attach", action="append", default=[], type=Path, metavar="FILE")
    for verb in (read, add):
        verb.add_argument("--receipt", default=os.environ.get("TOCSIN_RECEIPT"), metavar="WORDS", help=RECEIPT_HELP)
        verb.add_argument("--words", choices=sorted(LISTS), help="language of the words, where it is not clear")
    verbs.add_parser("check", parents=[common], help="compare the line's pages and scripts with what its root signed")
    many = verbs.add_parser("import", parents=[common], help="send many reports, one JSON object a line")
    many.add_argument("file", type=Path)
    many.add_argument("--concern", help="for rows without one; else ce-advice (I am not sure)")
    many.add_argument("--desk", default="", help="which of the line's desks reads them; else concern and area decide")
    many.add_argument("--receipts", type=Path, metavar="FILE", help="a new file for the receipts, yours alone")
    many.add_argument("--limit", type=int)
    many.add_argument("--connections", type=int, default=4)
    return top


def main() -> int:
    """Run `tocsin-report`."""
    options = parser().parse_args()
    codes: dict[type[Exception], int] = {BadReceipt: 4, LineAway: 3, NotReadable: 2, WhichDesk: 2, NoSuchArea: 2}
    try:
        answer = _act(options)
    except (EnvelopeError, LineAway, LineRefused, NotReadable, WhichDesk, NoSuchArea) as error:
        _complain(options, error)
        return next((code for kind, code in codes.items() if isinstance(error, kind)), 1)
    _show(answer, options)
    return 1 if answer.get("failed") else 0


def _act(options: argparse.Namespace) -> dict[str, Any]:
    if options.verb == "import":
        return _import(options)
    with _line(options) as line:
        match options.verb:
            case "send":
                return _send(line, options)
            case "read":
                return _read(line, _receipt(options))
            case "check":
                return _check(line, options)
            case _:
                return _add(line, options)


def _line(options: argparse.Namespace) -> Line:
    try:
        root = bytes.fromhex(options.root) if options.root else None
    except ValueError:
        raise NotReadable("--root is 64 hexadecimal digits") from None
    return Line(options.line, root=root, work=solve if options.json or options.verb == "import" else _solve_aloud)


def _solve_aloud(challenge: object) -> str:
    print("Many reports are arriving just now. This machine works for its place, perhaps a minute.", file=sys.stderr)
    return solve(challenge)


def _send(line: Line, options: argparse.Namespace) -> dict[str, Any]:
    report = _read_report(options.report)
    identity, receipt = report.pop("identity", None), new_receipt(os.urandom)
    report.pop("id", None)
    missing = [str(file) for file in options.attach if not file.is_file()]
    if missing:
        raise NotReadable(f"no file {missing[0]}")
    if options.area:
        report["area"] = _area(line, options.area)
    desk = line.facts.overseer if options.overseer else options.desk or line.reading_desk(report)
    sent = send_report(line, report, identity, desk=desk, receipt=receipt, files=options.attach, rng=os.urandom)
    return {**receipt_texts(receipt, options.words or report["language"]), "id": sent.hex(), "desk": desk}


def _area(line: Line, area: str) -> str:
    known = [*line.routes.areas] if line.routes else []
    if area not in known:
        raise NoSuchArea(f"areas that this line asks for: {', '.join(known) or 'none'}")
    return area


def _add(line: Line, options: argparse.Namespace) -> dict[str, Any]:
    text = sys.stdin.read() if options.text == "-" else options.text
    words = {"kind": options.kind, "desk": options.desk, "files": options.attach}
    return {"id": send_addition(line, text, receipt=_receipt(options), **words, rng=os.urandom).hex()}


def _read(line: Line, receipt: Receipt) -> dict[str, Any]:
    replies = read_replies(line, receipt)
    names = ("number", "desk", "state", "language", "text")
    shown = [{"day": r.day.isoformat()} | {name: getattr(r, name) for name in names} for r in replies]
    return {"state": replies[-1].state if replies else None, "replies": shown}


def _check(line: Line, options: argparse.Namespace) -> dict[str, Any]:
    with tqdm(unit=" pages", disable=options.json or None, file=sys.stderr) as bar:
        pages = check_pages(line, step=lambda: (bar.update(), None)[1])
    different = [page.path for page in pages if not page.same]
    return {"root": line.facts.root.hex(), "serial": line.keys.serial, "checked": len(pages), "failed": different}


def _import(options: argparse.Namespace) -> dict[str, Any]:
    if not options.file.is_file():
        raise NotReadable(f"no file {options.file}")
    began = time.monotonic()
    with _line(options) as first:
        language = first.facts.languages[0]
    rows = list(read_rows(options.file, concern=options.concern, language=language))[: options.limit]
    with tqdm(total=len(rows), unit=" reports", disable=options.json or None, file=sys.stderr) as bar:
        done = import_rows(
            lambda: _line(options),
            rows,
            desk=options.desk,
            receipts=options.receipts,
            connections=max(1, options.connections),
            rng=os.urandom,
            step=lambda: (bar.update(), None)[1],
        )
    seconds = round(time.monotonic() - began, 2)
    return {"sent": done.sent, "failed": len(done.failures), "seconds": seconds, "failures": done.failures}


def _read_report(name: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        value = json.loads(text)
    except (OSError, ValueError) as error:
        raise NotReadable(f"{name} cannot be read ({type(error).__name__})") from None
    if not isinstance(value, dict):
        raise NotReadable(f"{name} is not a JSON object")
    return value


def _receipt(options: argparse.Namespace) -> Receipt:
    text = sys.stdin.read() if options.receipt == "-" else options.receipt
    if not text:
        raise BadReceipt("no receipt was given")
    return Receipt.parse(text, options.words)


def _show(answer: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    elif options.verb == "send":
        print(f"Your report is stored, and read by the desk “{answer['desk']}”. Your receipt:\n")
        print(f"  {answer['receipt']}\n  {answer['numbers']}\n")
        print("Write it down. Nobody can find it again for you. Come back with: tocsin-report read --receipt -")
    elif options.verb == "read":
        for reply in answer["replies"]:
            text = reply["text"] or "The desk has your report."
            print(f"{reply['day']}  {reply['state']}\n    " + text.replace("\n", "\n    ") + "\n")
        if not answer["replies"]:
            print("There is nothing here yet.")
    elif options.verb == "import":
        for failure in answer["failures"]:
            print(f"line {failure['line']}: {failure['why']}", file=sys.stderr)
        print(f"{answer['sent']} sent, {answer['failed']} failed, {answer['seconds']} seconds")
    elif options.verb == "check":
        print(f"{answer['checked']} files compared with what the root {answer['root']} signed.")
        print("\n".join(f"DIFFERENT: {path}" for path in answer["failed"]) or "All are the same.")
        if not options.root:
            print("The root came from the line itself. Compare it with a printed one, and give that with --root.")
    else:
        print("It is stored, and belongs to your report.")


def _complain(options: argparse.Namespace, error: Exception) -> None:
    code = getattr(error, "code", type(error).__name__)
    faults = [vars(f) for f in error.faults] if isinstance(error, BadReport) else []
    hint = getattr(error, "hint", "")
    if options.json:
        more = {"faults": faults} if faults else {}
        print(json.dumps({"error": code, "message": str(error), "hint": hint, **more}, ensure_ascii=False))
        return
    for fault in faults:
        print(f"{fault['field']}: {fault['code']}. {fault['hint']}", file=sys.stderr)
    if not faults:
        print(f"tocsin-report: {error}\n{hint}", file=sys.stderr)
