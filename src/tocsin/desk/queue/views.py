"""The queue's pages and the pieces that its script asks for."""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.queue import shown
from tocsin.desk.queue.actions import NameTaken, NoSuchView, keep_view, remove_view
from tocsin.desk.queue.forms import ViewForm
from tocsin.desk.queue.lately import follow_lately
from tocsin.desk.queue.queries import rows, token, vocabulary
from tocsin.desk.queue.rules import page
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb

AT_ONCE = 100


@needs(Verb.SEE_QUEUE)
@require_safe
def queue(request: HttpRequest, view: str = "all") -> HttpResponse:
    """Show what waits for this officer, by a view or by filters."""
    now, officer = datetime.now(UTC), officer_of(request)
    chosen = shown.choose(officer, view, request.GET)
    if chosen is None:
        raise Http404
    away = not follow_lately(settings.HOME, settings.DESK, at=time.monotonic())
    here = token(officer, now=now)
    waiting = rows(officer, now=now)
    board = shown.board(officer, waiting, today=now.date())
    listed = [row for row in waiting if chosen.filters.shows(row, officer.name)]
    words = {"chosen": chosen, "page": page(listed, after="", limit=AT_ONCE), "here": here, "away": away}
    return render(request, "queue/queue.html", {**board, **words, **shown.words(), "today": now.date()})


@needs(Verb.SEE_QUEUE)
@require_safe
def piece(request: HttpRequest) -> HttpResponse:
    """Return rows: those named, or the page of a view behind a place."""
    now, officer = datetime.now(UTC), officer_of(request)
    filters = vocabulary().read(dict(request.GET.lists()))
    named = request.GET.getlist("id")[:AT_ONCE]
    found = [row for row in rows(officer, now=now, ids=named or None) if named or filters.shows(row, officer.name)]
    part = page(found, after="" if named else request.GET.get("after", ""), limit=AT_ONCE)
    return render(request, "queue/rows.html", {"page": part, "today": now.date(), **shown.words()})


@needs(Verb.SEE_QUEUE)
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """Tell what changed since a token: nothing, or the order of the view with a version of each row."""
    now, officer = datetime.now(UTC), officer_of(request)
    away = not follow_lately(settings.HOME, settings.DESK, at=time.monotonic())
    here = token(officer, now=now)
    if request.GET.get("token") == here:
        return JsonResponse({"token": here, "away": away})
    filters = vocabulary().read(dict(request.GET.lists()))
    waiting = rows(officer, now=now)
    order = [(row.case.id, row.version) for row in waiting if filters.shows(row, officer.name)]
    board = shown.board(officer, waiting, today=now.date())
    strip = render_to_string("queue/strip.html", {**board, **shown.words()}, request)
    return JsonResponse({"token": here, "away": away, "order": order, "strip": strip, "counts": board["counts"]})


@needs(Verb.SEE_QUEUE)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters in the address as a view, and show it."""
    form, officer = ViewForm(request.POST), officer_of(request)
    filters = vocabulary().read(dict(request.GET.lists()))
    if not form.is_valid():
        return HttpResponseRedirect("/")
    try:
        view = keep_view(officer=officer, filters=filters, **form.cleaned_data)
    except NameTaken as error:
        return render(
            request, "queue/not_kept.html", {"error": error, "back": "/?" + request.GET.urlencode()}, status=409
        )
    return redirect("view", view=str(view.pk))


@needs(Verb.SEE_QUEUE)
@require_POST
def end_view(request: HttpRequest, view: int) -> HttpResponse:
    """Remove one's own view."""
    try:
        remove_view(officer=officer_of(request), view=view)
    except NoSuchView as error:
        raise Http404 from error
    return redirect("queue")
