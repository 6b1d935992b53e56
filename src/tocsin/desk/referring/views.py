"""The page on which a case goes to another desk, is taken, or goes back; what is signed there is passed on as it is."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import ask
from tocsin.desk.cases.following import follow
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import visible
from tocsin.desk.referring import shown
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb


@needs(Verb.REFER)
@require_safe
def page(request: HttpRequest, case: str) -> HttpResponse:
    """Show where a case went and whence it came, and the ways on."""
    found = _seen(request, case)
    if found is None:
        raise Http404
    return render(request, "referring/refer.html", shown.page(found))


@needs(Verb.REFER)
@require_POST
@refusals
def act(request: HttpRequest, case: str, verb: str) -> JsonResponse:
    """Pass on what the officer signed; the feed then says what became of it."""
    if _seen(request, case) is None:
        raise Refused("no-such-case", "no such case", "Go back to the queue.")
    _, answer = ask(request, verb=verb, case=case)
    with suppress(OpenerAway, Refused):  # it is read a moment later
        follow()
    return JsonResponse(answer)


def _seen(request: HttpRequest, case: str) -> Case | None:
    return visible(officer_of(request)).filter(id=case).first()
