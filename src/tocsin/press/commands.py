"""`tocsin-press`: build a line's static pages; take the newsroom's bundles in. Exit codes: 0 done, 1 refused, 2 usage.

`build` prints the digest of the site's manifest, which the line's root signs into `keys.json`. `take` prints number and
digest of each bundle that it took; one that was refused stays where it lies.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from tocsin.bundle.errors import BundleRefused
from tocsin.bundle.shelf import PointerLost
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError, NotCanonical
from tocsin.exchange import places
from tocsin.exchange.figures import Figures
from tocsin.exchange.site import write_site
from tocsin.look.rendering import LineFacts
from tocsin.press.build import build_site
from tocsin.press.taking import NothingToTake, take


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-press", description="Build a line's static pages.")
    verbs = top.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="build them below public/site; print the digest that the root signs")
    taking = verbs.add_parser("take", help="take in bundles that the newsroom laid out")
    taking.add_argument("file", type=Path, nargs="*", metavar="FILE", help="else all that lie in shelf/incoming")
    for verb in (build, taking):
        verb.add_argument(
            "--home", type=Path, default=os.environ.get("TOCSIN_HOME"), required="TOCSIN_HOME" not in os.environ
        )
    return top


def main() -> int:
    """Run `tocsin-press`."""
    options = parser().parse_args()
    now = datetime.now(UTC)
    try:
        if options.verb == "take":
            return _take(options, now)
        print(build(options.home, now.date()))
    except (BundleRefused, CharterFaults, EnvelopeError, NothingToTake, PointerLost) as error:
        print(f"tocsin-press: {error}\n{error.hint}", file=sys.stderr)
        return 1
    return 0


def _take(options: argparse.Namespace, now: datetime) -> int:
    refused = 0
    for file, taken in take(options.home, options.file, now):
        if isinstance(taken, BundleRefused):
            refused += 1
            print(f"{file.name}: {type(taken).__name__}: {taken}\n{taken.hint}", file=sys.stderr)
        else:
            print(f"{taken.seq} {taken.digest}")
    return 1 if refused else 0


def build(home: Path, today: date) -> str:
    """Build the site of a line's folder as of a day; return its digest."""
    facts = canonical.loads((home / "line.json").read_bytes())
    charter = load(home / str(facts["charter"]))
    shown = LineFacts(str(facts["line"]), str(facts["root"]), bool(facts["demonstration"]))
    figures = list(read_figures(home, charter.line.desks))
    return write_site(home / "public" / "site", charter.version, build_site(charter, shown, today, figures))


def read_figures(home: Path, desks: Iterable[str]) -> Iterator[Figures]:
    """Yield what each desk published. A file that says anything else is left out, and told.

    Keys are signed all the same: a desk's web process that somebody took over must not be able to stop that.
    """
    for desk in desks:
        try:
            found = Figures.read(places.figures(home, desk).read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, NotCanonical) as error:
            print(f"tocsin-press: the figures of {desk} are left out ({error})", file=sys.stderr)
            continue
        if found.desk == desk:
            yield found
