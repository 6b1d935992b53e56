"""What the charter says about desk hours and the alarm, as the watch reads it."""

from dataclasses import dataclass, field

from tocsin.charter.model import Charter
from tocsin.desk.watch.rules import Hours, Patience


@dataclass(frozen=True)
class Terms:
    """`protection`: a request for protection wakes somebody like an immediate report does."""

    hours: Hours = field(default_factory=Hours)
    patience: Patience = field(default_factory=Patience)
    protection: bool = True


def terms_of(_charter: Charter) -> Terms:
    """Return the charter's terms."""
    return Terms()
