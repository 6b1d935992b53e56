"""Contacts in `line.toml`: emergency numbers by area, what is truly the line's own, and offices elsewhere."""

from collections.abc import Sequence

from tocsin.charter.model import Area, Elsewhere, Official
from tocsin.charter.table import Table

NUMBER = r"[0-9 +-]{2,20}"
ADDRESS = r"https://[^\s\"<>]+"
# Where "leave this page" leads, unless the charter says otherwise: dull, public, and the same for everybody (GOV.UK
# warns of pages that show what somebody looked at before).
WEATHER = "https://www.bbc.com/weather"
_KIND = r"web|account|telephone|e-mail|post|person"


def read_areas(emergency: Table, languages: Sequence[str]) -> tuple[Area, ...]:
    """Read `[[emergency.area]]`: where another number than the line's own is the right one."""
    areas = []
    for table in emergency.tables("area", optional=True):
        areas.append(Area(table.translated("name", languages), table.text("number", NUMBER)))
        table.finish()
    return tuple(areas)


def read_official(top: Table, languages: Sequence[str]) -> tuple[Official, ...]:
    """Read `[[official]]`: without one, nobody can tell the line from somebody who plays it."""
    entries = []
    for table in top.tables("official"):
        # A number is the same in every language; a place is written as its reader would look for it.
        place = isinstance(table.raw("value"), dict)
        value = table.translated("value", languages) if place else dict.fromkeys(languages, table.text("value"))
        entry = Official(table.text("kind", _KIND), table.translated("name", languages), value)
        if entry.kind == "web" and not all(v.startswith("https://") for v in entry.value.values()):
            table.fault("value", "an address without https can be played by anybody on the way", "Write https://...")
        entries.append(entry)
        table.finish()
    return tuple(entries)


def read_elsewhere(top: Table, languages: Sequence[str]) -> tuple[Elsewhere, ...]:
    """Read `[[elsewhere]]`: matters that are not for this line."""
    entries = []
    for table in top.tables("elsewhere", optional=True):
        matter, office = table.translated("matter", languages), table.translated("office", languages)
        entries.append(Elsewhere(matter, office, table.text("contact")))
        table.finish()
    return tuple(entries)
