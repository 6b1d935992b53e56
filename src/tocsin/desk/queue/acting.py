"""One act on many cases, done case by case: what somebody else was first for is told, and keeps nothing else back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases import actions, changing, moving
from tocsin.desk.cases.models import Event
from tocsin.desk.staff.models import Officer


class NoSuchAct(Exception):
    """The queue knows no such act, or not with this value."""

    code = "not-possible"
    hint = "Reload the page."


@dataclass
class Result:
    """What became of each case: the events of what was done, and by case why something was not."""

    events: list[int] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    not_yours: list[str] = field(default_factory=list)
    gone: int = 0  # no longer there for this officer, so that it is counted and not named

    def note(self, case: str, work: Callable[[], Event]) -> None:
        """Do it, and note what became of it."""
        try:
            self.events.append(work().pk)
        except changing.NoSuchCase:
            self.gone += 1
        except changing.SomeoneWasFirst:
            self.first.append(case)
        except changing.NotPossible:
            self.already.append(case)
        except changing.NotYourAct:
            self.not_yours.append(case)


def act(*, officer: Officer, name: str, cases: Iterable[str], value: str, now: datetime) -> Result:
    """Do the same to each case; each is a transaction and an event of its own."""
    work, result = _work(name, value), Result()
    for case in cases:
        result.note(case, partial(work, case=case, officer=officer, now=now))
    return result


def undo(*, officer: Officer, events: Iterable[int], now: datetime) -> Result:
    """Undo those of one's own acts that still stand."""
    result = Result()
    named = dict(Event.objects.filter(pk__in=list(events), officer=officer.name).values_list("pk", "case_id"))
    for event, case in named.items():
        result.note(case, partial(changing.undo, event=event, officer=officer, now=now))
    return result


def _work(name: str, value: str) -> Callable[..., Event]:
    match name:
        case "claim":
            return actions.claim_case
        case "release":
            return actions.release_case
        case "begin":
            return partial(moving.move_case, act="begin")
        case "urgency" if value in set(Urgency):
            return partial(actions.set_urgency, urgency=value)
        case "assign":
            to = Officer.objects.filter(name=value, is_active=True).first()
            if to is not None:
                return partial(actions.assign_case, to=to)
    raise NoSuchAct(name)
