"""The roster's page and what is done on it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.pages import charter
from tocsin.desk.pages import gettext as _
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb, may_act
from tocsin.desk.watch import actions, shown
from tocsin.desk.watch.calendar import calendar
from tocsin.desk.watch.forms import AskForm, PlanForm
from tocsin.desk.watch.queries import (
    asked_of,
    colleagues,
    duties_between,
    last_rings,
    open_swaps,
    own_duties,
    theirs,
)
from tocsin.desk.watch.rules import monday
from tocsin.desk.watch.terms import terms_of

REFUSED = (actions.NotAllowed, actions.SomeoneWasFirst, actions.DutiesOverlap, actions.NotYours)


@needs(Verb.SEE_QUEUE)
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Show a week of the roster."""
    return _page(request, _asked_week(request.GET.get("week", "")))


@needs(Verb.PLAN)
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Put somebody on duty."""
    form = PlanForm(request.POST, zone=terms_of(charter()).hours.zone)
    week = _asked_week(request.POST.get("day", ""))
    if not form.is_valid():
        return _page(request, week, form=form, status=422)
    try:
        found = form.cleaned_data
        actions.plan_duty(planner=officer_of(request), who=found["who"], spans=found["spans"], now=_now())
    except REFUSED as error:
        return _page(request, week, form=form, error=error, status=409)
    return _to(week)


@needs(Verb.PLAN)
@require_POST
def remove(request: HttpRequest, duty: int) -> HttpResponse:
    """Take a duty off the roster."""
    week = _asked_week(request.POST.get("week", ""))
    try:
        actions.remove_duty(planner=officer_of(request), duty=duty, now=_now())
    except REFUSED as error:
        return _page(request, week, error=error, status=409)
    return _to(week)


@needs(Verb.HAND_OVER)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a colleague to take a duty."""
    form, week = AskForm(request.POST), _asked_week(request.POST.get("week", ""))
    if not form.is_valid():
        return _page(request, week, error=actions.NotYours(), status=422)
    try:
        actions.ask_swap(asker=officer_of(request), now=_now(), **form.cleaned_data)
    except REFUSED as error:
        return _page(request, week, error=error, status=409)
    return _to(week)


@needs(Verb.HAND_OVER)
@require_POST
def answer(request: HttpRequest, swap: int) -> HttpResponse:
    """Agree, decline, or ask no longer."""
    week, officer = _asked_week(request.POST.get("week", "")), officer_of(request)
    try:
        match request.POST.get("answer"):
            case "agree" | "decline" as said:
                actions.answer_swap(asked=officer, swap=swap, agrees=said == "agree", now=_now())
            case _:
                actions.withdraw_swap(asker=officer, swap=swap, now=_now())
    except REFUSED as error:
        return _page(request, week, error=error, status=409)
    return _to(week)


@needs(Verb.HAND_OVER)
@require_safe
def ics(request: HttpRequest) -> HttpResponse:
    """Return one's own duties as a calendar file."""
    duties, salt = own_duties(officer_of(request), _now()), settings.SECRET_KEY.encode()
    content = calendar(duties, _("Duty"), now=_now(), salt=salt)
    named = {"Content-Disposition": 'attachment; filename="duty.ics"'}
    return HttpResponse(content, "text/calendar; charset=utf-8", headers=named)


def _page(
    request: HttpRequest,
    week: date,
    *,
    form: PlanForm | None = None,
    error: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    officer, now, hours = officer_of(request), _now(), terms_of(charter()).hours
    begin, end = hours.day(week)[0], hours.day(week + timedelta(days=6))[1]
    today = now.astimezone(hours.zone).date()
    words: dict[str, Any] = {
        "short": shown.short,
        "days": shown.week(week, duties_between(begin, end), hours, own=officer.name, today=today),
        "week": week,
        "before": week - timedelta(weeks=1),
        "after": week + timedelta(weeks=1),
        "today": today,
        "zone": str(hours.zone),
        "own_duties": [shown.of(duty, hours, own=True) for duty in own_duties(officer, now)],
        "asked": [(swap, shown.of(swap.duty, hours, own=False)) for swap in asked_of(officer)],
        "waiting": {swap.duty_id: swap for swap in open_swaps(officer)},
        "colleagues": colleagues(),
        "theirs": [shown.of(duty, hours, own=False) for duty in theirs(officer, now)],
        "plans": may_act(officer.role, Verb.PLAN),
        "typed": form.data if form else {},
        "form_faults": form.errors if form else {},
        "error": error,
        "rings": last_rings(),
    }
    return render(request, "watch/roster.html", words, status=status)


def _asked_week(text: str) -> date:
    try:
        return monday(date.fromisoformat(text))
    except ValueError:
        return monday(_now().astimezone(terms_of(charter()).hours.zone).date())


def _to(week: date) -> HttpResponse:
    response = redirect("roster")
    response["Location"] += f"?week={week.isoformat()}"
    return response


def _now() -> datetime:
    return datetime.now(UTC)
