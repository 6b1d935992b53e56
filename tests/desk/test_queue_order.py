"""The database's order against the order said row by row: every view, every page, and numbers beside them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.desk.many import case, fill, officer
from tests.desk.ordering import listed, shows
from tocsin.charter.clocks import most_pressing
from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.dues import dues
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.rules import State
from tocsin.desk.queue.dues import Ticking, nearest, ticking
from tocsin.desk.queue.queries import board, named, order, page
from tocsin.desk.queue.rules import BUILT_IN, Facts, Filters, Mark, write_place
from tocsin.desk.queue.streams import along
from tocsin.desk.staff.models import Officer
from tocsin.desk.watch.board import _row as board_row

NOW = datetime.now(UTC)
TODAY = NOW.date()
FILTERS = st.builds(
    Filters,
    state=st.frozensets(st.sampled_from([str(s) for s in State]), max_size=2),
    urgency=st.frozensets(st.sampled_from([str(u) for u in Urgency]), max_size=2),
    mark=st.frozensets(st.sampled_from([str(m) for m in Mark]), max_size=2),
    assigned=st.sampled_from(["", "me", "nobody", "sara"]),
    overdue=st.booleans(),
)


class OrderOfTheDatabase(TestCase):
    """One filled queue; each example asks it another way."""

    otto: Officer

    @classmethod
    def setUpTestData(cls) -> None:
        cls.otto, sara = officer("otto"), officer("sara")
        fill(250, today=TODAY, seed=3, assigned=(cls.otto, sara))
        oldest = TODAY - timedelta(days=400)
        # Made of an old report: its number is late, its day is early.
        case("LATERNUM", today=TODAY, received=oldest, urgency="Past")
        case("LQNGCLSD", today=TODAY, received=oldest, state="closed", closed=TODAY - timedelta(days=31))

    @given(FILTERS, st.integers(1, 90))
    @settings(max_examples=25)
    def test_every_page_is_as_the_order_says_and_shows_each_case_once(self, filters: Filters, limit: int) -> None:
        everything = named(self.otto, [each.id for each in Case.objects.all()], now=NOW)
        shown, after = [], ""
        while True:
            part = page(self.otto, filters, now=NOW, after=after, limit=limit)
            shown += [row.case.id for row in part.rows]
            after = part.next
            if not after:
                break
        assert shown == [row.case.id for row in listed(everything, filters, "otto")]

    @given(st.dictionaries(st.sampled_from("abcd"), FILTERS))
    @settings(max_examples=15)
    def test_the_numbers_beside_the_views_are_those_of_their_pages(self, views: dict[str, Filters]) -> None:
        everything = named(self.otto, [each.id for each in Case.objects.all()], now=NOW)
        found = board(self.otto, views, today=TODAY)
        assert found["counts"] == {key: len(listed(everything, views[key], "otto")) for key in views}

    def test_the_strip_counts_every_waiting_case_once(self) -> None:
        found = board(self.otto, {}, today=TODAY)
        waiting = list(Case.objects.exclude(state="closed"))
        assert found["waiting"] == sum(found["by_age"]) == len(waiting)
        assert Counter(found["by_urgency"]) == Counter(each.urgency for each in waiting)
        ages = Counter(sum((TODAY - each.received).days > age for age in (1, 7, 30)) for each in waiting)
        assert found["by_age"] == [ages[i] for i in range(4)]
        assert found["came"] == Case.objects.filter(received=TODAY).count()

    def test_an_order_up_to_a_place_tells_whether_it_reaches_there(self) -> None:
        everything = listed(named(self.otto, [c.id for c in Case.objects.all()], now=NOW), Filters(), "otto")
        until = write_place(everything[99].place)
        rows, whole = order(self.otto, Filters(), now=NOW, until=until, most=500)
        assert ([row.case.id for row in rows], whole) == ([row.case.id for row in everything[:100]], True)
        rows, whole = order(self.otto, Filters(), now=NOW, until=until, most=50)
        assert (len(rows), whole) == (50, False)

    def test_a_page_asks_the_database_for_no_more_than_it_shows(self) -> None:
        from django.db import connection

        with CaptureQueriesContext(connection) as asked:
            rows = along(Case.objects.all(), Filters(), today=TODAY)
            assert [next(rows) for _ in range(5)]
        assert len(asked) == len(ticking()) + 1  # one look into each clock's stream, and one at what owes nothing

    def test_every_stream_is_read_along_an_index_and_none_is_sorted(self) -> None:
        from django.db import connection

        if connection.vendor != "sqlite":
            self.skipTest("PostgreSQL weighs a small table otherwise")
        with CaptureQueriesContext(connection) as asked:
            assert [next(along(Case.objects.all(), Filters(), today=TODAY))]
        asks = [each["sql"] for each in asked.captured_queries if "ORDER BY" in each["sql"]]
        assert len(asks) == len(ticking()) + 1
        for sql in asks:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
                plan = " ".join(row[3] for row in cursor.fetchall())
            assert "cases_case USING INDEX" in plan, sql
            assert "TEMP B-TREE" not in plan, sql

    def test_closed_lately_is_thirty_days_and_a_view_of_what_waits_shows_none(self) -> None:
        closed = [row.case for row in page(self.otto, BUILT_IN["closed"], now=NOW, limit=500).rows]
        assert closed
        assert all(each.closed and each.closed >= TODAY - timedelta(days=30) for each in closed)
        assert [each.closed for each in closed] == sorted((c.closed for c in closed if c.closed), reverse=True)
        waiting = page(self.otto, BUILT_IN["all"], now=NOW, limit=500).rows
        assert all(shows(Filters(), row, "otto") and row.case.state != "closed" for row in waiting)


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), data=st.data())
def test_whose_clock_began_by_that_day_is_due_by_it_and_whose_began_later_is_not(
    day: date, data: st.DataObject
) -> None:
    clock = data.draw(st.sampled_from(ticking()))
    last = clock.began_by(day)
    assert clock.end(last) <= day < clock.end(last + timedelta(days=1))


DAYS = st.none() | st.integers(-60, 0).map(lambda ago: TODAY + timedelta(days=ago))


HISTORIES = st.fixed_dictionaries(
    {
        "first": DAYS,
        "later": DAYS,
        "assessed": DAYS,
        "reviewed": DAYS,
        "ahead": st.none() | st.integers(0, 30),
        "closed": DAYS,
    }
)


@pytest.mark.django_db
@given(days=HISTORIES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_case_page_queue_and_handover_name_the_same_day(days: dict[str, Any]) -> None:
    last = max(filter(None, (days["first"], days["later"])), default=None)
    one = Case(
        id="SAMEDAYS", number=1, received=TODAY - timedelta(days=60), state="closed" if days["closed"] else "new"
    )
    one.answered, one.last_answered = (days["first"] or days["later"]), last
    one.assessed, one.last_reviewed, one.closed = days["assessed"], days["reviewed"], days["closed"]
    one.promised = last + timedelta(days=days["ahead"]) if last and days["ahead"] is not None else None
    queued = nearest(Facts(**{name: getattr(one, name) for name in Facts._fields}), TODAY)
    drawn = most_pressing(dues(one, today=TODAY))
    assert (queued and (queued.clock, queued.day)) == (drawn and (drawn.clock, drawn.due))
    assert board_row(one, TODAY).due == drawn
    began = {due.clock for due in dues(one, today=TODAY) if due.state not in {"not started", "met"}}
    assert {clock.id for clock in ticking() if _runs(one, clock)} == began


def _runs(one: Case, clock: Ticking) -> bool:
    """Ask the database whether a clock runs for a case that is put there for it."""
    with transaction.atomic():
        one.save(force_insert=True)
        found = Case.objects.filter(clock.runs, pk=one.pk).exists()
        transaction.set_rollback(True)
    return found
