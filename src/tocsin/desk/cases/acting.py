"""What a page asks for in clear, read from its post: an act's name and its codes, and nothing else."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from tocsin.desk.cases import actions, changing, judging, moving
from tocsin.desk.cases.changing import NotPossible
from tocsin.desk.cases.models import Event
from tocsin.desk.cases.rules import Rewrite
from tocsin.desk.staff.models import Officer


def act(*, case: str, officer: Officer, body: Mapping[str, object], now: datetime) -> Event:
    """Do what the post names."""
    return _work(body)(case=case, officer=officer, now=now) if body.get("act") != "undo" else _undo(body, officer, now)


def _work(body: Mapping[str, object]) -> Callable[..., Event]:  # noqa: PLR0911 - a table, said as one
    plain = {"claim": actions.claim_case, "release": actions.release_case}
    match dict(body):
        case {"act": "claim" | "release" as name}:
            return plain[name]
        case {"act": "assign", "to": str(name)} if to := Officer.objects.filter(name=name).first():
            return partial(actions.assign_case, to=to)
        case {"act": "urgency", "urgency": str(urgency)}:
            return partial(actions.set_urgency, urgency=urgency)
        case {"act": "grades", "source": str(source), "content": str(content)}:
            return partial(judging.set_grades, source=source, content=content)
        case {"act": "begin" | "answered" | "reopen" as move}:
            return partial(moving.move_case, act=move)
        case {"act": "close", "outcome": str(outcome)}:
            return partial(moving.move_case, act="close", outcome=outcome)
        case {"act": "review"}:
            return judging.review_case
        case {"act": "checked", "rewritten": int(seen)}:
            return partial(judging.set_rewrite, rewrite=Rewrite.CHECKED, seen=seen)
    raise NotPossible(str(body.get("act", "")))


def _undo(body: Mapping[str, object], officer: Officer, now: datetime) -> Event:
    event = body.get("event")
    if not isinstance(event, int):
        raise NotPossible("undo")
    return changing.undo(event=event, officer=officer, now=now)
