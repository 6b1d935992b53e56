"""A line for the desk's benchmark: sealed reports behind a real opener, and a hundred thousand cases beside them."""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.lines import HARBOUR, now
from tocsin.envelope import canonical
from tocsin.envelope.compose import compose_report
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.segment import encode_record
from tocsin.operator.home import Home
from tocsin.operator.making import Wish, make_line

OFFICERS = [f"officer{i}" for i in range(8)]
REPORTS, CASES = 1_000, 100_000
CONCERNS = ("ce-approach", "ce-insider", "ce-cyber", "ce-equipment")
WORDS = ["harbour", "tide", "buoy", "crane", "pilot", "ledger", "cable", "quay", "lamp", "fog", "beacon", "chart"]


def desk_home(path: Path) -> Path:
    """Make a line with eight officers and a thousand sealed reports of some 2 KB in its slot."""
    wish = Wish(Home(path), HARBOUR, demonstration=True, officers=OFFICERS, overseers=["olga"])
    make_line(wish, now=now(), rng=os.urandom)
    home, chance = Home(path), random.Random(4)
    keys = LineKeys.read(home.keys_json.read_bytes(), canonical.unhex(home.read_facts()["root"], 32))
    with (places.slot(path, "main") / "one.seg").open("ab") as file:
        for _ in range(REPORTS):
            told = {
                "concern": chance.choice(CONCERNS),
                "language": "en",
                "what": " ".join(chance.choices(WORDS, k=330)),
            }
            options: dict[str, Any] = {"receipt": Receipt(os.urandom(16)), "keys": keys, "desk": "main"}
            post = compose_report(told, None, **options, charter="2026.1", attachments=(), now=now(), rng=os.urandom)
            file.write(encode_record(str(post.name), post.body))
    return path


def fill_desk(home: Path, officer: str) -> str:
    """Bring the desk's database to a hundred thousand cases, the real ones among them; return a session's key."""
    words = [sys.executable, "-m", "bench.desk_fill", officer, str(CASES)]
    environment = {**os.environ, "TOCSIN_HOME": str(home), "TOCSIN_DESK": "main", "TOCSIN_DEMONSTRATION": "1"}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()[-1]
