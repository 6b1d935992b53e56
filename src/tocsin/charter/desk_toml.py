"""`desk.toml` (desk hours, alarm, calendars, clocks) and `replies.toml`, read and checked."""

import re
from collections.abc import Sequence
from pathlib import Path

from tocsin.charter.clock_toml import DESK_FILE, read_calendars, read_clocks
from tocsin.charter.desk import NEXT_DATE, Alarm, Desk, ReplyTemplate
from tocsin.charter.faults import Fault
from tocsin.charter.files import read_toml
from tocsin.charter.hours_toml import read_hours
from tocsin.charter.table import Table
from tocsin.envelope.replies import STATES

REPLIES = "replies.toml"
_ID = r"[a-z][a-z0-9-]{0,47}"
_HOLES = re.compile(r"\{[^}]*\}?|\}")


def read_desk(folder: Path, languages: Sequence[str], faults: list[Fault]) -> Desk:
    """Read both files; a charter without one of them has the strictest of what it would say."""
    templates = _templates(folder, languages, faults)
    top = read_toml(folder, DESK_FILE, faults) if (folder / DESK_FILE).exists() else None
    if top is None:
        return Desk(templates=templates)
    calendars = read_calendars(top)
    known = {calendar.id: calendar.kind for calendar in calendars}
    desk = Desk(
        hours=read_hours(top.table("desk_hours", optional=True), known),
        alarm=_alarm(top.table("alarm", optional=True)),
        calendars=calendars,
        clocks=read_clocks(top, known, languages),
        templates=templates,
    )
    top.finish()
    return desk


def _alarm(table: Table) -> Alarm:
    least = Alarm()
    alarm = Alarm(
        unseen=table.number("unseen_minutes", 1, 15, default=least.unseen),
        escalate=table.number("escalate_minutes", 1, 60, default=least.escalate),
        protection=table.flag("protection", default=True),
    )
    table.finish()
    return alarm


def _templates(folder: Path, languages: Sequence[str], faults: list[Fault]) -> tuple[ReplyTemplate, ...]:
    top = read_toml(folder, REPLIES, faults) if (folder / REPLIES).exists() else None
    if top is None:
        return ()
    found = tuple(_template(table, languages) for table in top.tables("reply_template"))
    top.finish()
    ids = [template.id for template in found]
    for name in sorted({x for x in ids if ids.count(x) > 1}):
        faults.append(Fault(REPLIES, name, "this id stands there twice", "Give each reply an id of its own."))
    return found


def _template(table: Table, languages: Sequence[str]) -> ReplyTemplate:
    template = ReplyTemplate(
        id=table.text("id", _ID),
        state=table.text("state", "|".join(STATES)),
        name=table.translated("name", languages),
        text=table.translated("text", languages),
    )
    promising = {NEXT_DATE in text for text in template.text.values()}
    if len(promising) > 1:
        table.fault("text", "only some languages promise a date", f"Write {NEXT_DATE} in all of them, or in none.")
    for language, text in template.text.items():
        for hole in _HOLES.findall(text):
            if hole != NEXT_DATE:
                hint = f"A reply that fills in more could give more away; {NEXT_DATE} is the only one."
                table.fault(f"text.{language}", f"{hole} is not a placeholder", hint)
    table.finish()
    return template
