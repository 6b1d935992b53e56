"""The commands with which a case goes to another desk of the line, is taken there, or comes back."""

import argparse
import sys
from datetime import datetime
from typing import Any

from tocsin.desk.asking.client import Opener

VERBS = frozenset({"refer", "accept", "return"})


def add_parsers(verbs: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401 - argparse names its type privately
    """Add the commands to `tocsin-desk`."""
    refer = verbs.add_parser("refer", parents=[common], help="pass a case on to another desk; signed with your own key")
    refer.add_argument("--to", metavar="DESK", required=True)
    refer.add_argument("--concern", default="", help="what it is about as you see it; else as it stands")
    refer.add_argument("--proposal", help="confirmed by another officer, where the charter or a compartment says two")
    accept = verbs.add_parser("accept", parents=[common], help="take a case that another desk passed on")
    back = verbs.add_parser("return", parents=[common], help="give it back to that desk; signed with your own key")
    for verb in (refer, accept, back):
        verb.add_argument("case", metavar="CASE")
    for verb in (refer, back):
        verb.add_argument("--reason", required=True)
        verb.add_argument("--words", default="", help="for the other desk; - reads standard input")


def act(opener: Opener, options: argparse.Namespace, *, now: datetime) -> dict[str, Any]:
    """Do what the command says."""
    if options.verb == "accept":
        return opener.ask("accept", now=now, case=options.case)
    words: dict[str, Any] = {"words": sys.stdin.read() if options.words == "-" else options.words}
    if options.verb == "refer":
        words |= {"to": options.to}
        words |= {name: getattr(options, name) for name in ("concern", "proposal") if getattr(options, name)}
    about = {"case": options.case, "reason": options.reason}
    return opener.ask_afresh(options.verb, options.key_file, now=now, **about, **words)
