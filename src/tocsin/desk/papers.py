"""The commands with which officers write, glance, link and export: what each asks the opener for."""

import argparse
import base64
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tocsin.desk.asking.client import Opener

KINDS = ("title", "note", "draft", "fact", "opinion", "finding", "rewrite", "handover")
VERBS = frozenset({"write", "glance", "link", "unlink", "new-case", "export"})


def add_parsers(verbs: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401 - argparse names its type privately
    """Add the commands to `tocsin-desk`."""
    write = verbs.add_parser("write", parents=[common], help="write about a case; kept sealed by the opener")
    write.add_argument("case", metavar="CASE", nargs="?", default="", help="none for the desk's own handover")
    write.add_argument("--kind", choices=KINDS, default="note")
    write.add_argument("--text", required=True, help="- reads standard input")
    write.add_argument("--outcome", help="of a finding: substantiated, unfounded ...")
    glance = verbs.add_parser("glance", parents=[common], help="title and first words of cases; one entry in the log")
    glance.add_argument("cases", metavar="CASE", nargs="+")
    link = verbs.add_parser("link", parents=[common], help="have a case hold a report of another, too")
    which = link.add_mutually_exclusive_group(required=True)
    which.add_argument("--message", metavar="REPORT", help="as show names it")
    which.add_argument("--other", metavar="CASE", help="all reports of that case")
    for name, text in (("unlink", "undo a link"), ("new-case", "make another case that holds a report of this one")):
        verb = verbs.add_parser(name, parents=[common], help=text)
        verb.add_argument("--message", metavar="REPORT", required=True, help="as show names it")
    export = verbs.add_parser("export", parents=[common], help="seal a case to one recipient; signed with your own key")
    export.add_argument("--recipient", required=True, help="age1pq...; or a file that holds it")
    export.add_argument("--proposal", help="of an export, confirmed by another officer, where the charter says two")
    export.add_argument("--paper", help="the rewrite that leaves instead of the report, as it was proposed")
    export.add_argument("--version", type=int, default=1, help="of the rewrite")
    export.add_argument("--out", type=Path, required=True, help="a new file, sealed")
    for name in ("link", "unlink", "new-case", "export"):
        verbs.choices[name].add_argument("case", metavar="CASE")
        verbs.choices[name].add_argument("--reason", required=True)


def act(opener: Opener, options: argparse.Namespace, *, now: Callable[[], datetime]) -> dict[str, Any]:
    """Do what the command says."""
    match options.verb:
        case "write":
            text = sys.stdin.read() if options.text == "-" else options.text
            outcome = {"outcome": options.outcome} if options.outcome else {}
            return opener.ask("write", now=now(), case=options.case, kind=options.kind, text=text, **outcome)
        case "glance":
            return opener.ask("glance", now=now(), cases=options.cases)
        case "export":
            return _export(opener, options, now)
    named = {name: getattr(options, name, None) for name in ("message", "other")}
    words = {name: value for name, value in named.items() if value}
    return opener.ask(options.verb, now=now(), case=options.case, reason=options.reason, **words)


def _export(opener: Opener, options: argparse.Namespace, now: Callable[[], datetime]) -> dict[str, Any]:
    """Write the sealed parts into a new file; one that was not finished is removed."""
    named = Path(options.recipient)
    recipient = options.recipient if options.recipient.startswith("age1") else named.read_text(encoding="ascii").strip()
    words: dict[str, Any] = {"recipient": recipient} | ({"proposal": options.proposal} if options.proposal else {})
    words |= {"paper": options.paper, "version": options.version} if options.paper else {}
    about = {"case": options.case, "reason": options.reason}
    descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            answer = opener.ask_afresh("export", options.key_file, now=now(), **about, **words)
            size = file.write(base64.b64decode(answer["content"]))
            while not answer["last"]:
                number = {"export": answer["export"], "part": answer["part"] + 1}
                answer = opener.ask("export-part", now=now(), **about, **number)
                size += file.write(base64.b64decode(answer["content"]))
    except BaseException:
        options.out.unlink()
        raise
    return {"file": str(options.out), "size": size}
