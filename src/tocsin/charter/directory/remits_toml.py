"""`remits.toml`: what an authority has to do with which concerns where, one entry for many of both."""

from collections.abc import Collection, Iterable
from datetime import date

from tocsin.charter.directory.areas_toml import ID, keep
from tocsin.charter.directory.model import Assured, Remit, Role
from tocsin.charter.table import Table

_MARKS = r"confirmed|secondary|invented|none"


def read_remits(files: Iterable[Table], codes: Collection[str]) -> tuple[Remit, ...]:
    """Read every `[[remit]]`; `codes` are all that a report may carry, which stand for concerns that are not named."""
    found: dict[str, Remit] = {}
    for table in (table for top in files for table in top.tables("remit")):
        remit = _remit(table, frozenset(codes))
        keep(found, remit.id, remit, table)
        table.finish()
    return tuple(found.values())


def _remit(table: Table, codes: frozenset[str]) -> Remit:
    role = table.text("role", "|".join(Role))
    remit = Remit(
        id=table.text("id", ID),
        authority=table.text("authority", ID),
        role=Role(role) if role in set(Role) else Role.REFUSED,
        concerns=_concerns(table, codes),
        areas=frozenset(table.texts("areas")),
        precedence=table.number("precedence", -1000, 1000, default=0),
        transfer_to=table.text("transfer_to", ID, default=""),
        desk=table.text("desk", default=""),
        legal_basis=table.text("legal_basis"),
        mark=table.text("mark", _MARKS),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to", default=date.max),
        assured=read_assured(table),
        file=table.file,
    )
    _check(table, remit)
    return remit


def read_assured(table: Table) -> Assured:
    """Read who last made sure, and when."""
    return Assured(table.day("assured_date"), table.text("assurer"))


def _concerns(table: Table, codes: frozenset[str]) -> frozenset[str]:
    named = {key: frozenset(table.texts(key)) for key in ("concerns", "except") if table.has(key)}
    for key, listed in named.items():
        for code in sorted(listed - codes):
            table.fault(key, f"no report can carry «{code}»", "Name codes of concerns.toml.")
    if len(named) > 1:
        table.fault("except", "concerns are named already", "Name concerns, or all but some, not both.")
    concerns = named.get("concerns", codes) - named.get("except", frozenset())
    if named.get("except") and not concerns and codes:
        table.fault("except", "no concern is left", "Leave out fewer of them.")
    return concerns


def _check(table: Table, remit: Remit) -> None:
    if remit.valid_to < remit.valid_from:
        table.fault("valid_to", "it ends before it begins", "Correct one of the days.")
    if remit.role is Role.MUST_TRANSFER and not remit.transfer_to:
        table.fault("transfer_to", "whoever must transfer has nobody to transfer to", "Name the authority.")
    if remit.transfer_to == remit.authority != "":
        table.fault("transfer_to", "nobody transfers to themselves", "Name the authority that acts on it.")
    if remit.transfer_to and remit.role is not Role.MUST_TRANSFER:
        table.fault("transfer_to", "only who must transfer does", 'Write role = "must_transfer", or take it out.')
    if remit.desk and remit.role is not Role.LEAD:
        table.fault("desk", "only a lead's desk receives", 'Write role = "lead", or take it out.')
