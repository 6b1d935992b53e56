import contextlib
import json
import shutil
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lines import HARBOUR, run
from tocsin.charter.faults import CharterFaults, Fault
from tocsin.charter.floor import FLOOR, GROUP_B, RETENTION, floor_hash
from tocsin.charter.read import load
from tocsin.charter.wording import attributes, catch_alls
from tocsin.envelope.answers import clean
from tocsin.envelope.slip import clean_identity


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HARBOUR, tmp_path / "charter"))


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(CharterFaults) as caught:
        load(folder)
    assert all(f.message and f.hint for f in caught.value.faults)
    return caught.value.faults


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_charter_loads_at_once_and_is_complete() -> None:
    began = time.perf_counter()
    harbour = load(HARBOUR)
    assert time.perf_counter() - began < 2
    assert harbour.line.languages == ("en", "zh-Hans")
    assert harbour.line.desks == ("main", "north", "south", "overseer")
    assert len(harbour.concerns) >= 12
    for concern in harbour.concerns:
        assert set(concern.texts) == {"en", "zh-Hans"}
        assert concern.basis
        for text in concern.texts.values():
            assert len(text.examples) >= 3
            assert len(text.non_examples) >= 3
            assert text.extra_facts
    assert "ce-advice" in harbour.codes()
    assert "ce-dispute" not in harbour.codes()


def test_the_forty_practice_reports_fit_the_schema_and_speak_both_languages() -> None:
    harbour = load(HARBOUR)
    rows = [json.loads(x) for x in (HARBOUR / "practice/reports.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 40
    assert {r["language"] for r in rows} == {"en", "zh-Hans"}
    for row in rows:
        clean_identity(row.pop("identity", None))
        assert clean(row, concerns=harbour.codes())
    answers = [json.loads(x) for x in (HARBOUR / "practice/answers.jsonl").read_text(encoding="utf-8").splitlines()]
    for answer in answers:
        assert rows[answer["report"] - 1]["language"] == answer["language"]


TEXT = "texts/en/ce-approach.md"
EDITS: list[tuple[str, str, str, str, str]] = [
    ("line.toml", 'format = "tocsin/charter/v1"', 'format = "other"', "line.toml", "format"),
    ("line.toml", 'version = "2026.1"', "version = 2026", "line.toml", "version"),
    ("line.toml", 'default = "en"', 'default = "fr"', "line.toml", "default"),
    ("line.toml", 'desk = "main"', "", "line.toml", "desk"),
    ("line.toml", 'desk = "main"', 'desk = "main"\ncolour = "red"', "line.toml", "colour"),
    ("line.toml", 'overseer = "overseer"', "", "line.toml", "overseer"),
    ("line.toml", 'overseer = "overseer"', 'overseer = "main"', "line.toml", "overseer"),
    ("line.toml", 'overseer = "overseer"', 'overseer = "../main"', "line.toml", "overseer"),
    ("line.toml", 'id = "north"', 'id = "../north"', "line.toml", "further_desk[1].id"),
    ("line.toml", 'id = "north"', 'id = "a-name-of-18-letter"', "line.toml", "further_desk[1].id"),
    ("line.toml", 'id = "north"', 'id = "south"', "line.toml", "further_desk"),
    ("line.toml", 'id = "north"', 'id = "overseer"', "line.toml", "further_desk"),
    ("line.toml", 'id = "north"', 'id = "west"', "line.toml", "further_desk.west"),
    ("remits.toml", 'desk = "north"', 'desk = "east"', "remits.toml", "remit.northern-isles.desk"),
    ("remits.toml", 'desk = "overseer"', 'desk = "north"', "remits.toml", "remit.about-the-line.desk"),
    ("line.toml", 'languages = ["en", "zh-Hans"]', 'languages = ["en", "../x"]', "line.toml", "languages"),
    ("line.toml", 'languages = ["en", "zh-Hans"]', "languages = []", "line.toml", "languages"),
    ("line.toml", "acknowledged_days = 7", "acknowledged_days = 30", "line.toml", "clocks.acknowledged_days"),
    ("line.toml", "acknowledged_days = 7", 'acknowledged_days = "7"', "line.toml", "clocks.acknowledged_days"),
    ("line.toml", "unassessed_days = 120", "unassessed_days = 9999", "line.toml", "retention.unassessed_days"),
    ("line.toml", "smallest_count = 10", "smallest_count = 3", "line.toml", "figures.smallest_count"),
    (
        "line.toml",
        "anonymous_reporting = true",
        "anonymous_reporting = false",
        "line.toml",
        "floor.anonymous_reporting",
    ),
    ("line.toml", "anonymous_reporting = true", 'watch_lists = "allowed"', "line.toml", "floor.watch_lists"),
    ("line.toml", "anonymous_reporting = true", "no_such_line = true", "line.toml", "floor.no_such_line"),
    ("line.toml", "anonymous_reporting = true", 'second_reader = ["reward"]', "line.toml", "floor.second_reader"),
    ("line.toml", "[complaint.contact]", "[x]", "line.toml", "complaint.contact"),
    ("concerns.toml", 'code = "ce-approach"', 'code = "ce-elicit"', "concerns.toml", "ce-elicit"),
    ("concerns.toml", 'code = "ce-retaliation"', 'code = "ce-other-name"', "concerns.toml", "ce-retaliation"),
    ("concerns.toml", 'code = "ce-approach"', 'code = "ce-other"', "concerns.toml", "concern[1].code"),
    ("concerns.toml", 'code = "ce-approach"', 'code = "CE Approach"', "concerns.toml", "concern[1].code"),
    ("concerns.toml", 'group = "B"', 'group = "A"', "concerns.toml", "concern[1].group"),
    ("concerns.toml", 'urgency = "Future"', 'urgency = "high"', "concerns.toml", "concern[1].urgency"),
    ("concerns.toml", 'mark = "invented"', 'mark = "unverified"', "concerns.toml", "concern[1].basis[1].mark"),
    ("concerns.toml", "[[concern.basis]]", "[[concern.law]]", "concerns.toml", "concern[1].basis"),
    ("concerns.toml", 'code = "ce-dispute"', 'code = "ce-disputes"', "concerns.toml", "ce-dispute"),
    ("concerns.toml", "valid_from", "valid_since", "concerns.toml", "concern[1].valid_since"),
    (TEXT, "## examples", "## instances", TEXT, ""),
    (TEXT, "# Someone tries to recruit you", "Someone tries to recruit you", TEXT, "name"),
    (TEXT, "- A recruiter online", "A recruiter online", TEXT, "examples"),
    (TEXT, "- A recruiter describes a real vacancy.\n", "", "texts/*/ce-approach.md", ""),
    (TEXT, "Someone offers or hints", "Anything at all: someone offers or hints", TEXT, "definition"),
    (TEXT, "Someone offers or hints", "A foreigner offers or hints", TEXT, "definition"),
    (TEXT, "A contact asks you", "A nervous contact of your religion asks you", TEXT, "examples"),
    ("texts/zh-Hans/ce-approach.md", "有人以金钱", "任何可疑人员以金钱", "texts/zh-Hans/ce-approach.md", "definition"),
    ("texts/zh-Hans/ce-approach.md", "有人以金钱", "外国人以金钱", "texts/zh-Hans/ce-approach.md", "definition"),
    ("texts/en/safety.md", "# Stay", "Stay", "texts/en/safety.md", ""),
    ("line.toml", 'exit = "https', 'exit = "http', "line.toml", "exit"),
    ("line.toml", 'kind = "account"', 'kind = "fax"', "line.toml", "official[3].kind"),
    ("line.toml", 'value = "https://harbour', 'value = "http://harbour', "line.toml", "official[1].value"),
    ("line.toml", "[[official]]", "[[ours]]", "line.toml", "ours"),
    ("line.toml", 'number = "119"', 'number = "one"', "line.toml", "emergency.area[2].number"),
    ("line.toml", '"crime"\nmatter', '"crime"\nwhat', "line.toml", "elsewhere[1].matter"),
    ("line.toml", '"police-desk"', '"police"', "line.toml", "elsewhere[1].contact_point"),
    ("line.toml", '"harbour-phone"', '"south-sms"', "line.toml", "official[2].contact_point"),
    ("line.toml", '"harbour-phone"', '"harbour-form"', "line.toml", "official[2].contact_point"),
    ("line.toml", "harbour-line-skerrow", "0200 101", "line.toml", "official[3].value"),
    ("line.toml", 'number = "119"', 'number = "0200 130"', "line.toml", "emergency.area[2].number"),
    ("line.toml", 'area = "SEA"', 'area = "LAKE"', "line.toml", "emergency.area[2].area"),
    ("line.toml", 'area = "SEA"\n', "", "line.toml", "emergency.area[2].name"),
]


@pytest.mark.parametrize(("edited", "fault"), [(e[:3], e[3:]) for e in EDITS])
def test_each_fault_is_named_with_file_and_key(
    charter: Path, edited: tuple[str, str, str], fault: tuple[str, str]
) -> None:
    edit(charter, *edited)
    assert fault in {(f.file, f.key) for f in faults(charter)}


def with_opener(folder: Path, lines: str) -> None:
    path = folder / "line.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n[opener]\n{lines}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("opens_per_hour = 601", "opens_per_hour"),
        ("opens_per_shift = 2001", "opens_per_shift"),
        ("opens_per_hour = 0", "opens_per_hour"),
        ("opens_per_day = 5", "opens_per_day"),
        ('origins = { nowhere = "https://desk.example" }', "origins.nowhere"),
        ('origins = { main = "http://desk.example" }', "origins.main"),
        ('origins = { main = "https://desk.example/" }', "origins.main"),
        ('origins = { main = "https://Desk.example" }', "origins.main"),
    ],
)
def test_the_openers_budgets_are_never_loosened_and_an_origin_is_one(charter: Path, lines: str, key: str) -> None:
    with_opener(charter, lines)
    assert [(f.file, f.key) for f in faults(charter)] == [("line.toml", f"opener.{key}")]


def test_budgets_are_tightened_and_origins_named_for_each_desk(charter: Path) -> None:
    with_opener(
        charter, 'opens_per_hour = 20\norigins = { main = "https://desk.example", overseer = "http://localhost:8471" }'
    )
    opening = load(charter).line.opening
    assert (opening.opens_per_hour, opening.opens_per_shift) == (20, 2_000)
    assert opening.origins == {"main": "https://desk.example", "overseer": "http://localhost:8471"}


def delete_definition(folder: Path) -> None:
    path = folder / TEXT
    head, rest = path.read_text().split("## examples")
    path.write_text(head.splitlines()[0] + "\n\n## examples" + rest)


def not_utf8(folder: Path) -> None:
    (folder / TEXT).write_bytes(b"# \xff\xfe")


def too_large(folder: Path) -> None:
    (folder / TEXT).write_bytes(b"# x\n" + b"y" * 2_000_000)


def not_toml(folder: Path) -> None:
    (folder / "concerns.toml").write_text("[[concern\n")


def no_translation(folder: Path) -> None:
    (folder / "texts/zh-Hans/ce-approach.md").unlink()


@pytest.mark.parametrize("harm", [delete_definition, not_utf8, too_large, not_toml, no_translation])
def test_files_that_cannot_be_read_are_named(charter: Path, harm: Callable[[Path], None]) -> None:
    harm(charter)
    assert faults(charter)


def test_all_faults_are_told_at_once(charter: Path) -> None:
    edit(charter, "line.toml", "acknowledged_days = 7", "acknowledged_days = 70")
    edit(charter, TEXT, "## examples", "## x")
    edit(charter, "concerns.toml", 'urgency = "Future"', 'urgency = "high"')
    assert len({f.file for f in faults(charter)}) == 3


@settings(max_examples=40)
@given(data=st.data())
def test_no_missing_key_or_file_ever_loads_or_crashes(data: st.DataObject, tmp_path: Path) -> None:
    folder = tmp_path / "charter"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HARBOUR, folder)
    needless = {"practice", "replies.toml"}
    required = [p for p in sorted(folder.rglob("*")) if p.is_file() and not needless & set(p.parts)]
    path = data.draw(st.sampled_from(required))
    lines = path.read_text(encoding="utf-8").splitlines()
    number = data.draw(st.integers(0, len(lines)))
    if number == len(lines):
        path.unlink()
        assert faults(folder)
        return
    path.write_text("\n".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
    with contextlib.suppress(CharterFaults):  # a removed word may leave a charter that is fine
        load(folder)


@settings(max_examples=40)
@given(text=st.text(max_size=300))
def test_no_text_in_a_charter_makes_it_crash(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "charter"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HARBOUR, folder)
    for file in ("line.toml", "concerns.toml", TEXT):
        (folder / file).write_text(text, encoding="utf-8", errors="replace")
        assert faults(folder)


def test_the_version_changes_with_any_byte(charter: Path) -> None:
    before = load(charter).version
    assert before == load(charter).version
    edit(charter, "texts/en/never.md", "password", "passphrase")
    assert load(charter).version != before


def test_setting_a_protected_attribute_aside_is_what_a_definition_should_do() -> None:
    assert list(attributes("en", "Anyone, regardless of nationality, asks for codes.")) == []
    assert list(attributes("en", "A person of that nationality asks.")) == ["nationality"]
    assert list(catch_alls("en", "Someone asks another person.")) == []
    assert list(catch_alls("en", "and any other act")) == ["any other", "other act"]


def test_the_floor_holds_every_line_of_the_mission() -> None:
    for key in ("person_scoring", "watch_lists", "automated_adverse_decision", "report_text_to_third_party_services"):
        assert FLOOR[key] == "forbidden"
    assert FLOOR["anonymous_reporting"] is True
    assert max(RETENTION.values()) <= 1826
    assert "ce-approach" in GROUP_B
    assert len(floor_hash()) == 64


def test_the_command_tells_faults_to_people_and_machines(charter: Path) -> None:
    fine = run("tocsin", "check", "charter", str(charter), "--json")
    assert (fine.returncode, json.loads(fine.stdout)["ok"]) == (0, True)
    edit(charter, "line.toml", 'desk = "main"', "desk = 3")
    told = run("tocsin", "check", "charter", str(charter))
    assert told.returncode == 1
    assert "line.toml: desk" in told.stdout
    machine = json.loads(run("tocsin", "check", "charter", str(charter), "--json").stdout)
    assert machine["faults"][0]["hint"]
    assert run("tocsin", "check", "charter", str(charter / "nowhere")).returncode == 2


def test_the_page_about_charters_names_only_keys_that_exist() -> None:
    from tests.lines import REPOSITORY

    page = (REPOSITORY / "docs" / "charter.md").read_text()
    named = tomllib.loads((HARBOUR / "line.toml").read_text())
    for key in named:
        assert f"`{key}`" in page, key
