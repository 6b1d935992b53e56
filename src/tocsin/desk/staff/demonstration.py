"""Signing in to a demonstration with one press: exists nowhere else, and a real line answers as if it had no such page.

The demonstration's key files lie in its folder, readable by whoever started it; nothing is given away by handing one to
a browser on the same machine, and a real line never leaves a key there that a web process could read.
"""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb
from tocsin.exchange import places


def practice_officers() -> list[str]:
    """Return who may be signed in as without anything; nobody at a real line."""
    if not settings.DEMONSTRATION:
        return []
    return [
        name for name in Officer.objects.filter(is_active=True).values_list("name", flat=True) if _key(name).exists()
    ]


@needs(Verb.ENTER)
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as an officer of the demonstration."""
    name = request.POST.get("officer", "")
    if name not in practice_officers():
        raise Http404
    login(request, Officer.objects.get(name=name))
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


@needs(Verb.SETTLE)
@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """Hand the officer's own practice key to their browser, in PEM."""
    name = officer_of(request).name
    if name not in practice_officers():
        raise Http404
    return HttpResponse(_key(name).read_bytes(), "application/x-pem-file")


def _key(name: str) -> Path:
    return places.officers(Path(settings.HOME), settings.DESK) / f"{name}.key"
