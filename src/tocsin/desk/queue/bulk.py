"""Acts of the queue as its script posts them: ids and codes in, events and one sentence out."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.signed import read_body
from tocsin.desk.pages import gettext as _
from tocsin.desk.pages import language, texts
from tocsin.desk.queue import acting
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.rules import Verb

MOST = 1000


@needs(Verb.WORK_CASE)
@require_POST
@refusals
def act(request: HttpRequest) -> JsonResponse:
    """Do one thing to the named cases."""
    body = read_body(request)
    cases = _listed(body, "cases", str)
    words: dict[str, Any] = {"name": str(body.get("act", "")), "value": str(body.get("value", "")), "cases": cases}
    try:
        result = acting.act(officer=officer_of(request), now=datetime.now(UTC), **words)
    except acting.NoSuchAct as error:
        return JsonResponse({"error": error.code, "message": str(error), "hint": error.hint}, status=400)
    ngettext = texts(language()).ngettext
    done = ngettext("Done for %(num)s case.", "Done for %(num)s cases.", len(result.events))
    return JsonResponse({"events": result.events, "said": _told(done, result)})


@needs(Verb.WORK_CASE)
@require_POST
@refusals
def undo(request: HttpRequest) -> JsonResponse:
    """Undo the named events of one's own."""
    events = _listed(read_body(request), "events", int)
    result = acting.undo(officer=officer_of(request), now=datetime.now(UTC), events=events)
    ngettext = texts(language()).ngettext
    done = ngettext("Undone for %(num)s case.", "Undone for %(num)s cases.", len(result.events))
    return JsonResponse({"events": result.events, "said": _told(done, result)})


def _listed(body: dict[str, Any], name: str, kind: type) -> list[Any]:
    values = body.get(name)
    return [value for value in values[:MOST] if type(value) is kind] if isinstance(values, list) else []


def _told(done: str, result: acting.Result) -> str:
    """Say how many it was done for, and which not, and why."""
    ngettext = texts(language()).ngettext
    parts = [done % {"num": len(result.events)}] if result.events else [_("Nothing was done.")]
    for cases, why in (
        (result.first, _("Somebody was first: %(cases)s.")),
        (result.already, _("Not possible as it stands: %(cases)s.")),
        (result.not_yours, _("A supervisor may do this: %(cases)s.")),
    ):
        parts += [why % {"cases": ", ".join(cases)}] if cases else []
    if result.gone:
        gone = ngettext("%(num)s case is not there for you.", "%(num)s cases are not there for you.", result.gone)
        parts.append(gone % {"num": result.gone})
    return " ".join(parts)
