"""The page of the desk's figures: as they would be published, and the button that does."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.figures import shown
from tocsin.desk.figures.actions import NowhereToWrite, publish
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb


@needs(Verb.PUBLISH)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the figures of today."""
    return render(request, "figures/figures.html", shown.page(today=datetime.now(UTC).date()))


@needs(Verb.PUBLISH)
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Publish them."""
    now = datetime.now(UTC)
    try:
        publish(officer=officer_of(request), now=now)
    except NowhereToWrite as error:
        words = {**shown.page(today=now.date()), "error": error}
        return render(request, "figures/figures.html", words, status=409)
    return redirect("figures")
