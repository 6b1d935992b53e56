"""What waits for an officer now: read anew at every look, so that nobody sees a case that ceased to exist for them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zlib import crc32

from django.conf import settings
from django.db.models import Max, Q

from tocsin.desk.cases.models import Event, FeedMark, Presence
from tocsin.desk.cases.queries import visible
from tocsin.desk.cases.rules import State
from tocsin.desk.pages import charter
from tocsin.desk.queue.dues import nearest
from tocsin.desk.queue.models import View
from tocsin.desk.queue.rules import Facts, Row, Vocabulary, in_order
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act

LATELY = timedelta(days=30)  # closed cases of the queue; older ones are found, not queued
PRESENT = timedelta(seconds=60)
_FIELDS = [name if name != "assigned" else "assigned__name" for name in Facts._fields]


def rows(officer: Officer, *, now: datetime, ids: Iterable[str] | None = None) -> list[Row]:
    """Return every case that waits for an officer or was closed lately, in order; or those of them that are named."""
    today = now.date()
    cases = visible(officer).filter(~Q(state=State.CLOSED) | Q(closed__gte=today - LATELY))
    found = cases if ids is None else cases.filter(id__in=list(ids))
    here = presences(officer, now=now)
    facts = (Facts(*values) for values in found.values_list(*_FIELDS))
    return in_order(Row(case, nearest(case, today), here.get(case.id, ())) for case in facts)


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
