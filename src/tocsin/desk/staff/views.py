"""The pages of an officer's own: the shift."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb
from tocsin.desk.style import STYLE


@needs(Verb.SETTLE)
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """Show the shift that goes on in this browser, or how to begin one."""
    return render(request, "staff/shift.html")


@needs(Verb.ENTER)
@require_safe
def style(_request: HttpRequest) -> HttpResponse:
    """Return the style sheet; its address names its content, so that it may be kept for long."""
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(STYLE, "text/css; charset=utf-8", headers=kept)
