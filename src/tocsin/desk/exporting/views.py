"""The page of a case's export, and what it passes on to the opener; no part of an archive stays here."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.asking.client import Refused
from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import ask
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import visible
from tocsin.desk.exporting import actions, carrying, shown
from tocsin.desk.exporting.queries import state_of
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb


@needs(Verb.EXPORT)
@require_safe
def page(request: HttpRequest, case: str) -> HttpResponse:
    """Show the page of an export without a word of the case."""
    found = _seen(request, case)
    if found is None:
        raise Http404
    return render(request, "exporting/export.html", {"case": found})


@needs(Verb.EXPORT)
@require_POST
@refusals
def look(request: HttpRequest, case: str) -> HttpResponse:
    """Return what would leave, drawn from what a signed request opened."""
    found = _find(request, case)
    _, answer = ask(request, verb="open", case=case)
    return render(request, "exporting/leaving.html", shown.leaving(answer, found))


@needs(Verb.EXPORT)
@require_safe
@refusals
def waits(request: HttpRequest, case: str) -> JsonResponse:
    """Tell whether what waits changed; the page then asks the opener."""
    return JsonResponse({"waits": state_of(_find(request, case).id, now=datetime.now(UTC))})


@needs(Verb.EXPORT)
@require_POST
@refusals
def proposals(request: HttpRequest, case: str) -> JsonResponse:
    """Pass on the opener's list, of this case alone: the very bytes that are signed, for the browser to read."""
    _find(request, case)
    _, answer = ask(request, verb="proposals")
    listed = {kind: answer[kind] for kind in ("proposals", "confirmed")}
    actions.follow(case=case, officer=officer_of(request), **listed, now=datetime.now(UTC))
    of_case = {name for told in listed.values() for name, _, _ in actions.read(told, case)}
    told = {kind: [one for one in listed[kind] if one["proposal"] in of_case] for kind in listed}
    return JsonResponse({**told, "waits": state_of(case, now=datetime.now(UTC))})


@needs(Verb.EXPORT)
@require_POST
@refusals
def propose(request: HttpRequest, case: str) -> JsonResponse:
    """Pass on a proposal that the officer's own key signed."""
    _find(request, case)
    signed, answer = ask(request, verb="propose")
    told = {"proposal": answer["proposal"], "text": str(signed.arguments["proposal"])}
    for name, proposal, _ in actions.read([told], case):
        actions.note_proposed(name=name, proposal=proposal, officer=officer_of(request), now=datetime.now(UTC))
    return JsonResponse(answer)


@needs(Verb.EXPORT)
@require_POST
@refusals
def decide(request: HttpRequest, case: str, verb: str) -> JsonResponse:
    """Pass on what another officer's own key decided, or that the first one takes it back."""
    _find(request, case)
    signed, answer = ask(request, verb=verb)
    by, name = officer_of(request), str(signed.arguments["proposal"])
    actions.note_decided(name=name, case=case, confirmed=verb == "confirm", officer=by, now=datetime.now(UTC))
    return JsonResponse(answer)


@needs(Verb.EXPORT)
@require_POST
@refusals
def begin(request: HttpRequest, case: str) -> JsonResponse:
    """Begin an export that two agreed to; pass on its first part."""
    _find(request, case)
    signed, answer = ask(request, verb="export", case=case)
    by, name = officer_of(request), str(signed.arguments.get("proposal", ""))
    actions.note_begun(name=name, case=case, officer=by, now=datetime.now(UTC))
    return JsonResponse({**answer, "carried": carrying.begin(signed, answer, by)})


@needs(Verb.EXPORT)
@require_POST
@refusals
def part(request: HttpRequest, case: str) -> JsonResponse:
    """Pass on the next part."""
    _find(request, case)
    signed, answer = ask(request, verb="export-part", case=case)
    carrying.go_on(signed, answer, officer_of(request))
    return JsonResponse(answer)


def _find(request: HttpRequest, case: str) -> Case:
    """Return a case that exists for who asks; a script is told the opener's word for one that does not."""
    found = _seen(request, case)
    if found is None:
        raise Refused("no-such-case", "no such case", "Go back to the queue.")
    return found


def _seen(request: HttpRequest, case: str) -> Case | None:
    return visible(officer_of(request)).filter(id=case).first()
