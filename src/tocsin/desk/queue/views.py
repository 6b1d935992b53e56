"""The queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tocsin.desk.cases.queries import queue as waiting
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb


@needs(Verb.SEE_QUEUE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for this officer."""
    return render(request, "queue/queue.html", {"cases": waiting(officer_of(request))[:100]})
