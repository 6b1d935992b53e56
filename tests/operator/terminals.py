"""A real terminal with a person at it, who answers what is asked: a pseudo-terminal and a list of answers."""

import os
import pty
import re
import select
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from tests.lines import BIN

CTRL_C = "\x03"


def answer(words: Sequence[str], answers: Sequence[tuple[str, str]], *, cwd: Path) -> tuple[int, str]:
    """Run a command of ours at a terminal, and type each answer after its question. Return exit code and screen."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where a shell runs us in the background
        os.execv(BIN / words[0], [str(BIN / words[0]), *words[1:]])  # noqa: S606 - no shell
    screen, waiting, place = "", list(answers), 0
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break  # the terminal's other end was closed: the command ended
            if not data:
                break
            screen += data.decode(errors="replace").replace("\r", "")
        if waiting and (found := re.search(waiting[0][0], screen[place:])):
            place += found.end()
            time.sleep(0.05)  # getpass switches the echo off after it wrote its question, and drops what came before
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    assert waiting == [] or os.waitstatus_to_exitcode(status) != 0, (waiting, screen)
    return os.waitstatus_to_exitcode(status), screen
