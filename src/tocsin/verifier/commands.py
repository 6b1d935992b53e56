"""`tocsin-verify`: whether a file, or a bundle, is exactly one that a line published; which, and since when.

Exit codes: 0 published and shown now, 1 not published, 2 usage, 3 cannot be told, 4 published, and over or replaced.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tocsin.envelope.keys import write_time
from tocsin.verifier.evidence import CannotTell, Evidence, of_address, of_home, of_manifest, root_of
from tocsin.verifier.fetching import Address, NotAnAddress
from tocsin.verifier.finding import Finding, find

SHOWN, NOT_PUBLISHED, USAGE, CANNOT_TELL, OVER = range(5)


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(
        prog="tocsin-verify", description="Tell whether a file is exactly one that a line published."
    )
    top.add_argument("file", type=Path, metavar="FILE")
    where = top.add_mutually_exclusive_group(required=True)
    where.add_argument("--url", help="the line's address; nothing of the file is sent there")
    where.add_argument("--home", type=Path, metavar="DIR", help="the line's own folder")
    where.add_argument("--manifest", type=Path, metavar="FILE", help="a manifest that was kept, without any network")
    top.add_argument("--root", help="the line root's public key (64 hex), from print: trust no other")
    top.add_argument("--json", action="store_true", help="machine-readable output")
    return top


class BadRoot(Exception):
    """No root was given, or none that can be one."""

    hint = "--root is 64 hexadecimal digits: from a poster, a letter, the line's entry in a gazette."


def main() -> int:
    """Run `tocsin-verify`."""
    options = parser().parse_args()
    try:
        data = _read(options.file)
        root = _root(options)
        finding = find(data, _evidence(options, root), datetime.now(UTC))
    except (BadRoot, NotAnAddress) as error:
        _tell(options, {"error": type(error).__name__}, f"{error}\n{error.hint}")
        return USAGE
    except CannotTell as error:
        _tell(options, {"error": "CannotTell", "message": str(error)}, f"Cannot be told: {error}\n{error.hint}")
        return CANNOT_TELL
    _tell(options, _machine(finding, data, root), _person(finding, data, root))
    if finding is None:
        return NOT_PUBLISHED
    return SHOWN if finding.counts else OVER


def _root(options: argparse.Namespace) -> bytes:
    if options.root is None and options.home is not None:
        return root_of(options.home)
    try:
        root = bytes.fromhex("".join((options.root or "").split()))
    except ValueError:
        raise BadRoot("not a root") from None
    if len(root) != 32:  # noqa: PLR2004 - an Ed25519 key
        raise BadRoot("no root" if options.root is None else "not a root")
    return root


def _evidence(options: argparse.Namespace, root: bytes) -> Evidence:
    if options.home is not None:
        return of_home(options.home, root)
    if options.manifest is not None:
        return of_manifest(options.manifest, root)
    return of_address(Address(options.url), root)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotTell(f"{path} cannot be read ({type(error).__name__})") from None


def _machine(finding: Finding | None, data: bytes, root: bytes) -> dict[str, Any]:
    told: dict[str, Any] = {"sha256": sha256(data).hexdigest(), "root": root.hex(), "published": finding is not None}
    if finding is not None:
        ends = {"not_after": write_time(finding.ends)} if finding.ends else {}
        told |= {"kind": finding.kind, "path": finding.path, "number": finding.number, "counts": finding.counts}
        told |= {"moment": write_time(finding.moment), **ends}
    return told


def _person(finding: Finding | None, data: bytes, root: bytes) -> str:
    basis = f"SHA-256 {sha256(data).hexdigest()}\nChecked against the root {root.hex()}: compare it with a printed one."
    if finding is None:
        return f"NOT PUBLISHED by this line, or not exactly so.\n{basis}"
    what = {
        "site": f"It is {finding.path} of the line's pages, signed with keys.json number {finding.number}",
        "bundle": f"It is {finding.path} of bundle {finding.number}",
        "archive": f"It is bundle {finding.number}",
    }[finding.kind]
    head = (
        "PUBLISHED by this line, exactly so." if finding.counts else "PUBLISHED once by this line; over, or replaced."
    )
    until = f", until {write_time(finding.ends)}" if finding.ends else ""
    return f"{head}\n{what}, of {write_time(finding.moment)}{until}.\n{basis}"


def _tell(options: argparse.Namespace, machine: dict[str, Any], person: str) -> None:
    if options.json:
        print(json.dumps(machine))
    else:
        print(person, file=sys.stderr if "error" in machine else sys.stdout)
