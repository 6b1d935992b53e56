"""One's own duties as a calendar file (RFC 5545): when, and the word "Duty"; no name, no place, no line."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from tocsin.desk.watch.models import Duty


def calendar(duties: Iterable[Duty], word: str, *, now: datetime, salt: bytes) -> str:
    """Return the file. Ids are digests under the desk's key: a later file replaces an earlier one, and no id counts."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//duty//EN"]
    for duty in duties:
        name = sha256(salt + str(duty.pk).encode()).hexdigest()[:32]
        lines += ["BEGIN:VEVENT", f"UID:{name}", f"DTSTAMP:{_time(now)}"]
        lines += [f"DTSTART:{_time(duty.begins)}", f"DTEND:{_time(duty.ends)}", f"SUMMARY:{word}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
