"""A good directory is broken in each way it can be, and exactly that fault is told."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.charter.nations import BARE, FOLDER
from tocsin.charter.directory.invariants import broken
from tocsin.charter.directory.reading import read_directory
from tocsin.charter.faults import Fault

AREAS, AUTHORITIES, REMITS, CONTACTS = "areas.toml", "authorities.toml", "remits.toml", "contacts.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "nation"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def told(folder: Path) -> list[Fault]:
    """Return the faults of form, or else those of what it says."""
    faults: list[Fault] = []
    languages = BARE.line.languages
    directory = read_directory(folder, languages=languages, codes=BARE.codes(), calendars=("cal",), faults=faults)
    faults = faults or broken(replace(BARE, directory=directory))
    assert all(fault.message and fault.hint for fault in faults)
    return faults


def test_the_nation_has_no_fault(folder: Path) -> None:
    assert told(folder) == []


def test_a_region_may_keep_a_file_of_its_own(folder: Path) -> None:
    _, *entries = (folder / REMITS).read_text(encoding="utf-8").split("[[remit]]")
    (folder / "remits").mkdir()
    for number, entry in enumerate(entries):
        (folder / "remits" / f"{number}.toml").write_text("[[remit]]" + entry, encoding="utf-8")
    (folder / REMITS).unlink()
    assert told(folder) == []
    edit(folder, "remits/1.toml", 'areas = ["C11"]', 'areas = ["C99"]')
    assert [(fault.file, fault.key) for fault in told(folder)] == [("remits/1.toml", "remit.city.areas")]
    for file in (folder / "remits").glob("*.toml"):
        file.unlink()
    assert [(fault.file, fault.key) for fault in told(folder)] == [(REMITS, "")]


CITY = 'id = "city"\nauthority = "ns-c11"\nrole = "lead"\n'
GOODS = 'id = "goods"\nauthority = "old-customs"\nrole = "lead"\n'
DUTY = 'id = "police-duty"\nauthority = "police"\nrole = "must_transfer"\n'
COMPLAINTS = 'id = "complaints"\nauthority = "ombudsman"\nrole = "lead"\n'
REST = 'legal_basis = "x"\nmark = "none"\nvalid_from = "2026-01-01"\nassured_date = "2026-08-01"\nassurer = "tests"\n'
FORM = [
    (AREAS, 'code = "P1"', 'code = "P 1"', "area[2].code"),
    (AREAS, 'code = "P2"', 'code = "P1"', "area[4].code"),
    (AREAS, ', zh-Hans = "城市"', "", "area[3].name.zh-Hans"),
    (AREAS, 'code = "C11"', 'code = "C11"\nlevel = 2', "area[3].level"),
    (AUTHORITIES, 'id = "ns-c11"', 'id = "ns c11"', "authority[2].id"),
    (AUTHORITIES, 'id = "police"', 'id = "customs"', "authority[7].id"),
    (AUTHORITIES, 'status = "closed"', 'status = "gone"', "authority[6].status"),
    (REMITS, 'role = "info_only"', 'role = "boss"', "remit[6].role"),
    (REMITS, 'id = "goods"', 'id = "city"', "remit[3].id"),
    (REMITS, '["ce-intrusion"]', '["ce-nothing"]', "remit[6].concerns"),
    (REMITS, '["ce-intrusion"]', '["ce-dispute"]', "remit[6].concerns"),
    (REMITS, '["ce-intrusion"]', "[]", "remit[6].concerns"),
    (REMITS, '["ce-intrusion"]', '["ce-intrusion"]\nexcept = ["ce-cyber"]', "remit[6].except"),
    (REMITS, 'areas = ["C11"]', "areas = []", "remit[2].areas"),
    (REMITS, "precedence = 10", "precedence = 5000", "remit[3].precedence"),
    (REMITS, 'legal_basis = "an invented act"\n', "", "remit[1].legal_basis"),
    (REMITS, 'mark = "invented"', 'mark = "unverified"', "remit[1].mark"),
    (REMITS, "2026-01-01", "2026-13-01", "remit[1].valid_from"),
    (REMITS, '"2026-01-01"', '"2026-01-01"\nvalid_to = "2025-12-31"', "remit[1].valid_to"),
    (REMITS, 'assured_date = "2026-08-01"\n', "", "remit[1].assured_date"),
    (REMITS, 'assurer = "tests"\n', "", "remit[1].assurer"),
    (REMITS, 'transfer_to = "ns"\n', "", "remit[5].transfer_to"),
    (REMITS, 'transfer_to = "ns"', 'transfer_to = "police"', "remit[5].transfer_to"),
    (REMITS, CITY, CITY + 'transfer_to = "ns"\n', "remit[2].transfer_to"),
    (REMITS, DUTY, DUTY + 'desk = "main"\n', "remit[5].desk"),
    (CONTACTS, 'channel = "phone"', 'channel = "fax"', "contact_point[2].channel"),
    (CONTACTS, 'value = "000 1"', 'value = "call us"', "contact_point[2].value"),
    (CONTACTS, 'value = "000 1"', 'value = { en = "call us" }', "contact_point[2].value"),
    (CONTACTS, "https://city", "http://city", "contact_point[6].value"),
    (CONTACTS, 'channel = "form"', 'channel = "form"\nvalue = "x"', "contact_point[1].value"),
    (CONTACTS, '{ en = "1 Quay", zh-Hans = "码头 1 号" }', '{ en = "1 Quay" }', "contact_point[4].value.zh-Hans"),
    (CONTACTS, 'id = "city-new"', 'id = "city-counter"', "contact_point[5].id"),
    (CONTACTS, 'hours = "office"', 'hours = "noon"', "contact_point[3].hours"),
    (CONTACTS, 'value = "2 Quay"', 'value = "2 Quay"\nhours = "office"', "contact_point[7].hours"),
    (CONTACTS, 'languages = ["zh", "en"]', "languages = []", "contact_point[2].languages"),
    (CONTACTS, 'languages = ["zh", "en"]', 'languages = ["zh_Hans", "en"]', "contact_point[2].languages"),
    (CONTACTS, 'status = "unconfirmed"', 'status = "maybe"', "contact_point[5].status"),
    (CONTACTS, 'audience = "system"', 'audience = "all"', "contact_point[6].audience"),
    (CONTACTS, 'status = "confirmed"\ntwo_way = true\naccepts', "two_way = true\naccepts", "contact_point[1].status"),
    (CONTACTS, 'assurer = "tests"\n', "", "contact_point[1].assurer"),
    (CONTACTS, "two_way = true", 'two_way = "yes"', "contact_point[1].two_way"),
    (CONTACTS, "two_way = true", "two_way = true\nreply_hours = 9999", "contact_point[1].reply_hours"),
    (CONTACTS, 'zone = "Asia/Shanghai"', 'zone = "Asia/Skerrow"', "hours.office.zone"),
    (CONTACTS, 'zone = "Asia/Shanghai"', 'calendar = "none"', "hours.office.calendar"),
    (CONTACTS, 'monday = ["09:00-17:00"]', 'monday = ["09:00-25:00"]', "hours.office.monday"),
    (CONTACTS, "monday = ", "moonday = ", "hours.office.moonday"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), FORM)
def test_a_fault_of_form_is_named_alone(folder: Path, file: str, old: str, new: str, key: str) -> None:
    edit(folder, file, old, new)
    assert [(fault.file, fault.key) for fault in told(folder)] == [(file, key)]


def another(role: str, **more: str) -> str:
    words = {"id": "another", "role": role, "authority": "ns", "areas": '["N"]', "concerns": '["ce-cyber"]', **more}
    lines = [f'{key} = "{value}"' if not value.startswith("[") else f"{key} = {value}" for key, value in words.items()]
    return "\n[[remit]]\n" + "\n".join(lines) + "\n" + REST


MEANING = [
    (AREAS, 'parent = "P1"', 'parent = "P9"', [(AREAS, "area.C11.parent")]),
    (AREAS, 'code = "SEA"\nparent = "N"', 'code = "SEA"', [(AREAS, "area.SEA.parent")]),
    (AREAS, 'code = "N"', 'code = "N"\nparent = "C11"', [(AREAS, "area.C11.parent")]),
    (AUTHORITIES, 'parent = "ns"', 'parent = "nobody"', [(AUTHORITIES, "authority.ns-c11.parent")]),
    (AUTHORITIES, 'id = "ns"', 'id = "ns"\nparent = "ns-c11"', [(AUTHORITIES, "authority.ns.parent")]),
    (AUTHORITIES, 'successor = "excise"', 'successor = "nobody"', [(AUTHORITIES, "authority.old-customs.successor")]),
    (AUTHORITIES, 'successor = "excise"\n', "", [(AUTHORITIES, "authority.old-customs.successor")]),
    (AUTHORITIES, 'status = "closed"', 'successor = "ns"', [(AUTHORITIES, "authority.bureau.successor")]),
    (
        AUTHORITIES,
        'successor = "customs"',
        'successor = "old-customs"',
        [(AUTHORITIES, "authority.old-customs.successor"), (AUTHORITIES, "authority.excise.successor")],
    ),
    (
        AUTHORITIES,
        'id = "customs"',
        'id = "customs"\nstatus = "closed"',
        [(AUTHORITIES, "authority.old-customs.successor"), (AUTHORITIES, "authority.excise.successor")],
    ),
    (REMITS, 'authority = "ns-c11"', 'authority = "nobody"', [(REMITS, "remit.city.authority")]),
    (REMITS, 'areas = ["C11"]', 'areas = ["C11", "C99"]', [(REMITS, "remit.city.areas")]),
    (REMITS, 'transfer_to = "ns"', 'transfer_to = "nobody"', [(REMITS, "remit.police-duty.transfer_to")]),
    (REMITS, 'desk = "main"', 'desk = "second"', [(REMITS, "remit.national.desk")]),
    (REMITS, 'desk = "main"', 'desk = "overseer"', [(REMITS, "remit.national.desk")]),
    (
        CONTACTS,
        'authority = "ombudsman"',
        'authority = "nobody"',
        [(CONTACTS, "contact_point.ombudsman-post.authority")],
    ),
    (REMITS, 'except = ["ce-', 'except = ["ce-cyber", "ce-', [(REMITS, "ce-cyber")]),
    (REMITS, 'areas = ["N"]\nprecedence = 10', 'areas = ["N"]', [(REMITS, "remit.national.precedence")]),
    (
        REMITS,
        COMPLAINTS,
        COMPLAINTS + 'valid_to = "2027-12-31"\n',
        [(REMITS, "ce-mishandled"), (REMITS, "ce-retaliation")],
    ),
    (REMITS, "[[remit]]", another("refused", areas='["P1"]') + "\n[[remit]]", [(REMITS, "remit.another.areas")]),
    (
        REMITS,
        "[[remit]]",
        another("must_transfer", authority="ns", transfer_to="police") + "\n[[remit]]",
        [(REMITS, "remit.another.transfer_to"), (REMITS, "remit.police-duty.transfer_to")],
    ),
    (REMITS, COMPLAINTS, COMPLAINTS.replace("ombudsman", "ns"), [(REMITS, "remit.complaints.concerns")]),
    (AUTHORITIES, 'id = "ombudsman"', 'id = "ombudsman"\nparent = "ns"', [(REMITS, "remit.complaints.concerns")]),
    (
        CONTACTS,
        'value = "3 Quay"\nlanguages = ["zh-Hans", "en"]',
        'value = "3 Quay"\nlanguages = ["zh-Hans"]',
        [(CONTACTS, "authority.ombudsman")],
    ),
    (
        CONTACTS,
        'value = "3 Quay"\nlanguages = ["zh-Hans", "en"]\nanonymous_ok = true\n',
        'value = "3 Quay"\nlanguages = ["zh-Hans", "en"]\n',
        [(CONTACTS, "authority.ombudsman")],
    ),
    (
        CONTACTS,
        'channel = "post"\nvalue = "2',
        'channel = "in_person"\nhours = "office"\nvalue = "2',
        [(CONTACTS, "authority.customs")],
    ),
    (
        CONTACTS,
        'channel = "post"\nvalue = "2 Quay"',
        'channel = "post"\naudience = "system"\nvalue = "2 Quay"',
        [(CONTACTS, "authority.customs")],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "faults"), MEANING)
def test_a_directory_that_would_leave_somebody_without_an_answer_is_a_fault_and_nothing_else(
    folder: Path, file: str, old: str, new: str, faults: list[tuple[str, str]]
) -> None:
    edit(folder, file, old, new)
    assert sorted((fault.file, fault.key) for fault in told(folder)) == sorted(faults)
