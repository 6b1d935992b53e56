"""Which cases exist for whom: a case lies in no compartment or in one, and nobody is offered one they are recused from.

Who lacks the compartment gets the answer that a case gets which does not exist; so does an officer whom somebody else
recused, since that alone would tell that a report may name them.
"""

from tocsin.opener.errors import NoSuchCase, OfficerRecused
from tocsin.opener.house import House

_INSIDE = (
    "(cases.compartment = '' OR EXISTS (SELECT 1 FROM officer_compartments AS own "
    "WHERE own.officer = :officer AND own.compartment = cases.compartment))"
)
VISIBLE = (
    f"({_INSIDE} AND NOT EXISTS (SELECT 1 FROM recusals WHERE recusals.officer = :officer "  # noqa: S608 - constants
    "AND recusals.case_id = cases.id))"
)


def is_seen(house: House, officer: str, case: str) -> bool:
    """Tell whether a case exists for an officer."""
    query = f"SELECT 1 FROM cases WHERE id = :case AND {VISIBLE}"  # noqa: S608 - a constant
    return house.database.main.execute(query, {"case": case, "officer": officer}).fetchone() is not None


def see(house: House, officer: str, case: str) -> None:
    """Do nothing if a case exists for an officer; else raise."""
    query = (
        f"SELECT {_INSIDE}, (SELECT by_whom FROM recusals WHERE recusals.officer = :officer "  # noqa: S608 - constants
        "AND recusals.case_id = cases.id) FROM cases WHERE id = :case"
    )
    row = house.database.main.execute(query, {"officer": officer, "case": case}).fetchone()
    inside, recused_by = row or (0, None)
    if not inside:
        raise NoSuchCase(case)
    if recused_by == officer:
        raise OfficerRecused(case)
    if recused_by is not None:
        raise NoSuchCase(case, logged="recused", about=case)


def recusals(house: House, officer: str) -> list[dict[str, str]]:
    """Return who is kept from which case and by whom, in the cases that exist for an officer."""
    query = (
        "SELECT recused.officer, recused.case_id, recused.by_whom FROM recusals AS recused "  # noqa: S608 - constants
        f"JOIN cases ON cases.id = recused.case_id WHERE {VISIBLE} ORDER BY recused.officer, cases.number"
    )
    rows = house.database.main.execute(query, {"officer": officer}).fetchall()
    return [dict(zip(("officer", "case", "by"), row, strict=True)) for row in rows]
