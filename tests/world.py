"""The cast and its keys, the same in every test.

Rosa reports. Otto is her officer. Nils is the person named in the report and must see nothing. Olga is the overseer's
officer, who hears what is told about Otto. Sara and Sven are the desk's supervisors. Anna, Bo and Cai are custodians.
All keys are fixed, so that a failure can be repeated; none is ever used outside tests.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.envelope.keys import Custodian, DeskKey, Limits, LineKeys, line_id, sign_keys
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.look.rendering import LineFacts

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROOT = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ROOT_PUBLIC = ROOT.public_key().public_bytes_raw()
DESK_SEED = b"d" * 32
NEXT_DESK_SEED = b"n" * 32
OVERSEER_SEED = b"o" * 32
REGION_SEEDS = {"north": b"N" * 32, "south": b"S" * 32}
DESKS = ("main", *REGION_SEEDS, "overseer")
CUSTODIAN_SEEDS = {"anna": b"a" * 32, "bo": b"b" * 32, "cai": b"c" * 32}
ROSA = Receipt(b"rosa's 16 bytes!")
NILS = Receipt(b"nils's 16 bytes!")
KEYS_LINE = line_id(ROOT_PUBLIC)
TOLD = {"concern": "ce-approach", "language": "en", "what": "A man offered money for the tide tables."}


SHOWN = LineFacts(KEYS_LINE.hex(), ROOT_PUBLIC.hex(), demonstration=True)


def fixed_rng(seed: int = 0) -> Callable[[int], bytes]:
    """Return repeatable bytes, for tests alone."""
    return random.Random(seed).randbytes


def line_keys(*, now: datetime = NOW, demonstration: bool = True, hashes: dict[str, str] | None = None) -> LineKeys:
    """Return a line with this week's and next week's keys of its desk, the others', and three custodians."""
    week = timedelta(days=7)

    def key(epoch: str, seed: bytes, start: datetime, desk: str = "main") -> DeskKey:
        return DeskKey(desk, epoch, recipient_of_seed(seed), start, start + week, start + 5 * week)

    start = now - timedelta(days=1)
    return LineKeys(
        line=line_id(ROOT_PUBLIC),
        serial=1,
        issued=start,
        demonstration=demonstration,
        desks=(
            key("2026-w48", DESK_SEED, start),
            key("2026-w49", NEXT_DESK_SEED, start + week),
            key("2026-w48", OVERSEER_SEED, start, "overseer"),
            *(key("2026-w48", seed, start, desk) for desk, seed in REGION_SEEDS.items()),
        ),
        custodians=tuple(Custodian(n, recipient_of_seed(s)) for n, s in CUSTODIAN_SEEDS.items()),
        limits=Limits(),
        hashes=hashes or {},
    )


def keys_json(keys: LineKeys | None = None) -> bytes:
    """Return the signed `keys.json` of the test line."""
    return sign_keys(keys or line_keys(), ROOT)
