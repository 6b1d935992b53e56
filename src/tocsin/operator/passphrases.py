"""Which passphrase opens which ring: one for all desks that receive, or one for each; always another the overseer's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tocsin.charter.model import Line
from tocsin.operator.desks import by_desk

SHORTEST = 12


class PassphraseUnfit(Exception):
    """A ring would open with nothing, or the overseer's with what opens another desk's."""

    hint = (
        "Files, each written by those who answer for that desk: --passphrase-file [DESK=]FILE, and for the overseer's "
        "--overseer-passphrase-file; or type them when you are asked."
    )


def of_desks(line: Line, given: Sequence[str], overseer: Path | None) -> dict[str, Path | None]:
    """Return desk -> file with its passphrase, in the order of the line's desks; None where none was given.

    `given` are FILE or DESK=FILE. A desk that receives and is not named opens with what opens the line's own.
    """
    more = [f"{line.overseer}={overseer}"] if overseer else []
    files = {desk: Path(file) for desk, file in by_desk(line, [*given, *more]).items()}
    return {
        **{desk: files.get(desk, files.get(line.desk)) for desk in line.receiving},
        line.overseer: files.get(line.overseer),
    }


def check_passphrases(line: Line, files: Mapping[str, Path | None]) -> None:
    """Refuse a desk without one, a short one, and for the overseer's desk one that opens another."""
    read = {desk: _read(desk, files.get(desk)) for desk in line.desks}
    theirs = read.pop(line.overseer)
    if theirs in read.values():
        raise PassphraseUnfit("the overseer's desk needs a passphrase of its own")


def _read(desk: str, file: Path | None) -> bytes:
    if file is None or not file.is_file():
        raise PassphraseUnfit(f"no file {file}" if file else f"each desk needs a passphrase, and {desk} has none")
    passphrase = file.read_bytes().strip()
    check_passphrase(passphrase)
    return passphrase


def check_passphrase(passphrase: bytes) -> None:
    """Refuse what a thief of the disk would find within days: each guess costs a second and 128 MiB, not more."""
    if len(passphrase) < SHORTEST:
        raise PassphraseUnfit(f"a passphrase has {SHORTEST} characters or more")
