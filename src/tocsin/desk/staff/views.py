"""The pages of an officer's own: the shift, the keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from tocsin.desk.staff.demonstration import practice_officers
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb, may_act
from tocsin.desk.style import STYLE


@needs(Verb.SETTLE)
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """Show the shift that goes on in this browser, or how to begin one; and where to go on from here."""
    officer, back = officer_of(request), request.GET.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/" if may_act(officer.role, Verb.SEE_QUEUE) else ""
    return render(request, "staff/shift.html", {"next": back, "practice": officer.name in practice_officers()})


@needs(Verb.SETTLE)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show with what this officer signs in and begins a shift."""
    return render(request, "staff/keys.html")


@needs(Verb.ENTER)
@require_safe
def style(_request: HttpRequest) -> HttpResponse:
    """Return the style sheet; its address names its content, so that it may be kept for long."""
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(STYLE, "text/css; charset=utf-8", headers=kept)
