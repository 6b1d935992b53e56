"""Which passphrase opens which ring: one all receiving desks unless told otherwise, another the overseer's."""

from pathlib import Path

from tocsin.charter.model import Line


def of_desks(line: Line, own: Path | None, overseer: Path | None) -> dict[str, Path | None]:
    """Return desk -> file with its passphrase, in the order of the line's desks; None where none was given."""
    return {**dict.fromkeys(line.receiving, own), line.overseer: overseer}
