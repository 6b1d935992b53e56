"""The queue's order and filters said once more, row by row: what the database's own order is compared with."""

from collections.abc import Iterable

from tocsin.desk.cases.rules import State
from tocsin.desk.queue.rules import Filters, Row, Whose, in_order, marks


def shows(filters: Filters, row: Row, me: str) -> bool:
    """Tell whether a view shows a case to an officer."""
    case = row.case
    whose = {Whose.ANYBODY: True, Whose.ME: case.assigned == me, Whose.NOBODY: case.assigned is None}
    return (
        (case.state in filters.state if filters.state else case.state != State.CLOSED)
        and (not filters.urgency or case.urgency in filters.urgency)
        and (not filters.concern or case.concern in filters.concern)
        and (not filters.language or case.language in filters.language)
        and (not filters.mark or not filters.mark.isdisjoint(marks(case)))
        and (not filters.overdue or (row.due is not None and row.due.overdue))
        and (whose[Whose(filters.assigned)] if filters.assigned in set(Whose) else case.assigned == filters.assigned)
    )


def listed(rows: Iterable[Row], filters: Filters, me: str) -> list[Row]:
    """Return what a view shows, in order."""
    return [row for row in in_order(rows) if shows(filters, row, me)]
