"""The queue in the database's own order: a page of it costs a page, however many wait behind.

What is due is computed and never stored, so no column orders by it. But of cases for which the same clock runs, the
one whose clock began first is due first. So each clock is a stream, read along the column that it begins with and only
as far as it is looked at; the streams are merged by what is due. A case for which several clocks run stands in several
streams, and is taken from the one whose clock is due first. What owes nothing, and what is closed, is one more each.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby, islice

from django.db.models import Q, QuerySet

from tocsin.desk.cases.models import Case
from tocsin.desk.cases.rules import State
from tocsin.desk.queue.dues import FED_BACK, Ticking, nearest, ticking
from tocsin.desk.queue.rules import CLOSED, NEVER, OPEN, Facts, Filters, Mark, Place, Row, Whose
from tocsin.desk.staff.models import Officer

LATELY = timedelta(days=30)  # closed cases of the queue; older ones are found, not queued
AT_ONCE = 128  # rows of a stream that are asked for together
FIELDS = [name if name != "assigned" else "assigned__name" for name in Facts._fields]
Key = tuple[int, date, int]
_MARKED = {
    Mark.PROTECTION: Q(protection=True),
    Mark.WITHDRAWN: Q(withdrawn=True),
    Mark.NEW: Q(unseen=True),
    Mark.SEVERAL: Q(reports__gt=1),
    Mark.FILES: Q(attachments__gt=0),
}


def in_queue(today: date) -> Q:
    """Return what is in the queue at all: what is open, and what was closed lately."""
    return Q(closed__isnull=True) | Q(closed__gte=today - LATELY)


def shows(filters: Filters, me: Officer, today: date) -> Q:
    """Return filters as a condition."""
    found = Q(state__in=filters.state) if filters.state else ~Q(state=State.CLOSED)
    for name in ("urgency", "concern", "language"):
        if chosen := getattr(filters, name):
            found &= Q(**{f"{name}__in": chosen})
    if filters.mark:
        found &= _any([_MARKED[Mark(mark)] for mark in filters.mark])
    if filters.overdue:
        found &= late(today)
    match filters.assigned:
        case Whose.ANYBODY:
            return found
        case Whose.ME:
            return found & Q(assigned=me)
        case Whose.NOBODY:
            return found & Q(assigned=None)
    return found & Q(assigned__name=filters.assigned)


def late(today: date) -> Q:
    """Return what is overdue: of those for which the same clock runs, all for which it began by a day."""
    yesterday = today - timedelta(days=1)
    return _any([clock.runs & Q(**{f"{clock.column}__lte": clock.began_by(yesterday)}) for clock in ticking()])


def along(cases: QuerySet[Case], filters: Filters, *, today: date, after: Place | None = None) -> Iterator[Row]:
    """Yield the rows of a filtered queue in their order, behind a place; asks the database only as far as one reads."""
    streams: list[Iterator[tuple[Place, Row]]] = []
    if not filters.state or filters.state & set(OPEN):
        for clock in ticking():
            streams.append(_stream(cases.filter(clock.runs), clock, _behind(after, clock), today))
        # What came of it is owed until it was said, so nothing else can be idle; said apart, for the index.
        idle = cases.filter(FED_BACK, ~_any([clock.runs for clock in ticking()]), closed=None)
        streams.append(_stream(idle, None, _behind(after, None), today))
    if filters.closed:
        closed = cases.filter(closed__gte=today - LATELY)
        streams.append(_rows(closed, ("-closed", "-number"), _behind_closed(after), today))
    yield from _once(heapq.merge(*streams, key=lambda found: found[0]))


def _once(found: Iterator[tuple[Place, Row]]) -> Iterator[Row]:
    """Take each case from the stream where it stands first; two clocks that end on one day name it twice."""
    last = ""
    for place, row in found:
        if place == row.place and row.case.id != last:
            last = row.case.id
            yield row


def _stream(cases: QuerySet[Case], clock: Ticking | None, behind: Q | None, today: date) -> Iterator[tuple[Place, Row]]:
    """Yield a clock's cases with the place that this clock gives them, or those for which none runs."""
    order = ("urgent", "number") if clock is None else ("urgent", clock.column, "number")
    found = (
        (
            (row.case.urgent, NEVER if clock is None else clock.end(getattr(row.case, clock.column)), row.case.number),
            row,
        )
        for _, row in _rows(cases, order, behind, today)
    )
    # Clocks that began on several days may end on one, over a weekend or at a month's end: there the number decides.
    for _, of_one_day in groupby(found, key=lambda each: each[0][:2]):
        yield from sorted(of_one_day, key=lambda each: each[0])


def _rows(cases: QuerySet[Case], order: tuple[str, ...], behind: Q | None, today: date) -> Iterator[tuple[Place, Row]]:
    if behind is None:
        return
    ordered = cases.filter(behind).order_by(*order)
    begin = 0
    while True:
        found = [Facts(*values) for values in ordered.values_list(*FIELDS)[begin : begin + AT_ONCE]]
        for case in found:
            row = Row(case, nearest(case, today))
            yield row.place, row
        if len(found) < AT_ONCE:
            return
        begin += AT_ONCE


def _behind(after: Place | None, clock: Ticking | None) -> Q | None:
    """Return what of a clock's stream stands behind a place; None where nothing does."""
    if after is None or after[0] < 0:
        return Q()
    urgent, day, number = after
    if urgent >= CLOSED:
        return None
    if clock is None:
        return Q(urgent__gt=urgent) | Q(urgent=urgent, **({"number__gt": number} if day == NEVER else {}))
    if day == NEVER:
        return Q(urgent__gt=urgent)
    before, on = clock.began_by(day - timedelta(days=1)), clock.began_by(day)
    same = Q(**{f"{clock.column}__gt": on}) | Q(**{f"{clock.column}__gt": before}, number__gt=number)
    return Q(urgent__gte=urgent) & (Q(urgent__gt=urgent) | same)


def _behind_closed(after: Place | None) -> Q | None:
    if after is None or after[0] < CLOSED:
        return Q()
    day = date.fromordinal(NEVER.toordinal() - after[1].toordinal())
    return Q(closed__lte=day) & (Q(closed__lt=day) | Q(number__lt=-after[2]))


def _any(conditions: list[Q]) -> Q:
    found = conditions[0]
    for each in conditions[1:]:
        found |= each
    return found


def first(rows: Iterator[Row], limit: int, *, until: Callable[[Row], bool] = lambda _: True) -> tuple[list[Row], bool]:
    """Return at most `limit` rows up to one that is not wanted any more, and whether that was all."""
    found: list[Row] = []
    for row in islice(rows, limit + 1):
        if not until(row):
            return found, True
        found.append(row)
    return found[:limit], len(found) <= limit
