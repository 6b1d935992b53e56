"""What officers do to cases, on a real database: claimed by a condition, told by an event, undone while it stands."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tocsin.desk.cases import actions, changing, concluding, judging, moving, open_ends, words
from tocsin.desk.cases.changing import Fields, NoSuchCase, NotPossible, NotYourAct, SomeoneWasFirst
from tocsin.desk.cases.models import Case, Event, Recusal
from tocsin.desk.cases.moving import CaseStillOpen, OutcomeDiffers
from tocsin.desk.cases.presence import be_present, leave
from tocsin.desk.cases.queries import present, undoable, workers
from tocsin.desk.cases.rules import Lacking
from tocsin.desk.staff.models import Officer

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
A = "aaaa1111"

pytestmark = pytest.mark.django_db


def officer(name: str, role: str = "officer", compartments: tuple[str, ...] = ()) -> Officer:
    return Officer.objects.create(name=name, role=role, compartments=list(compartments))


def case(name: str = A, **words: object) -> Case:
    usual = {"number": 1, "received": date(2026, 11, 24), "concern": "ce-approach", "language": "en"}
    return Case.objects.create(id=name, **{**usual, **words})


def ready(name: str = A) -> Case:
    day = date(2026, 11, 25)
    return case(name, unseen=False, source_grade="B", content_grade="2", answered=day, last_answered=day)


def stands() -> Case:
    return Case.objects.get(id=A)


@pytest.fixture
def otto() -> Officer:
    return officer("otto")


@pytest.fixture
def sara() -> Officer:
    return officer("sara", "supervisor")


ACTS: dict[str, Callable[[Officer], object]] = {
    "claim": lambda who: actions.claim_case(case=A, officer=who, now=NOW),
    "release": lambda who: actions.release_case(case=A, officer=who, now=NOW),
    "assign": lambda who: actions.assign_case(case=A, officer=who, to=who, now=NOW),
    "urgency": lambda who: actions.set_urgency(case=A, officer=who, urgency="Past", now=NOW),
    "grades": lambda who: judging.set_grades(case=A, officer=who, source="A", content="1", now=NOW),
    "move": lambda who: moving.move_case(case=A, officer=who, act="begin", now=NOW),
    "close": lambda who: moving.move_case(case=A, officer=who, act="close", outcome="unfounded", now=NOW),
    "rewrite": lambda who: judging.set_rewrite(case=A, officer=who, rewrite="draft", now=NOW),
    "note": lambda who: changing.note_act(case=A, officer=who, act="reply", told={}, now=NOW),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_must_not_see_a_case_does_nothing_to_it(act: str) -> None:
    ready()
    nils = officer("nils")
    Recusal.objects.create(officer="nils", case_id=A)
    with pytest.raises(NoSuchCase):
        ACTS[act](nils)
    Recusal.objects.all().delete()
    Case.objects.update(compartment="red")
    with pytest.raises(NoSuchCase):
        ACTS[act](nils)
    with pytest.raises(NotYourAct):
        ACTS[act](officer("olga", "overseer", ("red",)))
    assert not Event.objects.exists()


def test_a_claim_takes_what_nobody_has_and_begins_the_work(otto: Officer, sara: Officer) -> None:
    case()
    event = actions.claim_case(case=A, officer=otto, now=NOW)
    assert (stands().assigned, stands().state) == (otto, "in work")
    assert (event.was, event.became) == (
        {"assigned": None, "state": "new"},
        {"assigned": "otto", "state": "in work"},
    )
    with pytest.raises(SomeoneWasFirst):
        actions.claim_case(case=A, officer=sara, now=NOW)
    with pytest.raises(NotPossible):
        actions.claim_case(case=A, officer=otto, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_one_has_it() -> None:
    case()
    people = [officer(f"o{i}") for i in range(6)]
    told: list[str] = []
    line = threading.Barrier(len(people))

    def claim(who: Officer) -> None:
        line.wait()
        try:
            actions.claim_case(case=A, officer=who, now=NOW)
            told.append("has it")
        except SomeoneWasFirst:
            told.append("first")
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["first"] * 5 + ["has it"]
    assert Event.objects.count() == 1


def test_a_case_is_given_back_by_who_has_it_or_a_supervisor(otto: Officer, sara: Officer) -> None:
    case(assigned=otto)
    with pytest.raises(NotYourAct):
        actions.release_case(case=A, officer=officer("nils"), now=NOW)
    actions.release_case(case=A, officer=sara, now=NOW)
    assert stands().assigned is None
    with pytest.raises(NotPossible):
        actions.release_case(case=A, officer=otto, now=NOW)


def test_a_case_is_given_only_to_who_sees_it(otto: Officer, sara: Officer) -> None:
    found = case()
    nils = officer("nils")
    Recusal.objects.create(officer="nils", case_id=A)
    officer("olga", "overseer")
    assert workers(found) == [otto, sara]
    for nobody in (nils, Officer.objects.get(name="olga")):
        with pytest.raises(NotPossible):
            actions.assign_case(case=A, officer=otto, to=nobody, now=NOW)
    actions.assign_case(case=A, officer=otto, to=sara, now=NOW)
    assert stands().assigned == sara


def test_what_was_read_must_still_stand(otto: Officer) -> None:
    found = case()
    Case.objects.update(urgency="Immediate")
    with pytest.raises(SomeoneWasFirst):
        changing.change(found, otto, "urgency", {"urgency": "Past"}, NOW)
    assert not Event.objects.exists()


def test_an_urgency_carries_its_place_in_the_order(otto: Officer) -> None:
    case()
    event = actions.set_urgency(case=A, officer=otto, urgency="Immediate", now=NOW)
    assert stands().urgent == 0
    changing.undo(event=event.pk, officer=otto, now=NOW)
    assert (stands().urgency, stands().urgent) == ("Unknown", 3)
    with pytest.raises(NotPossible):
        actions.set_urgency(case=A, officer=otto, urgency="Soon", now=NOW)


@pytest.mark.parametrize(("source", "content"), [("G", "1"), ("A", "7"), ("A", "12"), ("a", "1")])
def test_only_grades_of_the_system_are_grades(source: str, content: str, otto: Officer) -> None:
    case()
    with pytest.raises(NotPossible):
        judging.set_grades(case=A, officer=otto, source=source, content=content, now=NOW)
    judging.set_grades(case=A, officer=otto, source="", content="3", now=NOW)
    assert (stands().source_grade, stands().content_grade) == ("", "3")


def test_a_case_closes_when_nothing_is_lacking(otto: Officer) -> None:
    case()
    open_ends.register(case=A, room="awards", code="board")
    open_ends.register(case=A, room="awards", code="board")
    with pytest.raises(CaseStillOpen) as told:
        ACTS["close"](otto)
    assert told.value.lacking == (Lacking.UNREAD, Lacking.GRADES, Lacking.ANSWER, Lacking.OPEN_END)
    day = date(2026, 11, 25)
    Case.objects.update(unseen=False, source_grade="F", content_grade="6", answered=day)
    with pytest.raises(CaseStillOpen):
        ACTS["close"](otto)
    assert open_ends.settle(case=A, room="awards", code="board")
    ACTS["close"](otto)
    assert (stands().state, stands().outcome, stands().closed) == ("closed", "unfounded", day)


@pytest.mark.parametrize("outcome", ["", "guilty"])
def test_a_case_closes_with_an_outcome_of_the_honest_vocabulary(outcome: str, otto: Officer) -> None:
    ready()
    with pytest.raises(NotPossible):
        moving.move_case(case=A, officer=otto, act="close", outcome=outcome, now=NOW)


def test_a_second_reader_is_another_and_whom_the_charter_binds(otto: Officer, sara: Officer) -> None:
    case()
    with pytest.raises(NotPossible):  # nothing is assessed yet
        judging.review_case(case=A, officer=sara, now=NOW)
    judging.set_grades(case=A, officer=otto, source="B", content="2", now=NOW)
    assert stands().assessed == NOW.date()
    for who in (otto, officer("nils")):  # who graded, and who is no supervisor
        with pytest.raises(NotYourAct):
            judging.review_case(case=A, officer=who, now=NOW)
    judging.review_case(case=A, officer=sara, now=NOW)
    assert stands().last_reviewed == NOW.date()
    with pytest.raises(NotPossible):
        judging.review_case(case=A, officer=sara, now=NOW)
    judging.set_grades(case=A, officer=otto, source="C", content="2", now=NOW + timedelta(days=2))
    assert stands().assessed == NOW.date()  # a clock that ran does not begin again


def test_a_promise_is_for_a_day_to_come(otto: Officer) -> None:
    case()
    with pytest.raises(NotPossible):
        moving.promise(case=A, officer=otto, day=NOW.date() - timedelta(days=1), now=NOW)
    moving.promise(case=A, officer=otto, day=NOW.date() + timedelta(days=9), now=NOW)
    assert stands().promised == NOW.date() + timedelta(days=9)
    Recusal.objects.create(officer="otto", case_id=A)
    with pytest.raises(NoSuchCase):
        moving.promise(case=A, officer=otto, day=NOW.date() + timedelta(days=3), now=NOW)


def test_who_withdrew_need_not_be_answered(otto: Officer) -> None:
    case(unseen=False, source_grade="B", content_grade="2", withdrawn=True)
    ACTS["close"](otto)
    assert stands().state == "closed"


def test_a_case_closes_as_its_finding_says(otto: Officer) -> None:
    ready()
    told: Fields = {"outcome": "already known", "paper": "p"}
    changing.note_act(case=A, officer=otto, act="finding", told=told, now=NOW)
    with pytest.raises(OutcomeDiffers):
        ACTS["close"](otto)
    changing.note_act(case=A, officer=otto, act="finding-withdrawn", told={"paper": "p"}, now=NOW)
    ACTS["close"](otto)


def test_closing_is_undone_with_all_it_did(otto: Officer) -> None:
    ready()
    event = moving.move_case(case=A, officer=otto, act="close", outcome="unfounded", now=NOW)
    again = changing.undo(event=event.pk, officer=otto, now=NOW + timedelta(minutes=9))
    assert (stands().state, stands().outcome, stands().closed) == ("new", "", None)
    changing.undo(event=again.pk, officer=otto, now=NOW + timedelta(minutes=9))
    assert stands().closed == date(2026, 11, 25)


def test_an_undone_close_tells_what_the_reporter_knows_already(otto: Officer) -> None:
    ready()
    for told, acts in (("in work", []), ("closed", ["already-told"])):
        Case.objects.update(told=told)
        event = moving.move_case(case=A, officer=otto, act="close", outcome="unfounded", now=NOW)
        changing.undo(event=event.pk, officer=otto, now=NOW)
        assert list(Event.objects.filter(act="already-told").values_list("act", flat=True)) == acts
    assert words.told(Event.objects.latest("id")) == "the reporter had been told already: closed"


def test_what_no_longer_stands_is_not_undone(otto: Officer, sara: Officer) -> None:
    case()
    event = actions.claim_case(case=A, officer=otto, now=NOW)
    assert undoable(A, otto, now=NOW) == event
    actions.assign_case(case=A, officer=sara, to=sara, now=NOW)
    with pytest.raises(SomeoneWasFirst):
        changing.undo(event=event.pk, officer=otto, now=NOW)
    event.refresh_from_db()
    assert not event.undone


def test_an_act_is_undone_once_by_who_did_it_and_soon(otto: Officer, sara: Officer) -> None:
    case()
    event = actions.claim_case(case=A, officer=otto, now=NOW)
    for who, when in ((sara, NOW), (otto, NOW + timedelta(minutes=11))):
        with pytest.raises(NotPossible):
            changing.undo(event=event.pk, officer=who, now=when)
    changing.undo(event=event.pk, officer=otto, now=NOW)
    with pytest.raises(NotPossible):
        changing.undo(event=event.pk, officer=otto, now=NOW)
    assert (stands().assigned, stands().state) == (None, "new")
    assert undoable(A, otto, now=NOW) is None


def test_a_rewrite_is_checked_by_another_who_read_its_last_writing(otto: Officer, sara: Officer) -> None:
    case()
    words: dict[str, Any] = {"case": A, "rewrite": "checked", "now": NOW}
    with pytest.raises(NotPossible):
        judging.set_rewrite(**words, officer=sara)
    first = judging.set_rewrite(case=A, officer=otto, rewrite="draft", now=NOW).pk
    with pytest.raises(NotYourAct):
        judging.set_rewrite(**words, officer=otto, seen=first)
    with pytest.raises(NotPossible):
        changing.undo(event=first, officer=otto, now=NOW)
    second = judging.set_rewrite(case=A, officer=otto, rewrite="draft", now=NOW).pk
    with pytest.raises(SomeoneWasFirst):
        judging.set_rewrite(**words, officer=sara, seen=first)
    judging.set_rewrite(**words, officer=sara, seen=second)
    assert stands().rewrite == "checked"


def test_a_rewrite_written_elsewhere_is_a_draft_again_and_noted_once(otto: Officer, sara: Officer) -> None:
    case()
    first = judging.set_rewrite(case=A, officer=otto, rewrite="draft", now=NOW).pk
    judging.set_rewrite(case=A, officer=sara, rewrite="checked", now=NOW, seen=first)
    paper = {"kind": "rewrite", "withdrawn": False, "officer": "otto", "version": 1}
    for version, after, noted in ((1, "checked", 1), (3, "draft", 3), (3, "draft", 3)):
        concluding.repair(stands(), [{**paper, "version": version}], now=NOW)
        assert (stands().rewrite, Event.objects.filter(became__rewrite="draft").count()) == (after, noted)


def test_reading_tells_once_that_somebody_read_what_was_new(otto: Officer, sara: Officer) -> None:
    case(additions=1)
    assert actions.mark_read(case=A, officer=otto, additions=0, now=NOW) is None  # one came meanwhile
    assert stands().unseen
    assert actions.mark_read(case=A, officer=otto, additions=1, now=NOW) is not None
    assert actions.mark_read(case=A, officer=sara, additions=1, now=NOW) is None
    assert not stands().unseen


def test_who_has_a_case_open_is_seen_for_a_minute(otto: Officer, sara: Officer) -> None:
    case()
    case("bbbb2222", number=2)
    be_present(case=A, officer=otto, now=NOW)
    assert present(A, beside=sara, now=NOW) == ["otto"]
    assert present(A, beside=otto, now=NOW) == []
    assert present(A, beside=sara, now=NOW + timedelta(seconds=61)) == []
    be_present(case="bbbb2222", officer=otto, now=NOW)
    assert present(A, beside=sara, now=NOW) == []
    leave(case=A, officer=otto)
    assert present("bbbb2222", beside=sara, now=NOW) == ["otto"]
    Case.objects.update(compartment="red")
    with pytest.raises(NoSuchCase):
        be_present(case=A, officer=otto, now=NOW)
