"""The commands with which supervisors change things together: propose, look, confirm or decline."""

import argparse
import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tocsin.desk.asking.client import Opener
from tocsin.desk.asking.together import decide, open_proposals, propose
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.request import read_public

# What each act is about, and which options it takes.
ACTS: dict[str, tuple[str, ...]] = {
    "enrol": ("name", "role", "compartments", "key"),
    "role": ("name", "role"),
    "compartments": ("name", "compartments"),
    "key": ("name", "key"),
    "end-key": ("name", "key"),
    "end": ("name",),
    "compartment": ("case", "compartment"),
    "refer": ("case", "to"),
    "end-recusal": ("name", "case"),
    "export": ("case", "recipient"),
    "export-rewrite": ("case", "recipient", "paper", "version"),
}
ROLES = ("officer", "supervisor", "custodian", "board-member", "overseer")


class KeyUnreadable(Exception):
    """The file holds no public key of an officer."""

    hint = "A key file's public half in PEM, or a passkey as JSON: {credential, public}. Ending one: its id."


def add_parsers(verbs: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401 - argparse names its type privately
    """Add the commands to `tocsin-desk`."""
    verbs.add_parser("officers", parents=[common], help="list officers, roles, compartments, keys")
    verbs.add_parser("proposals", parents=[common], help="list what waits for a second supervisor")
    new = verbs.add_parser("propose", parents=[common], help="propose a change that a second supervisor confirms")
    new.add_argument("act", choices=ACTS)
    new.add_argument("--name", default="", help="the officer whom it is about")
    new.add_argument("--case", default="", help="the case that it is about")
    new.add_argument("--role", choices=ROLES, default="officer")
    new.add_argument(
        "--compartment", action="append", default=[], help="of the officer, any number; of a case, one or none"
    )
    new.add_argument("--key", default="", help="a file: PEM, or a passkey as JSON; for end-key the key's id")
    new.add_argument("--recipient", default="", help="of an export: age1pq...")
    new.add_argument("--to", default="", metavar="DESK", help="the desk that a case is passed on to")
    new.add_argument("--paper", default="", help="the rewrite that is exported, as show names it")
    new.add_argument("--version", type=int, default=1, help="which version of it")
    new.add_argument("--reason", required=True)
    for verb, text in (("confirm", "confirm a proposal, which carries it out"), ("decline", "end a proposal")):
        parser = verbs.add_parser(verb, parents=[common], help=text)
        parser.add_argument("proposal", metavar="PROPOSAL", help="its hash, or how that begins")


def act(opener: Opener, options: argparse.Namespace, *, now: datetime) -> dict[str, Any]:
    """Do what the command says."""
    if options.verb == "proposals":
        return {"proposals": open_proposals(opener, now=now)}
    if options.verb == "propose":
        words = {"act": options.act, "reason": options.reason, "now": now}
        return propose(opener, options.key_file, **words, **_about(options))
    return decide(opener, options.key_file, decision=options.verb, beginning=options.proposal, now=now)


def _about(options: argparse.Namespace) -> dict[str, Any]:
    takes = ACTS[options.act]
    values: dict[str, Any] = {
        "role": options.role,
        "compartments": sorted(options.compartment),
        "compartment": "".join(options.compartment[:1]),
        "recipient": options.recipient,
        "to": options.to,
        "paper": options.paper,
        "version": options.version,
    }
    arguments = {name: values[name] for name in takes if name in values}
    if "key" in takes:
        arguments["key"] = options.key if options.act == "end-key" else _read_key(Path(options.key))
    about = {"officer": options.name if "name" in takes else "", "case": options.case if "case" in takes else ""}
    return about | {"arguments": arguments}


def _read_key(path: Path) -> dict[str, str]:
    try:
        data = path.read_bytes()
        if not data.startswith(b"{"):
            return {"public": base64.b64encode(read_public(data)).decode(), "credential": ""}
        value = json.loads(data)
        return {"public": str(value["public"]), "credential": str(value["credential"])}
    except (OSError, ValueError, KeyError, NotCanonical):
        raise KeyUnreadable(f"no public key in {path}") from None
