"""A charter of a large country: Skerrow's, with 3,000 areas, 40 concerns and 500 authorities in files of regions."""

import random
import shutil
from pathlib import Path

from tests.lines import HARBOUR

AREAS, CONCERNS, AUTHORITIES = 3_000, 40, 500
PROVINCES, CITIES = 30, 300
ASSURED = 'assured_date = "2026-11-01"\nassurer = "bench"\n'
LAW = f'legal_basis = "an invented act"\nmark = "invented"\nvalid_from = "2026-01-01"\n{ASSURED}'


def write_country(folder: Path, seed: int = 5) -> Path:
    """Write the charter; the same seed writes the same."""
    chance = random.Random(seed)
    shutil.copytree(HARBOUR, folder, ignore=shutil.ignore_patterns("practice"))
    codes = _more_concerns(folder)
    areas = _more_areas(folder)
    offices = [f"office-{n}" for n in range(AUTHORITIES - 13)]
    _write(folder / "authorities/offices.toml", [_office(n) for n in range(len(offices))])
    _write(folder / "contacts/offices.toml", [_phone(n) for n in range(len(offices))])
    by_office = {office: areas[n :: len(offices)] for n, office in enumerate(offices)}
    to = 'transfer_to = "harbour-office"\n'
    leads = [_remit("lead", office, chance.sample(codes, 8), own) for office, own in by_office.items()]
    told = [_remit("info_only", office, codes[:20], own) for office, own in by_office.items()]
    duties = [_remit("must_transfer", office, codes, own, to) for office, own in by_office.items()]
    for name, remits in (("leads", leads), ("told", told), ("duties", duties)):
        _write(folder / f"remits/{name}.toml", remits)
    return folder


def _write(path: Path, entries: list[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(entries), encoding="utf-8")


def _more_concerns(folder: Path) -> list[str]:
    """Add concerns up to the number, with the words of one that is there; return those that a region may lead."""
    concerns = (folder / "concerns.toml").read_text(encoding="utf-8")
    model, rest = concerns.split("[[concern]]")[1], concerns
    known = [line.split('"')[1] for line in rest.split("[[urgency]]")[0].splitlines() if line.startswith("code")]
    new = [f"ce-more-{n}" for n in range(CONCERNS - len(known))]
    for code in new:
        rest += "\n[[concern]]" + model.replace('"ce-approach"', f'"{code}"')
        for language in ("en", "zh-Hans"):
            texts = folder / "texts" / language
            shutil.copy(texts / "ce-approach.md", texts / f"{code}.md")
    (folder / "concerns.toml").write_text(rest, encoding="utf-8")
    return [code for code in (*known, *new) if code not in ("ce-retaliation", "ce-mishandled")]


def _more_areas(folder: Path) -> list[str]:
    """Add provinces, cities and districts up to the number; return their codes."""
    provinces = [(f"P{n}", "SK") for n in range(PROVINCES)]
    cities = [(f"C{n}", f"P{n % PROVINCES}") for n in range(CITIES)]
    districts = [(f"D{n}", f"C{n % CITIES}") for n in range(AREAS - 8 - PROVINCES - CITIES)]
    every = [*provinces, *cities, *districts]
    names = 'name = {{ en = "Area {0}", zh-Hans = "地区 {0}" }}'
    _write(
        folder / "areas/all.toml", [f'[[area]]\ncode = "{c}"\nparent = "{p}"\n{names.format(c)}\n' for c, p in every]
    )
    return [code for code, _ in every]


def _office(number: int) -> str:
    name = f'name = {{ en = "Office {number}", zh-Hans = "办公室 {number}" }}'
    return f'[[authority]]\nid = "office-{number}"\nparent = "harbour-office"\n{name}\n'


def _phone(number: int) -> str:
    said = f'value = "0300 {number:06}"\nlanguages = ["en"]\nhours = "north-day"\nanonymous_ok = true\n'
    reached = f'[[contact_point]]\nid = "phone-{number}"\nauthority = "office-{number}"\nchannel = "phone"\n'
    return f'{reached}{said}status = "confirmed"\n{ASSURED}'


def _remit(role: str, office: str, codes: list[str], areas: list[str], more: str = "") -> str:
    id_ = f"{role.replace('_', '-')}-{office}"
    lists = f"concerns = {_list(codes)}\nareas = {_list(areas)}\n"
    return f'[[remit]]\nid = "{id_}"\nauthority = "{office}"\nrole = "{role}"\n{lists}{more}{LAW}'


def _list(names: list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
