"""The key that opens backups of a ring: offline, used for thirty days at most, then destroyed with what it opens.

What is erased is gone from the line at once, and from backups when the key of their generation is destroyed
(protocol section 6): so nobody may keep one backup key for good.
"""

from datetime import date, timedelta
from pathlib import Path

from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError, NotCanonical
from tocsin.envelope.recipients import Recipient
from tocsin.exchange.durable import write_new

FORMAT = "tocsin/backup-key/v1"
USED = timedelta(days=30)


class NoBackupKey(EnvelopeError):
    """Nobody named whom a ring's backups are sealed to."""

    hint = "Make one, and take its secret half away: tocsin backup-key DIR"


def place(home: Path) -> Path:
    """Return where the public half lies."""
    return home / "backup" / "recipient.json"


def write(home: Path, recipient: Recipient, *, today: date) -> None:
    """Name the key that backups are sealed to from now on."""
    place(home).parent.mkdir(mode=0o755, exist_ok=True)
    text = {"format": FORMAT, "recipient": recipient.text, "since": today.isoformat()}
    write_new(place(home), canonical.dumps(text), mode=0o644)


def read(home: Path) -> tuple[Recipient, date]:
    """Return whom backups are sealed to, and since when."""
    shape = dict.fromkeys(("format", "recipient", "since"), str)
    try:
        value = canonical.fields(canonical.loads(place(home).read_bytes()), shape)
        return Recipient.parse(value["recipient"]), date.fromisoformat(value["since"])
    except (FileNotFoundError, NotCanonical, ValueError) as error:
        raise NoBackupKey("the line has no backup key") from error
