"""What officers make of a case: grades, the second reading, and how far its rewrite has come."""

from datetime import datetime

from django.db import transaction

from tocsin.desk.cases.changing import Fields, NotPossible, NotYourAct, SomeoneWasFirst, change, find, note_act
from tocsin.desk.cases.models import Event
from tocsin.desk.cases.queries import rewriting_of, visible
from tocsin.desk.cases.rules import Content, Rewrite, Source
from tocsin.desk.pages import charter
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act


def set_grades(*, case: str, officer: Officer, source: str, content: str, now: datetime) -> Event:
    """Grade source and content, each apart; an empty one is not graded yet."""
    found = find(case, officer)
    if source not in {"", *Source} or content not in {"", *Content}:
        raise NotPossible(case)
    if (source, content) == (found.source_grade, found.content_grade):
        raise NotPossible(case)
    became: Fields = {"source_grade": source, "content_grade": content}
    if source and content and found.assessed is None:
        became |= {"assessed": now.date().isoformat()}
    return change(found, officer, "grades", became, now)


def review_case(*, case: str, officer: Officer, now: datetime) -> Event:
    """Note that a second officer has read what the first one made of it: whom the charter's clock binds."""
    found = find(case, officer)
    if found.assessed is None or found.last_reviewed == now.date():
        raise NotPossible(case)
    graded = found.events.filter(act="grades", undone=False).order_by("id").last()
    bound = any("last_reviewed" in clock.met_by and clock.bound == "supervisor" for clock in charter().desk.clocks)
    if (graded and graded.officer == officer.name) or (bound and not may_act(officer.role, Verb.DECIDE)):
        raise NotYourAct(case)
    return change(found, officer, "review", {"last_reviewed": now.date().isoformat()}, now)


def set_rewrite(*, case: str, officer: Officer, rewrite: str, now: datetime, seen: int = 0) -> Event:
    """Say how far the source-protecting rewrite has come; it is checked by another than who wrote it last.

    `seen` is the writing that the checker read: one that came after it was read by nobody yet.
    """
    found = find(case, officer)
    if rewrite not in {Rewrite.DRAFT, Rewrite.CHECKED}:
        raise NotPossible(case)
    if rewrite == Rewrite.CHECKED:
        if found.rewrite != Rewrite.DRAFT:
            raise NotPossible(case)
        last = rewriting_of(found)
        if last is None or last.officer == officer.name:
            raise NotYourAct(case)
        if last.pk != seen:
            raise SomeoneWasFirst(case)
        return change(found, officer, "rewrite", {"rewrite": rewrite}, now)
    with transaction.atomic():  # never undone: the text stands with the opener, and would pass for checked
        visible(officer).filter(id=case).update(rewrite=rewrite)
        return note_act(case=case, officer=officer, act="rewrite", told={"rewrite": rewrite}, now=now)
