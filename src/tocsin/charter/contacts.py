"""Contacts in `line.toml`: emergency numbers by area, what is truly the line's own, and offices elsewhere."""

from collections.abc import Sequence

from tocsin.charter.model import Elsewhere, EmergencyNumber, Official
from tocsin.charter.table import Table

NUMBER = r"[0-9 +-]{2,20}"
ADDRESS = r"https://[^\s\"<>]+"
# Where "leave this page" leads, unless the charter says otherwise: dull, public, and the same for everybody (GOV.UK
# warns of pages that show what somebody looked at before).
WEATHER = "https://www.bbc.com/weather"
# What people bring to such a line although it is for somebody else (facts: misfits get a page of guidance).
MATTERS = ("self-harm", "crime", "corruption", "consumer", "immigration")
_KIND = r"web|account|telephone|e-mail|post|person"


def read_emergency_areas(emergency: Table, languages: Sequence[str]) -> tuple[EmergencyNumber, ...]:
    """Read `[[emergency.area]]`: where another number than the line's own is right, in words or as an area's code."""
    areas = []
    for table in emergency.tables("area", optional=True):
        area = table.text("area", default="")
        name = {} if area and not table.has("name") else table.translated("name", languages)
        areas.append(EmergencyNumber(name, table.text("number", NUMBER), area))
        table.finish()
    return tuple(areas)


def read_official(top: Table, languages: Sequence[str]) -> tuple[Official, ...]:
    """Read `[[official]]`: without one, nobody can tell the line from somebody who plays it.

    What the directory knows is named by its id, and has kind and value from there (`naming.by_directory`).
    """
    entries = []
    for table in top.tables("official"):
        if table.has("contact_point"):
            entries.append(Official("", table.translated("name", languages), {}, table.text("contact_point")))
            table.finish()
            continue
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
    """Read `[[elsewhere]]`: matters that are not for this line, for an office in words or a contact point by its id."""
    entries = []
    for table in top.tables("elsewhere", optional=True):
        matter, point = table.translated("matter", languages), table.text("contact_point", default="")
        kind = table.text("kind", "|".join(MATTERS), default="")
        if point:
            entries.append(Elsewhere(matter, {}, {}, point, kind))
        else:
            contact = dict.fromkeys(languages, table.text("contact"))
            entries.append(Elsewhere(matter, table.translated("office", languages), contact, kind=kind))
        table.finish()
    return tuple(entries)
