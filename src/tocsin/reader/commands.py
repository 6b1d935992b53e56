"""`tocsin-reader`: open replies for reporters without script. Exit codes: 0 stopped, 1 refused to start, 2 usage."""

import argparse
import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError
from tocsin.look.hosts import check_host
from tocsin.look.live import NotLive
from tocsin.look.rendering import LineFacts
from tocsin.look.reviews import check_reviews
from tocsin.look.serving import serve
from tocsin.reader.app import Line, make_app


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-reader", description="Open replies for reporters without script.")
    top.add_argument(
        "--home", type=Path, default=os.environ.get("TOCSIN_HOME"), required="TOCSIN_HOME" not in os.environ
    )
    top.add_argument("--host", default="localhost")
    top.add_argument("--port", type=int, default=8472)
    top.add_argument("--line-url", default="", help="where the line's other pages are, unless a proxy joins them")
    return top


def main() -> int:
    """Run `tocsin-reader`."""
    options = parser().parse_args()
    home: Path = options.home
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is read here must not be left in a core file
    try:
        facts = canonical.loads((home / "line.json").read_bytes())
        line = Line(
            load(home / str(facts["charter"])),
            canonical.unhex(facts["line"], 16),
            home / "replies",
            LineFacts(str(facts["line"]), str(facts["root"]), bool(facts["demonstration"])),
            now=lambda: datetime.now(UTC),
            rng=os.urandom,
            url=options.line_url,
        )
        check_reviews(line.charter, demonstration=line.facts.demonstration)
        host = check_host(options.host, demonstration=line.facts.demonstration)
    except (CharterFaults, EnvelopeError, NotLive) as error:
        print(f"tocsin-reader: {error}\n{error.hint}", file=sys.stderr)
        return 1
    return serve(make_app(line), host=host, port=options.port)
