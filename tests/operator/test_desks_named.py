"""What is said for one desk of several: people, passphrases, addresses, and what is refused with a way out."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lines import HARBOUR, run
from tocsin.charter.model import Line
from tocsin.charter.read import load
from tocsin.operator.desks import NoSuchDesk, SaidTwice, by_desk
from tocsin.operator.passphrases import PassphraseUnfit, check_passphrases, of_desks
from tocsin.operator.people import NamedTwice, OfficerOfBoth, OfficerOfTwo, seats
from tocsin.operator.settings import Settings, SettingsFault

NOBODY: dict[str, tuple[str, ...]] = dict.fromkeys(("officers", "supervisors", "overseers", "overseer_supervisors"), ())


@pytest.fixture(scope="module")
def line() -> Line:
    return load(HARBOUR).line


def test_a_text_without_a_desk_is_for_the_lines_own(line: Line) -> None:
    assert by_desk(line, ["/run/a", "north=b=c"]) == {"main": "/run/a", "north": "b=c"}
    assert by_desk(line, ["/run/odd=name", "overseer=x"]) == {"main": "/run/odd=name", "overseer": "x"}
    assert by_desk(line, ["postgresql://a/b?c=d"]) == {"main": "postgresql://a/b?c=d"}


def test_an_unknown_desk_is_named_with_those_there_are(line: Line) -> None:
    with pytest.raises(NoSuchDesk, match="«nort»") as error:
        by_desk(line, ["nort=file"])
    assert "main, north, south, overseer" in error.value.hint


def test_a_desk_is_told_one_thing(line: Line) -> None:
    with pytest.raises(SaidTwice, match="the desk main: a and b"):
        by_desk(line, ["a", "main=b"])


def test_desks_open_with_the_lines_own_passphrase_unless_told_another_and_the_overseers_never(line: Line) -> None:
    own, north, overseer = Path("own"), Path("north"), Path("overseer")
    assert of_desks(line, ["own"], None) == {"main": own, "north": own, "south": own, "overseer": None}
    assert of_desks(line, ["own", "north=north"], overseer) == {
        "main": own,
        "north": north,
        "south": own,
        "overseer": overseer,
    }
    assert of_desks(line, ["north=north"], None)["south"] is None
    assert list(of_desks(line, [], overseer).values()) == [None, None, None, overseer]
    with pytest.raises(SaidTwice):
        of_desks(line, ["overseer=one"], overseer)


@pytest.mark.parametrize("shared", ["main", "north", "south"])
def test_what_opens_any_desk_does_not_open_the_overseers(line: Line, tmp_path: Path, shared: str) -> None:
    files: dict[str, Path | None] = {desk: tmp_path / desk for desk in line.desks}
    for desk in line.desks:
        (tmp_path / desk).write_text(f"a passphrase of {desk}")
    check_passphrases(line, files)
    (tmp_path / "overseer").write_text(f"a passphrase of {shared}\n")
    with pytest.raises(PassphraseUnfit, match="of its own"):
        check_passphrases(line, files)


def test_the_desk_without_a_passphrase_is_named(line: Line, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("a passphrase of main")
    with pytest.raises(PassphraseUnfit, match="north has none"):
        check_passphrases(line, {"main": tmp_path / "one"})


def test_people_sit_where_they_were_named_and_supervisors_come_last(line: Line) -> None:
    named = {"officers": ("otto", "nora@north"), "supervisors": ("sara@main", "niall@north"), "overseers": ("olga",)}
    found = seats(line, **{**NOBODY, **named})
    assert found == {
        "main": [("otto", "officer"), ("sara", "supervisor")],
        "north": [("nora", "officer"), ("niall", "supervisor")],
        "south": [],
        "overseer": [("olga", "officer")],
    }


@pytest.mark.parametrize(
    ("named", "refused", "told"),
    [
        ({"officers": ("nora@nort",)}, NoSuchDesk, "nora@nort: no desk «nort» receives"),
        ({"officers": ("nora@",)}, NoSuchDesk, "no desk «»"),
        ({"supervisors": ("olga@overseer",)}, NoSuchDesk, "named with --overseer"),
        ({"officers": ("nora", "nora@main")}, NamedTwice, "nora is named twice at the desk main"),
        ({"officers": ("nora@north",), "supervisors": ("nora@north",)}, NamedTwice, "at the desk north"),
        ({"officers": ("nora@north", "nora@south")}, OfficerOfTwo, "nora would be an officer of two desks, north"),
        ({"officers": ("nora",), "supervisors": ("nora@south",)}, OfficerOfTwo, "main and south"),
        ({"officers": ("nora@north",), "overseers": ("nora",)}, OfficerOfBoth, "north and overseer"),
        ({"supervisors": ("nora@south",), "overseer_supervisors": ("nora",)}, OfficerOfBoth, "south and overseer"),
    ],
)
def test_who_cannot_sit_there_is_refused(
    line: Line, named: dict[str, tuple[str, ...]], refused: type[Exception], told: str
) -> None:
    with pytest.raises(refused, match=told):
        seats(line, **{**NOBODY, **named})


def test_settings_say_where_each_desk_is_shown_and_are_read_as_they_were_written(line: Line, tmp_path: Path) -> None:
    addresses = {"overseer": "https://c.example", "north": "https://b.example"}
    settings = Settings(desk_address="https://a.example", desk_addresses=addresses)
    (tmp_path / "operator.toml").write_text(settings.to_toml())
    read = Settings.read(tmp_path / "operator.toml")
    assert read == settings
    shown = {"main": "https://a.example", "north": "https://b.example", "overseer": "https://c.example"}
    assert list(read.desks(line).items()) == list(shown.items())
    assert Settings().desks(line) == {}


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        ({"nort": "https://b.example"}, "names nort; the other desks are north, south, overseer"),
        ({"main": "https://b.example"}, "names main"),
        ({"north": "https://a.example"}, "one address"),
    ],
)
def test_settings_that_name_no_desk_or_one_address_for_two_are_faults(
    line: Line, addresses: dict[str, str], told: str
) -> None:
    settings = replace(Settings(desk_address="https://a.example"), desk_addresses=addresses)
    with pytest.raises(SettingsFault, match=told):
        settings.desks(line)


def test_the_command_line_tells_all_of_this_before_it_writes(tmp_path: Path) -> None:
    words = ("tocsin", "init", str(tmp_path / "line"), "--charter", str(HARBOUR), "--demonstration")
    for more, told in (
        (("--officer", "nora@nort"), "The desks are main, north, south"),
        (("--officer", "nora@north", "--overseer", "nora"), "work at no other desk"),
        (("--desk-address", "north=http://b.example"), "is not an address"),
        (("--passphrase-file", "nort=x"), "no desk «nort»"),
    ):
        done = run(*words, *more)
        assert (done.returncode, told in done.stderr) == (1, True), done.stderr
    assert list(tmp_path.iterdir()) == []
