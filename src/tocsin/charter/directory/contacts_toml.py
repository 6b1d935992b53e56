"""`contacts.toml`: hours that have a name, and the ways to reach each authority."""

from collections.abc import Container, Iterable, Mapping, Sequence

from tocsin.charter.directory.areas_toml import ID, keep
from tocsin.charter.directory.model import ALWAYS_OPEN, CALLS, CHANNELS, ContactPoint
from tocsin.charter.directory.remits_toml import read_assured
from tocsin.charter.hours import Hours
from tocsin.charter.hours_toml import read_hours
from tocsin.charter.table import Table
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.recipients import Recipient

_STATUS = r"confirmed|unconfirmed|inactive"
_FORMS = {
    **dict.fromkeys(("web", "api"), r"https://[^\s\"<>]+"),
    **dict.fromkeys(CALLS, r"[0-9 +-]{2,20}"),
    "folder": r"[a-z][a-z0-9-]{0,31}",
    "email": r"[^\s@<>\"]+@[^\s@<>\"]+",
}
_LONGEST_REPLY = 24 * 366  # hours


def read_named_hours(files: Iterable[Table], calendars: Container[str]) -> dict[str, Hours]:
    """Read `[hours.NAME]`: what many telephones have in common is said once."""
    found: dict[str, Hours] = {}
    for top in files:
        named = top.table("hours", optional=True)
        for name in named.keys():  # noqa: SIM118 - a Table is no mapping
            if name in found:
                named.fault(name, "these hours stand there twice", "Give each a name of its own.")
            found[name] = read_hours(named.table(name), calendars)
    return found


def read_contacts(
    files: Iterable[Table], hours: Mapping[str, Hours], languages: Sequence[str]
) -> dict[str, ContactPoint]:
    """Read every `[[contact_point]]`, by its id; `languages` are the line's."""
    found: dict[str, ContactPoint] = {}
    for table in (table for top in files for table in top.tables("contact_point")):
        point = _contact(table, hours, languages)
        keep(found, point.id, point, table)
        table.finish()
    return found


def _contact(table: Table, hours: Mapping[str, Hours], languages: Sequence[str]) -> ContactPoint:
    channel, status = table.text("channel", "|".join(CHANNELS)), table.text("status", _STATUS)
    audience = table.text("audience", "public|system", default="public")
    if channel == "folder" and audience != "system":
        table.fault("channel", "nobody of the public is sent to a folder", 'Write audience = "system".')
    return ContactPoint(
        id=table.text("id", ID),
        authority=table.text("authority", ID),
        channel=channel,
        value=_value(table, channel, languages),
        languages=tuple(languages) if channel == "form" else table.languages("languages"),
        hours=_hours(table, channel, hours),
        # The line's own form never asks for a name first: the floor holds that, not a line of data.
        anonymous_ok=channel == "form" or table.flag("anonymous_ok", default=False),
        two_way=table.flag("two_way", default=False),
        accepts_media=table.flag("accepts_media", default=False),
        reply_hours=table.number("reply_hours", 0, _LONGEST_REPLY, default=0),
        status=status,
        audience=audience,
        recipient=_recipient(table, audience),
        assured=read_assured(table) if status == "confirmed" or table.has("assured_date") else None,
        file=table.file,
    )


def _recipient(table: Table, audience: str) -> str:
    """Read the key that what is handed on is sealed to."""
    text = table.text("recipient", r"age1pq1[02-9ac-hj-np-z]+", default="")
    if text and audience != "system":
        table.fault("recipient", "the public seals to the line, not to this office", 'Write audience = "system".')
    try:
        return Recipient.parse(text).text if text else ""
    except (EnvelopeError, ValueError):
        table.fault("recipient", "this is no key that one can seal to", "Copy the line that age-keygen -pq printed.")
        return ""


def _value(table: Table, channel: str, languages: Sequence[str]) -> Mapping[str, str]:
    """Read the number or address; a place may be written for each language, and the line's form has none."""
    if channel == "form":
        return {}
    if channel not in _FORMS and isinstance(table.raw("value"), dict):
        return table.translated("value", languages)
    return dict.fromkeys(languages, table.text("value", _FORMS.get(channel, r"(?s).*\S.*")))


def _hours(table: Table, channel: str, hours: Mapping[str, Hours]) -> Hours | None:
    if not table.has("hours"):
        return None
    name = table.text("hours")
    if name not in hours:
        table.fault("hours", f"there are no hours «{name}»", "Write them as [hours.NAME].")
    if channel in ALWAYS_OPEN:
        table.fault("hours", "this takes what comes at any hour", "Take the line out.")
    return hours.get(name)
