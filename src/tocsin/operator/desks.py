"""What is said for one desk of several: `DESK=TEXT`, and without a name for the line's own."""

import re
from collections.abc import Iterable

from tocsin.charter.model import Line

_NAMED = re.compile(r"([a-z][a-z0-9-]*)=(.*)", re.DOTALL)  # a path or an address has another letter before its first =


class NoSuchDesk(Exception):
    """The charter has no desk of this name."""

    def __init__(self, message: str, desks: Iterable[str]) -> None:
        super().__init__(message)
        self.hint = f"The desks are {', '.join(desks)}, as line.toml of the charter names them."


class SaidTwice(Exception):
    """One desk was told two things."""

    hint = "Say it once for each desk; without a desk it is said for the line's own."


def by_desk(line: Line, texts: Iterable[str]) -> dict[str, str]:
    """Read TEXT or DESK=TEXT; return desk -> text. `NoSuchDesk`, `SaidTwice`."""
    found: dict[str, str] = {}
    for text in texts:
        match = _NAMED.fullmatch(text)
        desk, rest = match.groups() if match else (line.desk, text)
        check_desk(line, desk)
        if desk in found:
            raise SaidTwice(f"two are given for the desk {desk}: {found[desk]} and {rest}")
        found[desk] = rest
    return found


def check_desk(line: Line, desk: str) -> None:
    """Refuse a desk that the line has not."""
    if desk not in line.desks:
        raise NoSuchDesk(f"the line has no desk «{desk}»", line.desks)
