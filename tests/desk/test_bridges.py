"""Sealed archives go by e-mail: each once, told in every case, with nothing around them that says what they are."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk.mail_server import Mail, mail_server
from tests.lines import BIN, run
from tocsin.desk.bridges.account import Account, AccountOpen, NoAccount, read
from tocsin.desk.bridges.carrying import PAUSES, Carrying
from tocsin.desk.bridges.mailing import LARGEST, send
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange import outgoing, places
from tocsin.exchange.outgoing import Carried, Letter, lay, look, names, take

NOW = datetime(2026, 11, 25, 9, 17, tzinfo=UTC)
NAME = "ab" * 16
LETTER = Letter(NAME, "email", "handed-on@customs.example", "Sealed archive", "Open it with your office's key.\n")
ARCHIVE = b"age-encryption.org/v1\n" + bytes(range(256)) * 40


@pytest.fixture
def mail() -> Iterator[Mail]:
    with mail_server() as found:
        yield found


def account(mail: Mail) -> Account:
    return Account("127.0.0.1", mail.port, "none", "line@harbour-line.example")


def laid(folder: Path, letter: Letter = LETTER, archive: bytes = ARCHIVE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{letter.name}.part").write_bytes(archive)
    lay(folder, letter)
    return folder


def carrying(folder: Path, mail: Mail) -> Carrying:
    return Carrying(folder, lambda letter, archive: send(letter, archive, account(mail), now=NOW))


def told(folder: Path) -> tuple[str, str]:
    found = look(folder / f"{NAME}.told", Carried)
    return found.state, found.reason


def test_an_archive_arrives_as_it_was_sealed_and_nothing_says_what_it_is(tmp_path: Path, mail: Mail) -> None:
    folder = laid(tmp_path / "out")
    carrying(folder, mail).step(0)
    assert told(folder) == ("sent", "")
    [got] = mail.got
    [attached] = got.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_content() == ARCHIVE
    assert attached.get_filename() == f"{NAME}.age"
    assert (got["To"], got["Subject"]) == (LETTER.to, "Sealed archive")
    assert got["Message-ID"] == f"<{NAME}@harbour-line.example>"
    assert "00:00:00" in got["Date"]
    assert not {"User-Agent", "X-Mailer", "Received"} & set(got.keys())


def test_a_line_that_begins_with_a_dot_stays_one(mail: Mail) -> None:
    letter = Letter(NAME, "email", "a@b.example", "Sealed archive", ".\n..two\nend\n")
    send(letter, ARCHIVE, account(mail), now=NOW)
    assert mail.got[0].get_body().get_content().replace("\r", "") == letter.text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("connect", "421 later"),
        ("connect", "drop"),
        ("mail", "450 later"),
        ("rcpt", "451 later"),
        ("rcpt", "drop"),
        ("data", "451 later"),
        ("content", "452 full"),
    ],
)
def test_what_is_surely_not_there_is_tried_twice_more_and_then_failed(
    step: str, answer: str, tmp_path: Path, mail: Mail
) -> None:
    folder, mail.fails = laid(tmp_path / "out"), {step: answer}
    carries = carrying(folder, mail)
    carries.step(0)
    carries.step(PAUSES[0] - 1)
    assert mail.connections == 1
    carries.step(PAUSES[0])
    carries.step(PAUSES[0] + PAUSES[1])
    assert mail.connections == 3
    assert told(folder) == ("failed", "away")
    carries.step(10_000)
    assert mail.connections == 3


def test_a_server_that_is_away_for_a_while_gets_it_later(tmp_path: Path, mail: Mail) -> None:
    folder, mail.fails = laid(tmp_path / "out"), {"connect": "421 later"}
    carries = carrying(folder, mail)
    carries.step(0)
    mail.fails = {}
    carries.step(PAUSES[0])
    assert told(folder) == ("sent", "")
    assert len(mail.got) == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "content"])
def test_what_is_refused_for_good_is_not_tried_again(step: str, tmp_path: Path, mail: Mail) -> None:
    folder, mail.fails = laid(tmp_path / "out"), {step: "550 no"}
    carrying(folder, mail).step(0)
    assert told(folder) == ("failed", "refused")


def test_what_may_have_arrived_is_never_sent_again(tmp_path: Path, mail: Mail) -> None:
    folder, mail.fails = laid(tmp_path / "out"), {"content": "drop"}
    carries = carrying(folder, mail)
    for moment in (0, 1_000, 10_000):
        carries.step(moment)
    assert told(folder) == ("failed", "unsure")
    assert len(mail.got) == 1


def test_who_was_killed_between_taking_and_telling_does_not_send_again(tmp_path: Path, mail: Mail) -> None:
    folder = laid(tmp_path / "out")
    assert take(folder, NAME) == LETTER
    carries = carrying(folder, mail)
    carries.begin()
    carries.step(0)
    assert told(folder) == ("failed", "interrupted")
    assert mail.connections == 0


def test_of_two_who_carry_one_does(tmp_path: Path) -> None:
    folder = laid(tmp_path / "out")
    assert [take(folder, NAME), take(folder, NAME)] == [LETTER, None]


def test_a_letter_for_the_operators_own_carrier_is_left_to_it(tmp_path: Path, mail: Mail) -> None:
    folder = laid(tmp_path / "out", Letter(NAME, "folder", "customs", "", ""))
    carrying(folder, mail).step(0)
    assert (names(folder, "json"), names(folder, "told"), mail.connections) == ([NAME], [], 0)


@pytest.mark.parametrize("break_it", ["letter", "archive", "address", "size"])
def test_what_cannot_be_sent_is_told_of(break_it: str, tmp_path: Path, mail: Mail) -> None:
    folder = laid(tmp_path / "out")
    match break_it:
        case "letter":
            (folder / f"{NAME}.json").write_bytes(b"{}")
        case "archive":
            (folder / f"{NAME}.age").unlink()
        case "address":
            laid(folder, Letter(NAME, "email", "a@b.example\r\nBcc: c@d.example", "x", "y"))
        case _:
            os.truncate(folder / f"{NAME}.age", LARGEST + 1)
    carrying(folder, mail).step(0)
    assert told(folder) == ("failed", "too-large" if break_it == "size" else "unreadable")
    assert mail.got == []


def test_a_letter_and_its_answer_are_read_as_strictly_as_they_are_written(tmp_path: Path) -> None:
    folder = laid(tmp_path / "out")
    assert look(folder / f"{NAME}.json", Letter) == LETTER
    for wrong in (Carried(NAME, "sent", "away"), Carried(NAME, "failed", ""), Carried("x", "sent")):
        with pytest.raises(NotCanonical):
            Carried.read(wrong.to_bytes())
    shutil.copy(folder / f"{NAME}.json", folder / f"{'cd' * 16}.json")
    with pytest.raises(NotCanonical):
        look(folder / f"{'cd' * 16}.json", Letter)


GOOD = 'format = "tocsin/bridge/v1"\nhost = "127.0.0.1"\nport = 25\nsecurity = "none"\nfrom = "line@a.example"\n'
WRONG: dict[str, Callable[[str], str]] = {
    "no format": lambda text: text.replace("v1", "v2"),
    "a word of another file": lambda text: text + 'to = "x"\n',
    "in clear to elsewhere": lambda text: text.replace("127.0.0.1", "mail.example"),
    "no sender": lambda text: text.replace("line@a.example", "line"),
    "no port": lambda text: text.replace("25", "0"),
    "another security": lambda text: text.replace('"none"', '"some"'),
    "no TOML": lambda text: text + "= secret",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_an_account_that_cannot_be_meant_is_refused_without_a_word_of_it(
    wrong: Callable[[str], str], tmp_path: Path
) -> None:
    path = tmp_path / "bridge.toml"
    path.write_text(wrong(GOOD + 'password = "hunter2"\n'))
    path.chmod(0o600)
    with pytest.raises(NoAccount) as caught:
        read(path)
    assert "hunter2" not in str(caught.value) + repr(caught.value)


def test_an_account_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "bridge.toml"
    path.write_text(GOOD + 'password = "hunter2"\n')
    path.chmod(0o640)
    with pytest.raises(AccountOpen):
        read(path)
    path.chmod(0o600)
    assert read(path).sender == "line@a.example"
    assert "hunter2" not in repr(read(path))


def test_the_process_carries_until_it_is_told_to_stop(tmp_path: Path, mail: Mail) -> None:
    home = tmp_path / "home"
    desk = home / "desk" / "main"
    desk.mkdir(parents=True)
    folder = laid(places.outgoing(home, "main"))
    assert run("tocsin-desk", "bridge", "--desk", "main", home=home).returncode == 2  # no account yet
    (desk / "bridge.toml").write_text(GOOD.replace("25", str(mail.port)))
    (desk / "bridge.toml").chmod(0o600)
    process = subprocess.Popen([BIN / "tocsin-desk", "bridge", "--home", str(home), "--desk", "main"])
    try:
        deadline = time.monotonic() + 20
        while not (folder / f"{NAME}.told").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert told(folder) == ("sent", "")
    assert len(mail.got) == 1


def test_an_archive_lies_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / f"{NAME}.part").write_bytes(ARCHIVE[:10])
    assert outgoing.names(folder, "json") == []
    with pytest.raises(FileNotFoundError):
        lay(folder, Letter("cd" * 16, "email", "a@b.example", "x", "y"))
    outgoing.clear(folder, NAME)
    assert list(folder.iterdir()) == []


def test_who_is_killed_while_sending_does_not_send_again(tmp_path: Path, mail: Mail) -> None:
    home = tmp_path / "home"
    (home / "desk" / "main").mkdir(parents=True)
    folder = laid(places.outgoing(home, "main"))
    path = home / "desk" / "main" / "bridge.toml"
    path.write_text(GOOD.replace("25", str(mail.port)))
    path.chmod(0o600)
    mail.fails = {"content": "hang"}
    words = [str(BIN / "tocsin-desk"), "bridge", "--home", str(home), "--desk", "main"]
    first = subprocess.Popen(words)
    until(lambda: len(mail.got) == 1)
    first.kill()
    first.wait(10)
    mail.fails = {}
    second = subprocess.Popen(words)
    try:
        until((folder / f"{NAME}.told").exists)
    finally:
        second.terminate()
        assert second.wait(10) == 0
    assert told(folder) == ("failed", "interrupted")
    assert len(mail.got) == 1


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)
