"""Views of the handover: the page, the words that a signed request brings and takes, and each act on an offer."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import ask, read_body
from tocsin.desk.cases.words import clocks
from tocsin.desk.pages import charter
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb
from tocsin.desk.watch import board, handing
from tocsin.desk.watch.actions import NotAllowed, SomeoneWasFirst
from tocsin.desk.watch.queries import colleagues
from tocsin.desk.watch.terms import terms_of

REFUSED = (NotAllowed, SomeoneWasFirst, handing.NobodyToTakeIt)


@needs(Verb.HAND_OVER)
@require_safe
def handover(request: HttpRequest) -> HttpResponse:
    """Show what one hands over, and what is handed over to one."""
    officer, today = officer_of(request), _today()
    words = {
        "groups": board.own_cases(officer, today),
        "headings": board.headings(),
        "to_me": board.offered_to(officer, today),
        "by_me": board.offered_by(officer, today),
        "colleagues": [each for each in colleagues() if each != officer],
        "today": today,
        "concern": board.concern,
        "clock_names": clocks(),
        "time_left": board.time_left,
    }
    return render(request, "watch/handover.html", words)


@needs(Verb.READ_CASE)
@require_POST
@refusals
def titles(request: HttpRequest) -> HttpResponse:
    """Return title and first words of the cases that the signed request names."""
    _, answer = ask(request, verb="glance")
    return render(request, "watch/titles.html", {"cases": answer["cases"]})


@needs(Verb.HAND_OVER)
@require_POST
@refusals
def said(request: HttpRequest) -> HttpResponse:
    """Return what was said at the ends of shifts: about the named cases, and for the desk."""
    _, answer = ask(request, verb="handovers")
    return render(request, "watch/said.html", {**answer, "notes": answer["desk"]})


@needs(Verb.HAND_OVER)
@require_POST
@refusals
def say(request: HttpRequest, case: str = "") -> HttpResponse:
    """Have the opener keep a line about a case, or without one a note for the desk; return it as it stands."""
    signed, _ = ask(request, verb="write", case=case)
    words = {"text": signed.arguments.get("text", ""), "officer": signed.officer, "time": ""}
    return render(request, "watch/line.html", {"paper": words})


@needs(Verb.HAND_OVER)
@require_POST
@refusals
def give(request: HttpRequest) -> HttpResponse:
    """Offer cases to a colleague; tell which cannot be this colleague's."""
    body, officer = read_body(request), officer_of(request)
    offered = [str(case) for case in body["cases"]] if isinstance(body.get("cases"), list) else []
    try:
        taker = Officer.objects.filter(name=str(body.get("taker", ""))).first() or officer
        opened, left = handing.hand_over(giver=officer, taker=taker, offered=offered, now=_now())
    except REFUSED as error:
        return _told(error)
    return JsonResponse({"left": left, "given": opened is not None})


@needs(Verb.HAND_OVER)
@require_POST
def take(request: HttpRequest, handover: int, case: str) -> HttpResponse:
    """Take a case."""
    officer = officer_of(request)
    return _done(lambda: handing.take_case(taker=officer, handover=handover, case=case, now=_now()))


@needs(Verb.HAND_OVER)
@require_POST
def leave(request: HttpRequest, handover: int, case: str) -> HttpResponse:
    """Leave a case with who has it."""
    officer = officer_of(request)
    return _done(lambda: handing.leave_case(taker=officer, handover=handover, case=case, now=_now()))


@needs(Verb.HAND_OVER)
@require_POST
def confirm(request: HttpRequest, handover: int) -> HttpResponse:
    """Confirm a handover."""
    officer = officer_of(request)
    return _done(lambda: handing.confirm(taker=officer, handover=handover, now=_now()))


@needs(Verb.HAND_OVER)
@require_POST
def withdraw(request: HttpRequest, handover: int) -> HttpResponse:
    """Take back what is still offered."""
    officer = officer_of(request)
    return _done(lambda: handing.withdraw(giver=officer, handover=handover, now=_now()))


def _done(act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except REFUSED as error:
        return _told(error)
    return JsonResponse({})


def _told(error: Exception) -> HttpResponse:
    hint = getattr(error, "hint", "")
    return JsonResponse({"error": "told", "message": str(error), "hint": hint}, status=409)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(terms_of(charter()).hours.zone).date()
