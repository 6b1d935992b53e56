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
from tocsin.desk.queue.queries import named, order, page, token, vocabulary
from tocsin.desk.queue.rules import Page
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb

AT_ONCE = 100
MOST = 5000  # rows whose changes a browser is told of; who goes on that far reloads now and then


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
    board = shown.board(officer, today=now.date(), here=here)
    listed = page(officer, chosen.filters, now=now, limit=AT_ONCE)
    words = {"chosen": chosen, "page": listed, "here": here, "away": away}
    return render(request, "queue/queue.html", {**board, **words, **shown.words(), "today": now.date()})


@needs(Verb.SEE_QUEUE)
@require_safe
def piece(request: HttpRequest) -> HttpResponse:
    """Return rows: those named, or the page of a view behind a place."""
    now, officer = datetime.now(UTC), officer_of(request)
    filters = vocabulary().read(dict(request.GET.lists()))
    if ids := request.GET.getlist("id")[:AT_ONCE]:
        part = Page(named(officer, ids, now=now))
    else:
        part = page(officer, filters, now=now, after=request.GET.get("after", ""), limit=AT_ONCE)
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
    until = request.GET.get("until", "")
    rows, whole = order(officer, filters, now=now, until=until, most=MOST)
    told = [(row.case.id, row.version) for row in rows]
    board = shown.board(officer, today=now.date(), here=here)
    strip = render_to_string("queue/strip.html", {**board, **shown.words()}, request)
    answer = {"token": here, "away": away, "order": told, "whole": whole, "strip": strip, "counts": board["counts"]}
    return JsonResponse(answer)


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
