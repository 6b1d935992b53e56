"""The page of a case's routing, and what is decided on it. None of it opens anything: codes go in, codes are kept."""

from collections.abc import Callable
from datetime import UTC, datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.cases.changing import NoSuchCase, NotPossible, NotYourAct, SomeoneWasFirst
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.queries import visible
from tocsin.desk.routing import deciding, handing, shown
from tocsin.desk.routing.forms import AcknowledgeForm, DecideForm, HandForm
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb

REFUSED = (SomeoneWasFirst, NotPossible, NotYourAct)


@needs(Verb.ROUTE)
@require_safe
def page(request: HttpRequest, case: str) -> HttpResponse:
    """Show whom a case is for, why, and what stood before."""
    return _page(request, _find(request, case))


@needs(Verb.ROUTE)
@require_POST
def decide(request: HttpRequest, case: str) -> HttpResponse:
    """Decide anew."""
    found, form = _find(request, case), DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refused="not-possible", status=422)
    try:
        who, now = officer_of(request), datetime.now(UTC)
        deciding.decide_anew(case=case, officer=who, now=now, **form.cleaned_data)
    except NoSuchCase as error:
        raise Http404 from error
    except REFUSED as error:
        return _page(request, found, refused=error.code, status=409)
    return redirect("case-routing", case=case)


@needs(Verb.ROUTE)
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits to be handed on."""
    return render(request, "routing/tasks.html", shown.tasks(officer_of(request), today=datetime.now(UTC).date()))


@needs(Verb.ROUTE)
@require_POST
def hand(request: HttpRequest, case: str, dispatch: int) -> HttpResponse:
    """Say that it was handed on by hand."""
    form = HandForm(request.POST)
    return _move(request, case, dispatch, form, handing.hand_over)


@needs(Verb.ROUTE)
@require_POST
def acknowledge(request: HttpRequest, case: str, dispatch: int) -> HttpResponse:
    """Note that the other office has it."""
    form = AcknowledgeForm(request.POST)
    return _move(request, case, dispatch, form, handing.acknowledge)


@needs(Verb.ROUTE)
@require_POST
def skip(request: HttpRequest, case: str, dispatch: int) -> HttpResponse:
    """Decide that an office is not told."""
    return _move(request, case, dispatch, forms.Form({}), handing.skip)


def _move(request: HttpRequest, case: str, dispatch: int, form: forms.Form, act: Callable[..., None]) -> HttpResponse:
    found = _find(request, case)
    row = found.dispatches.filter(pk=dispatch).first()
    if row is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, refused="not-possible", status=422)
    try:
        act(dispatch=row, officer=officer_of(request), now=datetime.now(UTC), **form.cleaned_data)
    except REFUSED as error:
        return _page(request, found, refused=error.code, status=409)
    return redirect("case-routing", case=case)


def _page(request: HttpRequest, case: Case, *, refused: str = "", status: int = 200) -> HttpResponse:
    return render(
        request,
        "routing/routing.html",
        {**shown.page(case), "refused": refused, "today": datetime.now(UTC).date()},
        status=status,
    )


def _find(request: HttpRequest, case: str) -> Case:
    found = visible(officer_of(request)).filter(id=case).first()
    if found is None:
        raise Http404
    return found
