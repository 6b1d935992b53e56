"""The supervisors' page, and what it passes on to the opener: signed requests in, what the opener says out."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import ask
from tocsin.desk.officers.words import roles
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb, may_act


@needs(Verb.SEE_OFFICERS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page; who works here is asked from the opener, which decides."""
    decides = may_act(officer_of(request).role, Verb.DECIDE)
    return render(request, "officers/officers.html", {"roles": roles(), "decides": decides})


@needs(Verb.SEE_OFFICERS)
@require_POST
@refusals
def people(request: HttpRequest) -> HttpResponse:
    """Return who works here and who did, as the opener knows them."""
    _, answer = ask(request, verb="officers")
    kept_from: dict[str, list[dict[str, str]]] = {}
    for recusal in answer["recusals"]:
        kept_from.setdefault(recusal["officer"], []).append(recusal)
    words = {"people": answer["officers"], "kept_from": kept_from, "roles": roles()}
    words["decides"] = may_act(officer_of(request).role, Verb.DECIDE)
    return render(request, "officers/people.html", words)


@needs(Verb.DECIDE)
@require_POST
@refusals
def proposals(request: HttpRequest) -> JsonResponse:
    """Pass on what is proposed and was decided: the very bytes that are signed, for the browser to read."""
    _, answer = ask(request, verb="proposals")
    return JsonResponse({"open": answer["proposals"], "decided": answer["decided"]})


@needs(Verb.DECIDE)
@require_POST
@refusals
def propose(request: HttpRequest) -> JsonResponse:
    """Pass on a proposal that a supervisor's own key signed."""
    return JsonResponse(ask(request, verb="propose")[1])


@needs(Verb.DECIDE)
@require_POST
@refusals
def confirm(request: HttpRequest) -> JsonResponse:
    """Pass on that a second supervisor's own key confirmed one."""
    return JsonResponse(ask(request, verb="confirm")[1])


@needs(Verb.DECIDE)
@require_POST
@refusals
def decline(request: HttpRequest) -> JsonResponse:
    """Pass on that one was declined, or taken back by who proposed it."""
    return JsonResponse(ask(request, verb="decline")[1])
