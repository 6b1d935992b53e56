"""Which rooms the frame leads to: those whose page lets this officer in, as the page itself says."""

from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from tocsin.desk.pages import gettext as _
from tocsin.desk.staff.doors import verb_of
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import may_act


def rooms(request: HttpRequest) -> dict[str, Any]:
    """Return (path, name) of the rooms of the desk, and of the officer's own pages."""
    officer = getattr(request, "user", None)
    role = officer.role if isinstance(officer, Officer) else ""
    desk = [
        ("/", _("Queue")),
        ("/handing-on", _("Handing on")),
        ("/handover", _("Handover")),
        ("/roster", _("Roster")),
        ("/officers", _("Officers")),
    ]
    desk += [("/figures", _("Figures"))]
    own = [("/shift", _("Your shift")), ("/keys", _("Your keys"))]
    return {
        "rooms": [(path, name) for path, name in desk if _lets_in(path, role)],
        "own_pages": [(path, name) for path, name in own if _lets_in(path, role)],
    }


def _lets_in(path: str, role: str) -> bool:
    try:
        verb = verb_of(resolve(path).func)
    except Resolver404:
        return False
    return verb is not None and may_act(role, verb)
