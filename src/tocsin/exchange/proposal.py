"""What two supervisors sign: a proposal, and each one's approval of its hash; formats of canonical JSON.

Both sign the same bytes, for the hash stands for line, desk, act, whom and what it is about, reason and times. What a
page shows is its own word; what is carried out is what was hashed.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.keys import read_time, write_time

PROPOSAL = "tocsin/proposal/v1"
APPROVAL = "tocsin/approval/v1"
OPEN_FOR = timedelta(hours=24)
FRESH = timedelta(minutes=5)
PROPOSE, CONFIRM, DECLINE = "propose", "confirm", "decline"


@dataclass(frozen=True)
class Proposal:
    """A change that needs two; `officer` and `case` are whom and what it is about, empty where it is about none."""

    line: str  # the line's id, hex: a signature is good at no other line
    desk: str
    act: str
    proposer: str
    made: datetime
    expires: datetime
    reason: str
    officer: str = ""
    case: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the bytes whose hash both sign."""
        times = {"made": write_time(self.made), "expires": write_time(self.expires)}
        return canonical.dumps({**asdict(self), "format": PROPOSAL, **times})

    @classmethod
    def read(cls, data: bytes) -> "Proposal":
        """Read what `to_bytes` wrote."""
        names = ("format", "line", "desk", "act", "proposer", "made", "expires", "reason", "officer", "case")
        value = canonical.fields(canonical.loads(data), {**dict.fromkeys(names, str), "arguments": dict})
        if value.pop("format") != PROPOSAL:
            raise NotCanonical("not a proposal")
        return cls(**{**value, "made": _time(value["made"]), "expires": _time(value["expires"])})


@dataclass(frozen=True)
class Approval:
    """What an officer's own key signs about a proposal: `decision` is propose, confirm or decline."""

    proposal: str  # SHA-256 of its bytes, hex
    officer: str
    decision: str
    time: datetime

    def to_bytes(self) -> bytes:
        """Return the signed bytes."""
        return canonical.dumps({**asdict(self), "format": APPROVAL, "time": write_time(self.time)})

    @classmethod
    def read(cls, data: bytes) -> "Approval":
        """Read what `to_bytes` wrote."""
        names = ("format", "proposal", "officer", "decision", "time")
        value = canonical.fields(canonical.loads(data), dict.fromkeys(names, str))
        if value.pop("format") != APPROVAL:
            raise NotCanonical("not an approval")
        canonical.unhex(value["proposal"], 32)
        return cls(**{**value, "time": _time(value["time"])})


def hash_of(proposal: bytes) -> str:
    """Return the name of a proposal: the hash that is signed."""
    return sha256(proposal).hexdigest()


def _time(text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError:
        raise NotCanonical("not a time") from None
