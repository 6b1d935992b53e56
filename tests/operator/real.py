"""Lines made once by the real commands and copied for each test: a real one with its passphrases, a demonstration."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.lines import HARBOUR, run, whole_home

OWN = {  # of each desk but south, which opens with that of main
    "main": "salt heron lamp quay mist rope",
    "north": "seven geese over a grey sound",
    "overseer": "a lantern nobody else has lit",
}
PASSPHRASES = {"main": OWN["main"], "north": OWN["north"], "south": OWN["main"], "overseer": OWN["overseer"]}


@cache
def _real() -> Path:
    folder = Path(mkdtemp(prefix="tocsin-real-"))
    for desk, passphrase in PASSPHRASES.items():
        (folder / desk).write_text(passphrase)
    words = ["--charter", str(HARBOUR), "--officer", "otto", "--officer", "nora@north", "--overseer", "olga"]
    done = run("tocsin", "init", str(folder / "line"), *words, *passphrase_files(folder))
    assert done.returncode == 0, done.stderr
    return folder


@cache
def _demonstration() -> Path:
    return whole_home(Path(mkdtemp(prefix="tocsin-demonstration-")) / "line")


def passphrase_files(folder: Path) -> list[str]:
    """Return the options that name the files of passphrases in a folder."""
    words = ["--passphrase-file", str(folder / "main"), "--passphrase-file", f"north={folder / 'north'}"]
    return [*words, "--overseer-passphrase-file", str(folder / "overseer")]


def real_home(path: Path) -> Path:
    """Put a real line in a folder; files beside it, each called as a desk, hold its passphrases."""
    shutil.copytree(_real() / "line", path)
    for desk in PASSPHRASES:
        shutil.copy(_real() / desk, path.parent / desk)
    return path


def make_pages(home: Path) -> None:
    """Make the database of the desk's pages, or bring it up to date, as the web process does at its start."""
    code = "import django; django.setup(); from tocsin.desk.versions import bring_up_to_date as do; do()"
    words = {"TOCSIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tocsin.desk.settings"}
    without = {name: value for name, value in os.environ.items() if name != "TOCSIN_DESK_DATABASE"}
    subprocess.run([sys.executable, "-c", code], check=True, env=without | words)


def demonstration_home(path: Path) -> Path:
    """Put a demonstration in a folder."""
    return shutil.copytree(_demonstration(), path)
