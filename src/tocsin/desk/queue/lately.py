"""Follow the opener's feed when somebody looks, but not more often than every two seconds for all who look together."""

import threading
from pathlib import Path

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.desk.cases.following import follow

EVERY = 2.0  # seconds
_turn = threading.Lock()
_last: dict[tuple[Path, str], tuple[float, bool]] = {}


def follow_lately(home: Path, desk: str, *, at: float) -> bool:
    """Read what is new in the feed if it is time to; tell whether the opener was there. `at`: seconds that only grow.

    Who comes while another reads does not wait: they are told what was so before.
    """
    when, there = _last.get((home, desk), (float("-inf"), True))
    if at - when < EVERY or not _turn.acquire(blocking=False):
        return there
    try:
        follow()
        there = True
    except (OpenerAway, Refused):
        there = False
    finally:
        _last[home, desk] = (at, there)
        _turn.release()
    return there
