"""The programs that `tocsin-desk` becomes: each is started anew, so that the command line loads no Django."""

import argparse
import os
import sys
from typing import NoReturn

from tocsin.envelope import canonical
from tocsin.look.hosts import check_host


def serve(options: argparse.Namespace) -> NoReturn:
    """Become the web process: a program of its own, so that no command loads Django."""
    demonstration = bool(canonical.loads((options.home / "line.json").read_bytes())["demonstration"])
    words = {
        "TOCSIN_HOME": str(options.home),
        "TOCSIN_DESK": options.desk,
        "TOCSIN_DESK_HOST": check_host(options.host, demonstration=demonstration),
        "TOCSIN_DESK_PORT": str(options.port),
        "TOCSIN_DESK_ORIGIN": options.origin or f"http://localhost:{options.port}",
        "TOCSIN_DEMONSTRATION": "1" if demonstration else "0",
    }
    _become("tocsin.desk.server", words)


def invite(options: argparse.Namespace) -> NoReturn:
    """Become the program that invites; it loads Django, as no command does."""
    _become("tocsin.desk.inviting", {"TOCSIN_HOME": str(options.home), "TOCSIN_DESK": options.desk}, options.who)


def figures(options: argparse.Namespace) -> NoReturn:
    """Become the program that counts; it loads Django, as no command does."""
    words = {"TOCSIN_HOME": str(options.home), "TOCSIN_DESK": options.desk}
    _become("tocsin.desk.figuring", words, str(options.out))


def look(options: argparse.Namespace) -> NoReturn:
    """Become the program that looks; it gets no line's folder, since settings would make a session key in it."""
    _become("tocsin.desk.looking", {"TOCSIN_HOME": os.devnull}, str(options.home / "desk" / options.desk))


def _become(module: str, environment: dict[str, str], *words: str) -> NoReturn:
    command = [sys.executable, "-m", module, *words]
    os.execve(sys.executable, command, os.environ | environment)  # noqa: S606 - a fixed program
