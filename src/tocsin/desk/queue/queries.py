"""What waits for an officer now: read anew at every look, so that nobody sees a case that ceased to exist for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from tocsin.desk.cases.models import Case, Event, FeedMark, Presence
from tocsin.desk.cases.queries import visible
from tocsin.desk.cases.rules import ORDER
from tocsin.desk.pages import charter
from tocsin.desk.queue.dues import nearest
from tocsin.desk.queue.models import View
from tocsin.desk.queue.rules import (
    AGES,
    Facts,
    Filters,
    Page,
    Row,
    Vocabulary,
    in_order,
    read_place,
    with_presence,
    write_place,
)
from tocsin.desk.queue.streams import FIELDS, along, first, in_queue, shows
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act

PRESENT = timedelta(seconds=60)


def page(officer: Officer, filters: Filters, *, now: datetime, after: str = "", limit: int) -> Page:
    """Return the page of a view behind a place (keyset: what came or went before it moves nothing)."""
    today = now.date()
    cases = _shown(officer, filters, today)
    place = read_place(after) if after else None
    rows, is_last = first(along(cases, filters, today=today, after=place), limit)
    rows = with_presence(rows, presences(officer, now=now))
    return Page(rows, write_place(rows[-1].place) if rows and not is_last else "")


def named(officer: Officer, ids: Iterable[str], *, now: datetime) -> list[Row]:
    """Return those of the named cases that are in an officer's queue, in order."""
    today = now.date()
    cases = visible(officer).filter(in_queue(today), id__in=list(ids)).values_list(*FIELDS)
    found = (Facts(*values) for values in cases)
    rows = in_order(Row(case, nearest(case, today)) for case in found)
    return with_presence(rows, presences(officer, now=now))


def order(officer: Officer, filters: Filters, *, now: datetime, until: str, most: int) -> tuple[list[Row], bool]:
    """Return the rows of a view up to a place (all of them without one), and whether `most` were enough for that."""
    today = now.date()
    last = read_place(until) if until else None
    rows = along(_shown(officer, filters, today), filters, today=today)
    found, is_whole = first(rows, most, until=lambda row: last is None or row.place <= last)
    return with_presence(found, presences(officer, now=now)), is_whole


def board(officer: Officer, views: Mapping[str, Filters], *, today: date) -> dict[str, Any]:
    """Return how many cases each view shows, how much waits by urgency and by age, what came and was closed today.

    One pass over the queue: some 100 ms where a hundred thousand wait.
    """
    asked = {f"view_{key}": shows(filters, officer, today) for key, filters in views.items()}
    waiting = Q(closed__isnull=True)
    asked |= {f"age_{i}": waiting & age for i, age in enumerate(_ages(today))}
    asked |= {f"urgent_{i}": waiting & Q(urgent=i) for i in range(len(ORDER))}
    asked |= {"came": Q(received=today), "went": Q(closed=today)}
    cases = visible(officer).filter(in_queue(today))
    found = cases.aggregate(**{name: Count("pk", filter=condition) for name, condition in asked.items()})
    by_urgency = {str(urgency): int(found[f"urgent_{i}"]) for i, urgency in enumerate(ORDER)}
    return {
        "counts": {key: int(found[f"view_{key}"]) for key in views},
        "waiting": sum(by_urgency.values()),
        "by_urgency": by_urgency,
        "by_age": [int(found[f"age_{i}"]) for i in range(len(AGES) + 1)],
        "came": int(found["came"]),
        "went": int(found["went"]),
    }


def _ages(today: date) -> list[Q]:
    days = [today - timedelta(days=age) for age in AGES]
    between = [Q(received__lt=newer, received__gte=older) for newer, older in pairwise(days)]
    return [Q(received__gte=days[0]), *between, Q(received__lt=days[-1])]


def presences(officer: Officer, *, now: datetime) -> dict[str, tuple[str, ...]]:
    """Return which others have which case open now."""
    others = Presence.objects.filter(at__gt=now - PRESENT).exclude(officer=officer)
    here: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for case, name in others.order_by("officer__name").values_list("case_id", "officer__name"):
        here[case] += (name,)
    return here


def token(officer: Officer, *, now: datetime) -> str:
    """Return a word that changes whenever a queue may have: so that looking every few seconds costs next to nothing."""
    read = FeedMark.objects.filter(id=1).values_list("after", flat=True).first() or 0
    acted = Event.objects.aggregate(last=Max("id"))["last"] or 0
    here = crc32(repr(sorted(presences(officer, now=now).items())).encode())
    return f"{read}.{acted}.{here:x}.{now:%j}"


def vocabulary() -> Vocabulary:
    """Return the codes that a filter may hold here and now."""
    names = frozenset(officer.name for officer in at_work())
    codes, languages = charter().codes(settings.DESK), frozenset(charter().line.languages)
    return Vocabulary(concern=codes, language=languages, officers=names)


def at_work() -> list[Officer]:
    """Return who may work on cases, by name."""
    officers = Officer.objects.filter(is_active=True).order_by("name")
    return [officer for officer in officers if may_act(officer.role, Verb.WORK_CASE)]


def saved(officer: Officer) -> list[View]:
    """Return an officer's saved views and those shared with all, by name."""
    return list(View.objects.filter(Q(owner=officer) | Q(shared=True)).order_by("name", "id"))


def _shown(officer: Officer, filters: Filters, today: date) -> QuerySet[Case]:
    return visible(officer).filter(shows(filters, officer, today))
