"""`tocsin-intake`: serve a line's public side. Exit codes: 0 stopped, 1 refused to start, 2 usage."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tocsin.charter.faults import CharterFaults
from tocsin.envelope.errors import EnvelopeError
from tocsin.gate.options import add_options, read_tariff
from tocsin.intake.app import make_app
from tocsin.intake.line import Line
from tocsin.look.hosts import check_host
from tocsin.look.live import NotLive
from tocsin.look.reviews import check_reviews
from tocsin.look.serving import serve


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-intake", description="Serve a line's public side.")
    top.add_argument(
        "--home", type=Path, default=os.environ.get("TOCSIN_HOME"), required="TOCSIN_HOME" not in os.environ
    )
    top.add_argument("--host", default="localhost")
    top.add_argument("--port", type=int, default=8470)
    top.add_argument("--reader-url", default="", help="where the reader is, unless a proxy joins them")
    add_options(top)
    return top


def main() -> int:
    """Run `tocsin-intake`."""
    options = parser().parse_args()
    try:
        line = Line.read(options.home, now=lambda: datetime.now(UTC), reader_url=options.reader_url)
        line.check()
        check_reviews(line.charter, demonstration=line.demonstration)
        host = check_host(options.host, demonstration=line.demonstration)
    except (CharterFaults, EnvelopeError, NotLive) as error:
        print(f"tocsin-intake: {error}\n{error.hint}", file=sys.stderr)
        return 1
    return serve(make_app(line, rng=os.urandom, tariff=read_tariff(options)), host=host, port=options.port)
