"""What a page of the queue shows around its rows: the view one chose, the views there are, what the strip counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from tocsin.desk.queue import queries
from tocsin.desk.queue import words as said
from tocsin.desk.queue.models import View
from tocsin.desk.queue.queries import at_work, saved, vocabulary
from tocsin.desk.queue.rules import BUILT_IN, Filters, marks
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


def board(officer: Officer, *, today: date, here: str) -> dict[str, Any]:
    """Return the views with their numbers, and the strip; counted anew when `here`, the queue's token, changed."""
    own = saved(officer)
    known = vocabulary()
    views = [(key, name, BUILT_IN[key]) for key, name in said.view_names().items()]
    views += [(str(view.pk), view.name, known.read(view.filters)) for view in own]
    shown = {key: filters for key, _, filters in views}
    return {
        "views": views,
        "may_share": may_act(officer.role, Verb.DECIDE),
        "shared": {str(view.pk) for view in own if view.shared},
        **_counted(officer, shown, today, here),
    }


_boards: dict[int, tuple[object, dict[str, Any]]] = {}  # one of each officer: numbers alone


def _counted(officer: Officer, shown: dict[str, Filters], today: date, here: str) -> dict[str, Any]:
    standing = (here, today, officer.compartments, shown)
    kept = _boards.get(officer.pk)
    if kept is None or kept[0] != standing:
        kept = _boards[officer.pk] = (standing, queries.board(officer, shown, today=today))
    return kept[1]


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
