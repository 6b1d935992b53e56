"""Glancing at a page of cases: signed in the officer's browser, rendered at once, kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import ask
from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb


@needs(Verb.READ_CASE)
@require_POST
@refusals
def glance(request: HttpRequest) -> HttpResponse:
    """Return title and first words of the cases that the signed request names."""
    _, answer = ask(request, verb="glance")
    return render(request, "queue/glances.html", {"cases": answer["cases"]})
