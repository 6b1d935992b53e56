"""The queue in the database's own order: a page of it costs a page, however many wait behind.

What is due is computed and never stored, so no column orders by it. But of cases that wait for the same clock the one
that came first is due first. So those without an answer, those with one and those closed are three streams, each read
along an index and only as far as it is looked at, and merged by what is due.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice

from django.db.models import Q, QuerySet

from tocsin.desk.cases.models import Case
from tocsin.desk.cases.rules import State
from tocsin.desk.queue.dues import came_by, nearest
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
    """Return what is overdue: of those that wait for the same clock, all that came by a day."""
    yesterday = today - timedelta(days=1)
    streams = [(True, came_by(yesterday, unanswered=True)), (False, came_by(yesterday, unanswered=False))]
    return _any([Q(closed=None, answered__isnull=unanswered, received__lte=day) for unanswered, day in streams])


def along(cases: QuerySet[Case], filters: Filters, *, today: date, after: Place | None = None) -> Iterator[Row]:
    """Yield the rows of a filtered queue in their order, behind a place; asks the database only as far as one reads."""
    streams: list[Iterator[Row]] = []
    if not filters.state or filters.state & set(OPEN):
        for unanswered in (True, False):
            waiting = cases.filter(closed__isnull=True, answered__isnull=unanswered)
            behind = _behind_open(after, unanswered=unanswered)
            streams.append(_stream(waiting, ("urgent", "received", "number"), behind, today))
    if filters.closed:
        closed = cases.filter(closed__gte=today - LATELY)
        streams.append(_stream(closed, ("-closed", "-number"), _behind_closed(after), today))
    return heapq.merge(*streams, key=lambda row: row.place)


def _stream(cases: QuerySet[Case], order: tuple[str, ...], behind: Q | None, today: date) -> Iterator[Row]:
    if behind is None:
        return
    ordered = cases.filter(behind).order_by(*order)
    begin = 0
    while True:
        found = [Facts(*values) for values in ordered.values_list(*FIELDS)[begin : begin + AT_ONCE]]
        yield from (Row(case, nearest(case, today)) for case in found)
        if len(found) < AT_ONCE:
            return
        begin += AT_ONCE


def _behind_open(after: Place | None, *, unanswered: bool) -> Q | None:
    """Return what of an open stream stands behind a place; None where nothing does."""
    if after is None or after[0] < 0:
        return Q()
    urgent, day, number = after
    if urgent >= CLOSED:
        return None
    if day == NEVER:
        return Q(urgent__gt=urgent)
    before, on = came_by(day - timedelta(days=1), unanswered=unanswered), came_by(day, unanswered=unanswered)
    same = Q(received__gt=on) | Q(received__gt=before, number__gt=number)
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
