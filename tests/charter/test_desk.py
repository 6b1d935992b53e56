import shutil
from datetime import date, time
from pathlib import Path

import pytest

from tests.lines import HARBOUR, run
from tocsin.charter.calendars import not_announced
from tocsin.charter.commands import check_charter
from tocsin.charter.desk import Alarm
from tocsin.charter.faults import CharterFaults
from tocsin.charter.grades import Content, Source
from tocsin.charter.outcomes import Outcome
from tocsin.charter.read import load


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HARBOUR, tmp_path / "charter"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_charter_says_how_its_desk_works() -> None:
    desk = load(HARBOUR).desk
    assert desk.hours.week[0] == ((time(8), time(18)),)
    assert 5 not in desk.hours.week
    assert desk.alarm == Alarm(15, 10)
    assert len(desk.templates) == 6
    assert {template.id for template in desk.templates if template.promises} == {
        "thanks",
        "question",
        "looking",
        "safety",
    }
    assert {template.state for template in desk.templates if not template.promises} == {"closed"}


def test_a_charter_from_before_there_was_a_desk_loads_with_what_is_strictest(charter: Path) -> None:
    (charter / "desk.toml").unlink()
    (charter / "replies.toml").unlink()
    contacts = (charter / "contacts.toml").read_text(encoding="utf-8")
    (charter / "contacts.toml").write_text(contacts.replace('calendar = "skerrow"', ""), encoding="utf-8")
    desk = load(charter).desk
    assert desk.alarm == Alarm()
    assert desk.hours.week == {}
    assert desk.templates == ()


LINE, DESK, REPLIES = "line.toml", "desk.toml", "replies.toml"
EDITS = [
    (LINE, "[replies]", "[two_persons]\nexports = false\n[replies]", "two_persons.exports"),
    (LINE, "[replies]", "[two_persons]\nrecusal_ends = false\n[replies]", "two_persons.recusal_ends"),
    (LINE, "[replies]", "[two_persons]\nfindings = 1\n[replies]", "two_persons.findings"),
    (DESK, "Atlantic/Faroe", "Atlantic/Skerrow", "desk_hours.zone"),
    (DESK, "Atlantic/Faroe", "../Faroe", "desk_hours.zone"),
    (DESK, 'calendar = "skerrow"', 'calendar = "harbour"', "desk_hours.calendar"),
    (DESK, '"08:00-18:00"', '"18:00-08:00"', "desk_hours.monday"),
    (DESK, '"08:00-18:00"', '"08:00-18:00", "17:00-19:00"', "desk_hours.monday"),
    (DESK, '"08:00-18:00"', '"8-18"', "desk_hours.monday"),
    (DESK, "monday", "moonday", "desk_hours.moonday"),
    (DESK, "unseen_minutes = 15", "unseen_minutes = 60", "alarm.unseen_minutes"),
    (DESK, "[alarm]", '[alarm]\ntext = "a report came"', "alarm.text"),
    (DESK, 'id = "skerrow"', 'id = "other"', "clock[1].calendar"),
    (DESK, 'id = "skerrow"', 'id = "days"', "calendar[1].id"),
    (DESK, "weekend = [5, 6]", "weekend = [7]", "calendar[1].weekend"),
    (DESK, "weekend = [5, 6]", "weekend = [0, 1, 2, 3, 4, 5, 6]", "calendar[1].weekend"),
    (DESK, '"01-01"', '"13-01"', "calendar[1].yearly"),
    (DESK, '"2026-04-03"', '"2026-02-30"', "calendar[1].days_off"),
    (DESK, '"2026-04-03"', '"2026-08-08"', "calendar[1].make_up"),
    (DESK, "limit = 3", 'limit = "P3D"', "clock[1].limit"),
    (DESK, 'limit = 3\ncalendar = "skerrow"', 'limit = "3 days"', "clock[1].limit"),
    (DESK, 'id = "second-reader"', 'id = "feedback"', "clock[1].id"),
    (DESK, 'event = "assessed"', 'event = "linked"', "clock[1].event"),
    (DESK, '["last_reviewed", "closed"]', '["forgotten"]', "clock[1].met_by"),
    (DESK, "warn_at = 0.6", "warn_at = 1.6", "clock[1].warn_at"),
    (DESK, "warn_at = 0.6", 'warn_at = 0.6\npauses = ["waiting"]', "clock[1].pauses"),
    (DESK, 'bound = "supervisor"', 'bound = "machine"', "clock[1].bound"),
    (DESK, 'source = "our own rule"', "", "clock[1].source"),
    (REPLIES, 'id = "question"', 'id = "thanks"', "thanks"),
    (REPLIES, 'state = "in work"', 'state = "done"', "reply_template[1].state"),
    (REPLIES, "by {next_date}", "by {name}", "reply_template[1].text.en"),
    (REPLIES, "by {next_date}", "soon", "reply_template[1].text"),
    (REPLIES, "by {next_date}", "by {next_date} {next_date", "reply_template[1].text.en"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), EDITS)
def test_each_fault_is_named_with_file_and_key(charter: Path, file: str, old: str, new: str, key: str) -> None:
    edit(charter, file, old, new)
    with pytest.raises(CharterFaults) as caught:
        load(charter)
    assert (file, key) in {(f.file, f.key) for f in caught.value.faults}
    assert all(f.hint for f in caught.value.faults)


def test_the_check_says_which_country_no_calendar_is_known_of(charter: Path) -> None:
    edit(charter, DESK, "weekend = [5, 6]", 'country = "XQ"')
    done = run("tocsin", "check", "charter", str(charter))
    assert done.returncode == 1
    assert "calendar[1].country" in done.stdout
    assert "ISO 3166" in done.stdout


def test_the_check_warns_of_a_year_whose_make_up_days_nobody_knows(
    charter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, late = charter / DESK, date(2099, 12, 1)
    own = desk.read_text(encoding="utf-8")
    assert check_charter(charter, as_json=False, today=date(2026, 1, 5)) == 0
    assert "make-up" not in capsys.readouterr().out  # a list of one's own is whole as it stands
    china = own + '\n[[calendar]]\nid = "cn"\nkind = "working"\nversion = "1"\ncountry = "CN"\n'
    desk.write_text(china, encoding="utf-8")
    assert not_announced(load(charter), today=date(2025, 6, 1)) == []
    assert not_announced(load(charter), today=date(2035, 6, 1)) == [("cn", 2035), ("cn", 2036)]
    years = 'make_up = ["2098-02-08", "2099-02-07"]\n'
    desk.write_text(china + years, encoding="utf-8")
    assert check_charter(charter, as_json=False, today=late) == 0
    said = capsys.readouterr().out
    assert "No make-up days of 2100 are known in the calendar cn" in said
    assert "of 2099" not in said


def test_a_country_may_stand_in_place_of_a_weekend(charter: Path) -> None:
    edit(charter, DESK, "weekend = [5, 6]", 'country = "CN"')
    assert load(charter).desk.calendars[0].country == "CN"
    assert run("tocsin", "check", "charter", str(charter)).returncode == 0


def test_grades_and_outcomes_are_the_fixed_ones_and_each_says_what_it_means() -> None:
    assert "".join(Source) == "ABCDEF"
    assert "".join(Content) == "123456"
    words: list[Source | Content | Outcome] = [*Source, *Content, *Outcome]
    assert len({word.text for word in words}) == len(words) - 1  # "cannot be judged" is said of both
    assert {outcome for outcome in Outcome if outcome.clears} == {Outcome.UNFOUNDED, Outcome.KNOWINGLY_FALSE}
