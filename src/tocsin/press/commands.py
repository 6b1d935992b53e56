"""`tocsin-press`: build a line's static pages. Exit codes: 0 done, 1 refused, 2 usage.

Prints the digest of the site's manifest, which the line's root signs into `keys.json`.
"""

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError
from tocsin.exchange.site import write_site
from tocsin.look.rendering import LineFacts
from tocsin.press.build import build_site


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-press", description="Build a line's static pages.")
    verbs = top.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="build them below public/site; print the digest that the root signs")
    build.add_argument(
        "--home", type=Path, default=os.environ.get("TOCSIN_HOME"), required="TOCSIN_HOME" not in os.environ
    )
    return top


def main() -> int:
    """Run `tocsin-press`."""
    options = parser().parse_args()
    try:
        print(build(options.home, datetime.now(UTC).date()))
    except (CharterFaults, EnvelopeError) as error:
        print(f"tocsin-press: {error}\n{error.hint}", file=sys.stderr)
        return 1
    return 0


def build(home: Path, today: date) -> str:
    """Build the site of a line's folder as of a day; return its digest."""
    facts = canonical.loads((home / "line.json").read_bytes())
    charter = load(home / str(facts["charter"]))
    shown = LineFacts(str(facts["line"]), str(facts["root"]), bool(facts["demonstration"]))
    return write_site(home / "public" / "site", charter.version, build_site(charter, shown, today))
