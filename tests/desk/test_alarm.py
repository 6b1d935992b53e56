"""The alarm's own process: content-free, sparing, quiet about addresses, and believing nobody."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.receivers import Receiver, receiving
from tests.lines import BIN, public_home, run
from tocsin.desk.alarm import addresses, bell, sending
from tocsin.desk.alarm.addresses import Addresses, AddressesOpen, AddressesUnreadable
from tocsin.desk.alarm.bell import Bell, Rung
from tocsin.desk.alarm.ringing import PAUSES, Ringing
from tocsin.envelope.errors import NotCanonical

FIRST, SECOND = "11" * 16, "22" * 16
TOKEN = "secret-token"  # noqa: S105 - looked for in what must not quote it


@pytest.fixture
def telephones() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def file(folder: Path, *lines: str) -> Path:
    path = folder / "alarm.toml"
    path.write_text("\n".join(('format = "tocsin/alarm/v1"', *lines)))
    path.chmod(0o600)
    return path


def ringing(telephones: Receiver, *, at_most: int = 6) -> Ringing:
    urls = {name: (telephones.at(name),) for name in ("otto", "sara")}
    return Ringing(Addresses(urls, (), "Please look at the desk.", "A trial.", at_most), sending.send)


def test_a_ring_says_one_sentence_and_names_neither_the_line_nor_this_software(telephones: Receiver) -> None:
    assert ringing(telephones).step(Bell(FIRST, ("otto",)), 0) == Rung(FIRST, ("otto",))
    [(path, headers, body)] = telephones.got
    assert path == "/otto"
    said = json.loads(body)
    assert (said["message"], said["title"], said["attachments"]) == ("Please look at the desk.", "", [])
    for word in ("tocsin", "apprise", "harbour", "immediate", "case", FIRST):
        assert word not in f"{headers}{body}".lower()


def test_one_bell_rings_once_however_often_it_is_read(telephones: Receiver) -> None:
    alarm = ringing(telephones)
    for second in range(100):
        alarm.step(Bell(FIRST, ("otto",)), second)
    assert telephones.paths() == ["/otto"]
    alarm.step(Bell(SECOND, ("sara",)), 100)
    assert telephones.paths() == ["/otto", "/sara"]


def test_a_process_that_begins_anew_does_not_ring_what_was_answered(telephones: Receiver) -> None:
    alarm = ringing(telephones)
    alarm.last = Rung(FIRST, ("otto",))
    assert alarm.step(Bell(FIRST, ("otto",)), 0) is None
    assert telephones.got == []


def test_who_cannot_be_reached_is_tried_with_growing_pauses_and_then_told_as_not_reached(telephones: Receiver) -> None:
    alarm, telephones.status = ringing(telephones), 503
    answers = [alarm.step(Bell(FIRST, ("otto",)), second) for second in range(0, 700, 2)]
    assert len(telephones.got) == len(PAUSES) + 1
    assert [a for a in answers if a and a.failed] == [Rung(FIRST, failed=("otto",))]
    telephones.status = 200
    assert alarm.step(Bell(SECOND, ("otto",)), 700) == Rung(SECOND, ("otto",))


def test_who_has_no_address_is_told_as_not_reached_at_once(telephones: Receiver) -> None:
    assert ringing(telephones).step(Bell(FIRST, ("nobody",)), 0) == Rung(FIRST, failed=("nobody",))


def test_a_web_process_gone_mad_wakes_nobody_more_than_so_often_an_hour(telephones: Receiver) -> None:
    alarm = ringing(telephones, at_most=3)
    for second in range(3600):
        alarm.step(Bell(f"{second:032x}", ("otto",)), second)
    assert len(telephones.got) == 3
    alarm.step(Bell("ff" * 16, ("otto",)), 3601)
    assert len(telephones.got) == 4


def test_it_stops_when_somebody_has_looked(telephones: Receiver) -> None:
    alarm, telephones.status = ringing(telephones), 503
    alarm.step(Bell(FIRST, ("otto",)), 0)
    for second in range(1, 1000):
        alarm.step(Bell(), second)
    assert len(telephones.got) == 1


@pytest.mark.parametrize(
    "line",
    [
        'everybody = ["https://elsewhere.example/secret-token"]',  # not an address of Apprise
        'everybody = ["json://elsewhere.example/secret-token"]',  # in clear
        'everybody = ["jsons://elsewhere.example/secret-token?verify=no"]',
        'everybody = ["syslog://secret-token"]',  # a log on this machine
        'everybody = "jsons://elsewhere.example/secret-token"',
        "[officers]\notto = [1]\nsecret-token = 3",
        'text = ""',
        'language = "xx"',
        "at_most_an_hour = 0",
        "secret-token",
        'password = "secret-token"',
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_and_never_quoted(line: str, tmp_path: Path) -> None:
    with pytest.raises(AddressesUnreadable) as refused:
        sending.check(addresses.read(file(tmp_path, line)))
    assert TOKEN not in str(refused.value) or "officers" in line
    assert refused.value.__cause__ is None


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path)
    path.chmod(0o640)
    with pytest.raises(AddressesOpen):
        addresses.read(path)


def test_a_credential_of_systemd_comes_first_and_shows_a_groups_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = file(tmp_path, 'text = "Call in."')
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    credential.chmod(0o440)
    assert addresses.place(tmp_path / "home", "main") == credential
    assert addresses.read(credential).text == "Call in."
    credential.chmod(0o444)
    with pytest.raises(AddressesOpen):
        addresses.read(credential)


def test_the_two_files_are_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "bell" / "main" / "bell.json"
    assert bell.look(path, Bell) == Bell()
    bell.lay(path, Bell(FIRST, ("otto",)).to_bytes())
    assert bell.look(path, Bell) == Bell(FIRST, ("otto",))
    with pytest.raises(NotCanonical):
        bell.look(path, Rung)
    for wrong in (b"{}", b"", b'{"format":"tocsin/bell/v1","name":"zz","officers":[]}'):
        path.write_bytes(wrong)
        with pytest.raises(NotCanonical):
            bell.look(path, Bell)


def test_the_process_rings_answers_stays_quiet_and_ends(telephones: Receiver, tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    (home / "desk" / "main").mkdir(parents=True, exist_ok=True)
    unreachable = "json://localhost:9/secret-token"
    file(home / "desk" / "main", f'[officers]\notto = ["{telephones.at(TOKEN)}", "{unreachable}"]')
    done = run("tocsin-desk", "alarm", "--test", home=home)
    assert (done.returncode, done.stdout, done.stderr) == (1, "otto: NOT reached\n", "")
    assert "trial" in telephones.got[0][2]
    words = [str(BIN / "tocsin-desk"), "alarm", "--home", str(home)]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        bell.lay(bell.bell_file(home, "main"), Bell(FIRST, ("otto",)).to_bytes())
        deadline = time.monotonic() + 20
        while bell.look(bell.rung_file(home, "main"), Rung).name != FIRST:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.terminate()
        assert process.wait(10) == 0
    assert bell.look(bell.rung_file(home, "main"), Rung) == Rung(FIRST, ("otto",))
    assert (tmp_path / "log").read_bytes() == b""


def test_without_a_file_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("tocsin-desk", "alarm", "--json", home=public_home(tmp_path / "home"))
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"] == "no-alarm"
