"""A real line, not a demonstration, made once by the real command and copied for each test; passphrases are files."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.lines import HARBOUR, run

PASSPHRASES = {"main": "salt heron lamp quay mist rope", "overseer": "a lantern nobody else has lit"}
REVIEWED = "reviews.toml"


@cache
def _made() -> Path:
    folder = Path(mkdtemp(prefix="tocsin-real-"))
    for desk, passphrase in PASSPHRASES.items():
        (folder / desk).write_text(passphrase)
    words = ["--charter", str(HARBOUR), "--officer", "otto", "--overseer", "olga"]
    words += ["--passphrase-file", str(folder / "main"), "--overseer-passphrase-file", str(folder / "overseer")]
    done = run("tocsin", "init", str(folder / "line"), *words)
    assert done.returncode == 0, done.stderr
    return folder


def real_home(path: Path) -> Path:
    """Put a real line in a folder; the files `main` and `overseer` beside it hold its passphrases."""
    made = _made()
    shutil.copytree(made / "line", path, symlinks=True)
    for desk in PASSPHRASES:
        shutil.copy(made / desk, path.parent / desk)
    return path
