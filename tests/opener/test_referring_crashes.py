"""Both openers are killed after every line of passing on: nothing is lost, nothing is there twice."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.opener.houses import Officer, World
from tests.opener.neighbours import at_work, lies, neighbours, read
from tocsin.opener.authorise.shifts import Authority
from tocsin.opener.messages import messages_of
from tocsin.opener.referring import keeping

ROOMS = ("opener/referring/", "opener/storing.py", "opener/entries.py", "opener/replying.py", "exchange/durable.py")
EVERY = 1 if os.environ.get("SLOW") else 23  # lines


def after_lines(number: int) -> Any:
    """Return a trace that kills this process after so many lines of the rooms that pass on."""
    left = number

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if not any(room in frame.f_code.co_filename for room in ROOMS):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def killed(act: Any, number: int) -> bool:
    """Do it in another process that is killed on its way; tell whether it was killed before its end."""
    child = os.fork()
    if child == 0:
        sys.settrace(after_lines(number))
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


def again(officer: Officer) -> None:
    """Let an officer begin again at an opener that was started again."""
    officer.authority = Authority(officer.world.house)
    officer.begin()


def in_a_process_of_its_own(world: World, act: Any) -> Any:
    """Return the act as a process does it that starts the opener, and holds no file of this one."""

    def whole() -> None:
        world.house = world.unlock()
        act()

    return whole


def refers(main: World, otto: Officer) -> None:
    again(otto)
    otto.ask_afresh("refer", main.cases()[0], to="overseer")


def lands_once(main: World, other: World, otto: Officer) -> None:
    """Check that after any crash and another try the case is there once, with all that was told, and answered once."""
    main.house = main.unlock()
    main.collect()
    [case] = main.cases()
    if not keeping.of_case(main.house, case):  # nothing was said to be done: the officer does it again
        refers(main, otto)
    other.house = other.unlock()
    other.collect()
    main.collect()
    other.collect()
    [there] = other.cases()
    assert [message.kind for message in messages_of(other.house, there)] == ["report", "addition"]
    assert [kept.state for kept in keeping.of_case(main.house, case)] == ["sent"]
    assert [kept.state for kept in keeping.of_case(other.house, there)] == ["sent"]
    assert [(reply.number, reply.desk) for reply in read(other)] == [(0, "main"), (1, "main"), (2, "overseer")]
    assert [name for name in lies(other) if not name.startswith(".")] == []
    for world in (main, other):
        world.house.ledger.verify()
        world.house.close()


@pytest.mark.timeout(7200 if EVERY == 1 else 300)
@pytest.mark.parametrize("who", ["sends", "takes in"])
def test_killed_after_any_line(tmp_path: Path, who: str) -> None:
    number, tried = 1, 0
    while True:
        main, other = neighbours(tmp_path / f"{number}", "main", "overseer")
        otto = at_work(main, "otto")
        main.drop(main.report(), main.addition("more"))
        main.collect()
        if who == "takes in":
            refers(main, otto)
        main.house.close()
        other.house.close()
        act = (lambda: refers(main, otto)) if who == "sends" else other.collect  # noqa: B023 - done at once
        if not killed(in_a_process_of_its_own(main if who == "sends" else other, act), number):
            break
        lands_once(main, other, otto)
        number, tried = number + EVERY, tried + 1
    assert tried > 5
