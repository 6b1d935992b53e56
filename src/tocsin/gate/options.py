"""The options of a public process that set budgets and prices."""

import argparse

from tocsin.gate.budget import DOORS, ORDINARY, Budget, Tariff, read_ends


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--budget`, `--work` and `--wait`."""
    flood = parser.add_argument_group("a flood", "Beyond a door's budget, reports cost their sender work or time.")
    name = "DOOR=BURST:RATE"
    told = f"what comes in for nothing, at once and a second, at {', '.join(DOORS)}"
    flood.add_argument("--budget", type=Budget.read, action="append", default=[], metavar=name, help=told)
    told = "tries asked of a client at the edge of a budget and at a debt of a whole burst"
    flood.add_argument("--work", type=read_ends, default=Tariff.tries, metavar="LEAST:MOST", help=told)
    told = "seconds that a page without script waits there"
    flood.add_argument("--wait", type=read_ends, default=Tariff.seconds, metavar="LEAST:MOST", help=told)


def read_tariff(options: argparse.Namespace) -> Tariff:
    """Return what the options say."""
    return Tariff({**ORDINARY, **dict(options.budget)}, options.work, options.wait)
