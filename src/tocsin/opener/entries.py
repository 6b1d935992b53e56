"""An entry of the log and what it tells of are durable together, or neither is; no log, no answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tocsin.exchange.request import Request
from tocsin.opener.house import House


@contextmanager
def logged(house: House, entry: dict[str, Any], *, case: str = "") -> Iterator[None]:
    """Hold a transaction with an entry in it; durable when the block is left, undone when anything fails."""
    main = house.database.main
    try:
        house.ledger.append(entry, case=case)
        yield
        main.commit()
    except BaseException:
        main.rollback()
        house.ledger.forget_uncommitted()
        raise


def write_entry(house: House, entry: dict[str, Any], *, case: str = "") -> None:
    """Write an entry that tells of nothing else that is stored."""
    with logged(house, entry, case=case):
        pass


def entry_of(request: Request) -> dict[str, Any]:
    """Return the entry of a checked request."""
    entry = {"verb": request.verb, "time": request.time.isoformat(), "officer": request.officer}
    return entry | ({"case": request.case, "reason": request.reason} if request.case else {})
