"""A case's page: what stands in clear at once, what was told only when an officer asks for it, with a reason."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import ask, pass_signed, read_body, read_signed
from tocsin.desk.cases import acting, concluding, hinted, passing, presence, shown
from tocsin.desk.cases.actions import mark_read
from tocsin.desk.cases.changing import NoSuchCase, NotPossible, NotYourAct, SomeoneWasFirst
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import present, visible
from tocsin.desk.cases.words import what_is_lacking
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb

REFUSED = (NoSuchCase, SomeoneWasFirst, NotPossible, NotYourAct)


@needs(Verb.READ_CASE)
@require_safe
def page(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case without a word of what was told."""
    now, officer = datetime.now(UTC), officer_of(request)
    return render(request, "cases/case.html", shown.standing(_find(request, case), officer, now=now))


@needs(Verb.READ_CASE)
@require_safe
def standing(request: HttpRequest, case: str) -> HttpResponse:
    """Return what stands in clear, as a piece: after an act, or when somebody else did something."""
    now, officer = datetime.now(UTC), officer_of(request)
    return render(request, "cases/standing.html", shown.standing(_find(request, case), officer, now=now))


@needs(Verb.READ_CASE)
@require_POST
@refusals
def read(request: HttpRequest, case: str) -> HttpResponse:
    """Return what a signed request opened, drawn; nothing of it is kept here."""
    return _opened(request, case, "cases/read.html")


@needs(Verb.READ_CASE)
@require_safe
def sheet(request: HttpRequest, case: str) -> HttpResponse:
    """Show the page on which a case is read for paper."""
    words = shown.standing(_find(request, case), officer_of(request), now=datetime.now(UTC))
    return render(request, "cases/print.html", {**words, "today": datetime.now(UTC).date()})


@needs(Verb.READ_CASE)
@require_POST
@refusals
def sheet_read(request: HttpRequest, case: str) -> HttpResponse:
    """Return the same for paper."""
    return _opened(request, case, "cases/sheet.html")


@needs(Verb.WORK_CASE)
@require_POST
@refusals
def hints(request: HttpRequest, case: str) -> HttpResponse:
    """Return an officer's own text cut at its hints; nothing of it is kept."""
    found, text = _find(request, case), read_body(request).get("text")
    return JsonResponse({"pieces": hinted.typed(str(text), found.language)})


@needs(Verb.READ_CASE)
@require_POST
def here(request: HttpRequest, case: str) -> HttpResponse:
    """Note that an officer has a case open, and tell who else has, and whether anything changed."""
    now, officer, found = datetime.now(UTC), officer_of(request), _find(request, case)
    presence.be_present(case=case, officer=officer, now=now)
    return JsonResponse({"version": shown.version(found), "present": present(case, beside=officer, now=now)})


@needs(Verb.READ_CASE)
@require_POST
def left(request: HttpRequest, case: str) -> HttpResponse:
    """Note that an officer no longer has a case open."""
    presence.leave(case=case, officer=officer_of(request))
    return HttpResponse(status=204)


@needs(Verb.WORK_CASE)
@require_POST
@refusals
def act(request: HttpRequest, case: str) -> HttpResponse:
    """Do what stands in clear: claim, assign, grade, move, undo."""
    try:
        event = acting.act(case=case, officer=officer_of(request), body=read_body(request), now=datetime.now(UTC))
    except REFUSED as error:
        return _told(error)
    return JsonResponse({"event": event.pk})


@needs(Verb.WORK_CASE)
@require_POST
@refusals
def pass_on(request: HttpRequest, case: str, verb: str) -> HttpResponse:
    """Pass on what an officer signed about a case, and note in its story that it was done."""
    _find(request, case)
    signed, body = read_signed(request, verb=verb, case=case)
    beside = concluding.Beside.read(body)
    try:
        concluding.check(signed, beside, officer=officer_of(request))
    except REFUSED as error:
        return _told(error)
    answer = pass_signed(body)
    passing.note(signed, answer, officer=officer_of(request), beside=beside, now=datetime.now(UTC))
    words = shown.written(signed, answer, officer=officer_of(request), now=datetime.now(UTC))
    answer |= {"stands": _find(request, case).state} if signed.verb == "lay-reply" else {}
    return JsonResponse({**answer, "piece": render_to_string(words.pop("template"), words, request) if words else ""})


def _opened(request: HttpRequest, case: str, template: str) -> HttpResponse:
    now, officer, found = datetime.now(UTC), officer_of(request), _find(request, case)
    seen = found.additions
    _, answer = ask(request, verb="open", case=case)
    mark_read(case=case, officer=officer, additions=seen, now=now)
    concluding.repair(found, answer["papers"], now=now)
    words = shown.standing(found, officer, now=now) | shown.opened(answer, found, officer, today=now.date())
    return render(request, template, {**words, "sees": shown.as_reporter_sees(found), "now": now})


def _told(error: Exception) -> JsonResponse:
    """Answer with a refusal's code; where something is missing, with what."""
    lacking, names = getattr(error, "lacking", ()), what_is_lacking()
    told = {"error": getattr(error, "code", ""), "hint": getattr(error, "hint", "")}
    return JsonResponse({**told, "message": " ".join(names[x] for x in lacking)}, status=409)


def _find(request: HttpRequest, case: str) -> Case:
    found = visible(officer_of(request)).filter(id=case).select_related("assigned").first()
    if found is None:
        raise Http404
    return found
