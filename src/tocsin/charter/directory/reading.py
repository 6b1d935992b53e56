"""Reads the directory of a charter: four files, or none of them."""

from collections.abc import Collection, Container, Sequence
from pathlib import Path

from tocsin.charter.directory.areas_toml import read_areas, read_authorities
from tocsin.charter.directory.contacts_toml import read_contacts, read_named_hours
from tocsin.charter.directory.model import Directory
from tocsin.charter.directory.remits_toml import read_remits
from tocsin.charter.faults import Fault
from tocsin.charter.files import read_parts

PARTS = ("areas", "authorities", "remits", "contacts")


def read_directory(
    folder: Path,
    *,
    languages: Sequence[str],
    codes: Collection[str],
    calendars: Container[str],
    faults: list[Fault],
) -> Directory:
    """Read all four; without any of them the line has one desk for everything, and no directory."""
    if not any((folder / part).is_dir() or (folder / f"{part}.toml").exists() for part in PARTS):
        return Directory()
    areas, authorities, remits, contacts = (read_parts(folder, part, faults) for part in PARTS)
    hours = read_named_hours(contacts, calendars)
    directory = Directory(
        areas=read_areas(areas, languages),
        authorities=read_authorities(authorities, languages),
        remits=read_remits(remits, codes),
        contacts=read_contacts(contacts, hours, languages),
        hours=hours,
    )
    for top in (*areas, *authorities, *remits, *contacts):
        top.finish()
    return directory
