"""The page of an officer's keys: a passkey is added or taken away, recovery codes are made and shown once.

What is proposed to the opener is shown by the browser that made the passkey, from what the authenticator gave it; never
from our table, whose writer would have two supervisors make another's key known.
"""

from http import HTTPStatus

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.pages import gettext
from tocsin.desk.staff import actions, queries
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import PLACES, Verb


@needs(Verb.SETTLE)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show with what this officer signs in and begins a shift."""
    officer = officer_of(request)
    shown = {"factors": queries.factors_of(officer), "codes_left": queries.codes_left(officer), "places": PLACES}
    return render(request, "staff/keys.html", shown | {"proven": queries.is_proven(request)})


@needs(Verb.SETTLE)
def passkey(request: HttpRequest) -> HttpResponse:
    """Give the sign-in library's challenge for a new passkey; with POST, keep what the authenticator made of it."""
    officer = officer_of(request)
    if not queries.is_proven(request):
        return _again(request)
    if request.method != "POST":
        return JsonResponse({"creation_options": begin_registration(officer, passwordless=True)})
    form = AddWebAuthnForm({**request.POST.dict(), "passwordless": True}, user=officer)
    if form.is_valid():
        place = request.POST.get("place", "")
        actions.add_passkey(officer, place if place in PLACES else PLACES[0], form.cleaned_data["credential"])
        messages.success(
            request,
            gettext("The passkey signs you in from now on. It stands in the list, with what a supervisor needs."),
        )
    else:
        messages.error(request, gettext("This passkey was not accepted. Make it again."))
    return redirect("keys")


@needs(Verb.SETTLE)
@require_POST
def take_away(request: HttpRequest, number: int) -> HttpResponse:
    """Take a passkey or the app away."""
    if not queries.is_proven(request):
        return _again(request)
    try:
        if actions.take_away(officer_of(request), number):
            messages.success(request, gettext("It signs nobody in any more. What the opener knows, supervisors end."))
    except actions.LastFactor:
        messages.error(request, gettext("This cannot be taken away: it would leave no way to sign in."))
    return redirect("keys")


@needs(Verb.SETTLE)
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes and show them in this answer alone: no address gives them a second time."""
    if not queries.is_proven(request):
        return _again(request)
    officer = officer_of(request)
    if not queries.factors_of(officer):
        messages.error(request, gettext("Recovery codes stand in for an app or a passkey. Set one up first."))
        return redirect("keys")
    return render(request, "staff/codes.html", {"codes": actions.new_codes(officer)})


def _again(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return JsonResponse({"error": "again"}, status=HTTPStatus.FORBIDDEN)
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?next={reverse('keys')}")
