"""Where the files between zones lie in a line's folder: each desk has places of its own, which its own opener collects.

What is told to one desk is never laid where another desk's opener looks, although it could not open it there: neither
loss nor numbers of the one are then the other's to see or to cause.
"""

from pathlib import Path


def slot(home: Path, desk: str) -> Path:
    """Return the folder where sealed posts to a desk go in."""
    return home / "slot" / desk


def attachments(home: Path, desk: str) -> Path:
    """Return the folder where sealed attachment parts for a desk arrive."""
    return home / "attachments" / desk


def referrals(home: Path, desk: str) -> Path:
    """Return the folder where the other desks of the line lay what they pass on to this one."""
    return home / "referrals" / desk


def replies(home: Path) -> Path:
    """Return the folder of sealed replies, one for all desks: a name there tells nobody which desk answered."""
    return home / "replies"


def socket(home: Path, desk: str) -> Path:
    """Return the socket of a desk's opener."""
    return home / "run" / f"{desk}.sock"


def unlocking(home: Path, desk: str) -> Path:
    """Return the socket at which a locked opener takes its passphrase; only its own user and root reach it."""
    return home / "opener" / desk / "unlock.sock"


def collected(home: Path, desk: str) -> Path:
    """Return the empty file that a desk's opener touches whenever it has emptied the slot."""
    return home / "run" / f"{desk}.collected"


def reception(home: Path, desk: str) -> Path:
    """Return the file in which a desk's opener lays its public reception keys to be signed."""
    return home / "run" / f"{desk}.reception.json"


def figures(home: Path, desk: str) -> Path:
    """Return the file of a desk's public figures, which the press reads."""
    return home / "figures" / f"{desk}.json"


def outgoing(home: Path, desk: str) -> Path:
    """Return the folder in which a desk lays sealed archives for who carries them to other offices."""
    return home / "outgoing" / desk


def officers(home: Path, desk: str) -> Path:
    """Return the folder of the key files of a desk's officers."""
    return home / "desk" / desk / "officers"
