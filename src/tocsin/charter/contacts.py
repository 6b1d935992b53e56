"""Contacts in `line.toml`: emergency numbers by area, what is truly the line's own, and offices elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tocsin.charter.directory.model import Directory
from tocsin.charter.faults import Fault
from tocsin.charter.model import Elsewhere, EmergencyNumber, Line, Official
from tocsin.charter.table import Table

NUMBER = r"[0-9 +-]{2,20}"
ADDRESS = r"https://[^\s\"<>]+"
# Where "leave this page" leads, unless the charter says otherwise: dull, public, and the same for everybody (GOV.UK
# warns of pages that show what somebody looked at before).
WEATHER = "https://www.bbc.com/weather"
_FILE = "line.toml"
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
    """Read `[[elsewhere]]`: matters that are not for this line, for an office in words or a contact point by its id."""
    entries = []
    for table in top.tables("elsewhere", optional=True):
        matter, point = table.translated("matter", languages), table.text("contact_point", default="")
        if point:
            entries.append(Elsewhere(matter, {}, {}, point))
        else:
            contact = dict.fromkeys(languages, table.text("contact"))
            entries.append(Elsewhere(matter, table.translated("office", languages), contact))
        table.finish()
    return tuple(entries)


def by_directory(line: Line, directory: Directory, faults: list[Fault]) -> Line:
    """Return the line with the names and numbers that its directory holds; what is said twice is a fault."""
    told = {value: point.id for point in directory.contacts.values() for value in point.value.values()}
    emergency, elsewhere = [], []
    for place, area in enumerate(line.emergency_areas, 1):
        emergency.append(_named(area, directory, f"emergency.area[{place}]", faults))
        _once(area.number, told, f"emergency.area[{place}].number", faults)
    for place, entry in enumerate(line.elsewhere, 1):
        elsewhere.append(_reached(entry, directory, f"elsewhere[{place}].contact_point", faults))
        for value in set(entry.contact.values()):
            _once(value, told, f"elsewhere[{place}].contact", faults)
    return replace(line, emergency_areas=tuple(emergency), elsewhere=tuple(elsewhere))


def _named(entry: EmergencyNumber, directory: Directory, key: str, faults: list[Fault]) -> EmergencyNumber:
    if entry.area and entry.area not in directory.areas:
        faults.append(Fault(_FILE, f"{key}.area", f"there is no area «{entry.area}»", "Name one of areas.toml."))
    elif entry.area and not entry.name:
        return replace(entry, name=directory.areas[entry.area].name)
    return entry


def _reached(entry: Elsewhere, directory: Directory, key: str, faults: list[Fault]) -> Elsewhere:
    if not entry.contact_point:
        return entry
    point = directory.contacts.get(entry.contact_point)
    if point is None or not point.shown or point.authority not in directory.authorities:
        hint = "Name one of contacts.toml that is confirmed and public."
        faults.append(Fault(_FILE, key, f"«{entry.contact_point}» cannot be shown", hint))
        return entry
    return replace(entry, office=directory.authorities[point.authority].name, contact=point.value)


def _once(value: str, told: Mapping[str, str], key: str, faults: list[Fault]) -> None:
    if value in told:
        hint = f"A number that stands twice is changed once. Name the contact point «{told[value]}» instead."
        faults.append(Fault(_FILE, key, f"{value} stands in contacts.toml too", hint))
