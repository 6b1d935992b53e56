"""Which ports a line listens on: intake, its own desk, the reader, and from there on the other desks in their order."""

from collections.abc import Sequence

FIRST = 8470
_OWN_DESK, READER, _OTHER_DESKS = 1, 2, 3  # from intake's on


def desk_ports(desks: Sequence[str], first: int = FIRST) -> dict[str, int]:
    """Return desk -> port of its pages; `desks` as the charter orders them, the line's own first."""
    own, *others = desks
    return {own: first + _OWN_DESK, **{desk: port for port, desk in enumerate(others, first + _OTHER_DESKS)}}
