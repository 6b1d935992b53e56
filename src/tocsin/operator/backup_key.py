"""The key that opens backups of a ring: offline, used for thirty days at most, then destroyed with what it opens.

What is erased is gone from the line at once, and from backups when the key of their generation is destroyed
(protocol section 6): so nobody may keep one backup key for good.
"""

from datetime import date, timedelta
from pathlib import Path

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.recipients import Recipient
from tocsin.exchange.durable import write_new

FORMAT = "tocsin/backup-key/v1"
USED = timedelta(days=30)


class NoBackupKey(Exception):
    """Nobody named whom a ring's backups are sealed to."""

    hint = "Make one, and take its secret half away: tocsin backup-key DIR"


def write(path: Path, recipient: Recipient, *, today: date) -> None:
    """Name the key that backups are sealed to from now on."""
    path.parent.mkdir(mode=0o755, exist_ok=True)
    text = {"format": FORMAT, "recipient": recipient.text, "since": today.isoformat()}
    write_new(path, canonical.dumps(text), mode=0o644)


def read(path: Path) -> tuple[Recipient, date]:
    """Return whom backups are sealed to, and since when."""
    try:
        value = canonical.fields(
            canonical.loads(path.read_bytes()), dict.fromkeys(("format", "recipient", "since"), str)
        )
        return Recipient.parse(value["recipient"]), date.fromisoformat(value["since"])
    except (FileNotFoundError, NotCanonical, ValueError) as error:
        raise NoBackupKey("the line has no backup key") from error
