"""The table of `docs/doctor.md`, drawn from the checks themselves."""

from tocsin.operator.doctor.checks import CHECKS


def table() -> str:
    """Return the table as Markdown."""
    rows = [f"| {check.id} | {check.sentence} | {check.hint} |" for check in CHECKS]
    return "\n".join(["| id | of a healthy line is true | otherwise |", "|---|---|---|", *rows])
