"""What a page of the queue shows around its rows: the view one chose, the views there are, what the strip counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from tocsin.desk.cases.rules import State
from tocsin.desk.queue import words as said
from tocsin.desk.queue.models import View
from tocsin.desk.queue.queries import at_work, saved, vocabulary
from tocsin.desk.queue.rules import BUILT_IN, Filters, Row, by_age, by_urgency, marks
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


@dataclass(frozen=True)
class Chosen:
    """The view one looks at; `key` names it among the views, and is empty where somebody filtered by hand."""

    key: str
    name: str
    filters: Filters
    view: View | None = None

    @property
    def address(self) -> str:
        """Return the filters as an address carries them."""
        return urlencode(self.filters.words(), doseq=True)


def choose(officer: Officer, view: str, words: QueryDict) -> Chosen | None:
    """Return the view of that name or number; filters in the address take its place. None where there is no such."""
    if words:
        return Chosen("", "", vocabulary().read(dict(words.lists())))
    if view in BUILT_IN:
        return Chosen(view, said.view_names()[view], BUILT_IN[view])
    for own in saved(officer):
        if str(own.pk) == view:
            return Chosen(view, own.name, vocabulary().read(own.filters), own)
    return None


def board(officer: Officer, rows: Sequence[Row], *, today: date) -> dict[str, Any]:
    """Return the views with how much each shows, and the strip: what waits by urgency and age, what came and went."""
    own = saved(officer)
    known = vocabulary()
    views = [(key, name, BUILT_IN[key]) for key, name in said.view_names().items()]
    views += [(str(view.pk), view.name, known.read(view.filters)) for view in own]
    waiting = [row for row in rows if row.case.state != State.CLOSED]
    return {
        "views": views,
        "may_share": may_act(officer.role, Verb.DECIDE),
        "shared": {str(view.pk) for view in own if view.shared},
        "counts": {key: sum(filters.shows(row, officer.name) for row in rows) for key, _, filters in views},
        "waiting": len(waiting),
        "by_urgency": by_urgency(waiting),
        "by_age": by_age(waiting, today),
        "came": sum(row.case.received == today for row in rows),
        "went": sum(row.case.closed == today for row in rows),
    }


def words() -> dict[str, Any]:
    """Return the words of the rows and of the filters."""
    return {
        "urgencies": said.urgencies(),
        "states": said.states(),
        "mark_names": said.mark_names(),
        "concerns": said.concerns(),
        "tongues": said.languages(),
        "signs": said.SIGNS,
        "short_day": said.short_day,
        "clock": said.clock,
        "time_left": said.time_left,
        "marks": marks,
        "officers": [officer.name for officer in at_work()],
    }
