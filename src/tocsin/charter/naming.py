"""What `line.toml` names by an id has its name and number from the directory, so that a number stands only once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tocsin.charter.directory.model import ContactPoint, Directory
from tocsin.charter.faults import Fault
from tocsin.charter.model import Elsewhere, EmergencyNumber, Line, Official

_FILE = "line.toml"
_KINDS = {"web": "web", "phone": "telephone", "chat": "account", "email": "e-mail", "post": "post"}


def by_directory(line: Line, directory: Directory, faults: list[Fault]) -> Line:
    """Return the line with what its directory holds; a fault for what is not there, and for what stands in both."""
    told = {value: point.id for point in directory.contacts.values() for value in point.value.values()}
    areas, official, elsewhere = [], [], []
    for place, area in enumerate(line.emergency_areas, 1):
        areas.append(_area(area, directory, f"emergency.area[{place}]", faults))
        _once([area.number], told, f"emergency.area[{place}].number", faults)
    for place, entry in enumerate(line.official, 1):
        official.append(_official(entry, directory, f"official[{place}]", faults))
        _once(entry.value.values(), told, f"official[{place}].value", faults)
    for place, matter in enumerate(line.elsewhere, 1):
        elsewhere.append(_elsewhere(matter, directory, f"elsewhere[{place}]", faults))
        _once(matter.contact.values(), told, f"elsewhere[{place}].contact", faults)
    return replace(line, emergency_areas=tuple(areas), official=tuple(official), elsewhere=tuple(elsewhere))


def _area(entry: EmergencyNumber, directory: Directory, key: str, faults: list[Fault]) -> EmergencyNumber:
    if entry.area and entry.area not in directory.areas:
        faults.append(Fault(_FILE, f"{key}.area", f"there is no area «{entry.area}»", "Name one of areas.toml."))
    elif entry.area and not entry.name:
        return replace(entry, name=directory.areas[entry.area].name)
    return entry


def _official(entry: Official, directory: Directory, key: str, faults: list[Fault]) -> Official:
    if not entry.contact_point:
        return entry
    point = _shown(entry.contact_point, directory, key, faults)
    if point and point.channel not in _KINDS:
        hint = f"Name one of the channels {', '.join(_KINDS)}."
        faults.append(Fault(_FILE, f"{key}.contact_point", f"«{point.id}» is no address", hint))
        return entry
    return replace(entry, kind=_KINDS[point.channel], value=point.value) if point else entry


def _elsewhere(entry: Elsewhere, directory: Directory, key: str, faults: list[Fault]) -> Elsewhere:
    point = _shown(entry.contact_point, directory, key, faults) if entry.contact_point else None
    office = directory.authorities.get(point.authority) if point else None
    return replace(entry, office=office.name, contact=point.value) if point and office else entry


def _shown(name: str, directory: Directory, key: str, faults: list[Fault]) -> ContactPoint | None:
    point = directory.contacts.get(name)
    if point is None or not point.shown:
        hint = "Name one of contacts.toml that is confirmed and public."
        faults.append(Fault(_FILE, f"{key}.contact_point", f"«{name}» cannot be shown", hint))
        return None
    return point


def _once(values: Iterable[str], told: Mapping[str, str], key: str, faults: list[Fault]) -> None:
    for value in sorted({*values} & told.keys()):
        hint = f"Name the contact point «{told[value]}» instead."
        faults.append(Fault(_FILE, key, f"{value} stands in contacts.toml too", hint))
