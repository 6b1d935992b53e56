"""Under real users: what each zone reaches of the others, and that a report still goes all the way."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.lines import free_port, listens, run, whole_home
from tests.operator.installed import Installed, installed_line, interpreter, words_of

FOREIGN = "PermissionError"
OF_MAIN = (  # what is one desk's own, and no other's, and what neither may lay there
    "os.listdir(home / 'slot' / 'main')",
    "(home / 'slot' / 'main' / 'new').write_bytes(b'')",
    "os.listdir(home / 'attachments' / 'main')",
    "os.listdir(home / 'opener' / 'main')",
    "(home / 'opener' / 'main' / 'opener.db').read_bytes()",
    "(home / 'opener' / 'main' / 'ring' / 'epoch-1.key').read_bytes()",
    "os.listdir(home / 'desk' / 'main')",
    "os.listdir(home / 'desk' / 'main' / 'officers')",
    "os.listdir(home / 'bell' / 'main')",
    "os.listdir(home / 'referrals' / 'main')",
)


@pytest.fixture(scope="module")
def line() -> Iterator[Installed]:
    with installed_line(make=partial(whole_home, officers=("otto", "nora@north"))) as line:
        yield line


@contextmanager
def as_service(line: Installed, user: str, *words: str, ready: Callable[[], bool]) -> Iterator[None]:
    """Run a command of ours as a zone's user until the block ends."""
    python, env = interpreter(line)
    log = line.root / f"{user}.log"
    with log.open("wb") as out:
        run_as = {"stdout": out, "stderr": out, "cwd": "/", "umask": 0o022, "env": env, **line.ids(user)}
        process = subprocess.Popen(words_of(python, *words), **run_as)  # type: ignore[call-overload]
        try:
            deadline = time.monotonic() + 30
            while not ready():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def served(line: Installed) -> Iterator[str]:
    home, port = ("--home", str(line.home)), free_port()
    with ExitStack() as stack:
        for desk in ("main", "north", "overseer"):
            socket = line.home / "run" / f"{desk}.sock"
            users = [str(line.uid(f"tocsin-desk-{desk}")), "0"]
            asking = [word for uid in users for word in ("--allow-uid", uid)]
            asking += ["--socket-group", str(line.gid(f"tocsin-ask-{desk}")), "--collect-every", "0"]
            words = ("tocsin-opener", "serve", *home, "--desk", desk, "--demonstration", *asking)
            stack.enter_context(as_service(line, f"tocsin-opener-{desk}", *words, ready=socket.exists))
        intake = ("tocsin-intake", *home, "--port", str(port))
        stack.enter_context(as_service(line, "tocsin-intake", *intake, ready=lambda: listens(port)))
        yield f"http://localhost:{port}"


@pytest.mark.parametrize(
    ("user", "code"),
    [
        ("tocsin-intake", "os.listdir(home / 'slot' / 'main')"),
        ("tocsin-intake", "os.listdir(home / 'opener' / 'main')"),
        ("tocsin-intake", "(home / 'opener' / 'main' / 'ring' / 'epoch-1.key').read_bytes()"),
        ("tocsin-intake", "os.listdir(home / 'desk' / 'main')"),
        ("tocsin-intake", "(home / 'root' / 'line-root.key').read_bytes()"),
        ("tocsin-intake", "(home / 'operator.toml').read_bytes()"),
        ("tocsin-intake", "os.listdir(home / 'replies')"),
        ("tocsin-intake", "(home / 'replies' / '00' / 'new').write_bytes(b'')"),
        ("tocsin-intake", "(home / 'public' / 'keys.json').write_bytes(b'')"),
        ("tocsin-reader", "(home / 'slot' / 'main' / 'new').write_bytes(b'')"),
        ("tocsin-reader", "os.listdir(home / 'replies' / '00')"),
        ("tocsin-desk-main", "os.listdir(home / 'opener' / 'main')"),
        ("tocsin-desk-main", "(home / 'opener' / 'main' / 'payloads.db').read_bytes()"),
        ("tocsin-desk-main", "os.listdir(home / 'desk' / 'main' / 'officers')"),
        ("tocsin-desk-main", "os.listdir(home / 'desk' / 'overseer')"),
        ("tocsin-desk-main", "os.listdir(home / 'attachments' / 'main')"),
        ("tocsin-opener-main", "os.listdir(home / 'opener' / 'overseer')"),
        ("tocsin-opener-main", "os.listdir(home / 'slot' / 'overseer')"),
        ("tocsin-opener-main", "os.listdir(home / 'desk' / 'main')"),
        ("tocsin-opener-main", "os.listdir(home / 'referrals' / 'overseer')"),
        ("tocsin-intake", "(home / 'referrals' / 'main' / 'put').write_bytes(b'')"),
        ("tocsin-desk-main", "(home / 'referrals' / 'main' / 'put').write_bytes(b'')"),
        ("tocsin-opener-main", "(home / 'custodians' / 'first.key').read_bytes()"),
        ("tocsin-opener-overseer", "os.listdir(home / 'opener' / 'main')"),
        *((f"tocsin-{user}", code) for user in ("opener-north", "desk-north") for code in OF_MAIN),
        *(
            (f"tocsin-{user}", code.replace("main", "north"))
            for user in ("opener-main", "desk-south")
            for code in OF_MAIN
        ),
    ],
)
def test_a_zone_reaches_nothing_of_another(line: Installed, user: str, code: str) -> None:
    assert line.as_user(user, code) == FOREIGN


@pytest.mark.parametrize(
    ("user", "code"),
    [
        ("tocsin-intake", "(home / 'slot' / 'main' / 'put').write_bytes(b'')"),
        ("tocsin-opener-main", "[p.name for p in (home / 'slot' / 'main').iterdir() if p.unlink() is None]"),
        ("tocsin-opener-overseer", "(home / 'referrals' / 'main' / 'put').write_bytes(b'1')"),
        ("tocsin-opener-main", "[p.name for p in (home / 'referrals' / 'main').iterdir() if p.unlink() is None]"),
        ("tocsin-opener-main", "len((home / 'opener' / 'main' / 'opener.db').read_bytes())"),
        ("tocsin-opener-main", "(home / 'replies' / '00' / 'laid').write_bytes(b'1')"),
        ("tocsin-reader", "(home / 'replies' / '00' / 'laid').read_bytes()"),
        ("tocsin-reader", "len((home / 'charter' / 'line.toml').read_bytes())"),
        ("tocsin-intake", "len((home / 'public' / 'keys.json').read_bytes())"),
        ("tocsin-desk-main", "(home / 'desk' / 'main' / 'desk.db').write_bytes(b'')"),
    ],
)
def test_a_zone_reaches_what_it_works_with(line: Installed, user: str, code: str) -> None:
    assert "Error" not in line.as_user(user, code)


def test_a_regional_desk_works_with_what_is_its_own(line: Installed) -> None:
    line.as_user("tocsin-intake", "(home / 'slot' / 'north' / 'put').write_bytes(b'')")
    emptied = "[p.name for p in (home / 'slot' / 'north').iterdir() if p.unlink() is None]"
    assert line.as_user("tocsin-opener-north", emptied) == "['put']"
    assert "Error" not in line.as_user("tocsin-opener-north", "(home / 'opener' / 'north' / 'opener.db').read_bytes()")
    assert "Error" not in line.as_user("tocsin-desk-north", "(home / 'desk' / 'north' / 'desk.db').write_bytes(b'')")


def test_an_opener_takes_no_reply_of_the_other_away(line: Installed) -> None:
    line.as_user("tocsin-opener-main", "(home / 'replies' / '01' / 'mine').write_bytes(b'1')")
    for other in ("tocsin-opener-overseer", "tocsin-opener-north"):
        assert line.as_user(other, "(home / 'replies' / '01' / 'mine').unlink()") == FOREIGN


CONNECT = "[s := socket.socket(socket.AF_UNIX), s.connect(str(home / 'run' / '{desk}.sock')), s.close()][1]"


def test_a_desk_connects_to_its_own_opener_alone_and_nobody_else_does(line: Installed, served: str) -> None:
    assert line.as_user("tocsin-desk-main", CONNECT.format(desk="main")) == "None"
    assert line.as_user("tocsin-desk-north", CONNECT.format(desk="north")) == "None"
    for user, other in (("main", "overseer"), ("main", "north"), ("north", "main"), ("south", "north")):
        assert line.as_user(f"tocsin-desk-{user}", CONNECT.format(desk=other)) == FOREIGN
    for user in ("tocsin-intake", "tocsin-reader", "tocsin-desk-overseer", "tocsin-opener-overseer"):
        assert line.as_user(user, CONNECT.format(desk="main")) == FOREIGN
    assert served


def test_a_report_with_a_file_goes_all_the_way_between_users(line: Installed, served: str, tmp_path: Path) -> None:
    picture = tmp_path / "tides.txt"
    picture.write_text("high water at six")
    told = {"concern": "ce-approach", "language": "en", "what": "They asked for the tide tables."}
    words = ("tocsin-report", "send", "--line", served, "--json", "--attach", str(picture), "--report", "-")
    sent = run(*words, stdin=json.dumps(told))
    assert sent.returncode == 0, sent.stderr
    found = json.loads(run("tocsin-desk", "collect", "--home", str(line.home), "--json").stdout)
    assert (found["collected"], found["attachments"]) == (1, 1)
    assert (line.home / "run" / "main.collected").exists()
    numbers = json.loads(sent.stdout)["numbers"]
    read = run("tocsin-report", "read", "--line", served, "--receipt", numbers, "--json")
    assert read.returncode == 0, read.stderr
    assert "received" in read.stdout


def test_what_is_told_to_a_region_is_opened_by_its_own_users_alone(line: Installed, served: str) -> None:
    told = {"concern": "ce-approach", "language": "en", "what": "They asked for the tide tables."}
    words = ("tocsin-report", "send", "--line", served, "--desk", "north", "--json", "--report", "-")
    sent = run(*words, stdin=json.dumps(told))
    assert sent.returncode == 0, sent.stderr
    there = ("--home", str(line.home), "--desk", "north", "--officer", "nora", "--json")
    assert json.loads(run("tocsin-desk", "collect", *there).stdout)["collected"] == 1
    [case] = json.loads(run("tocsin-desk", "cases", *there).stdout)["cases"]
    laid = run("tocsin-desk", "reply", case["case"], "--text", "Thank you.", *there)
    assert laid.returncode == 0, laid.stderr
    numbers = json.loads(sent.stdout)["numbers"]
    read = run("tocsin-report", "read", "--line", served, "--receipt", numbers, "--json")
    assert json.loads(read.stdout)["replies"][-1]["desk"] == "north"
