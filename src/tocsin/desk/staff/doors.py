"""Deny by default: a view says with `@needs` which permission it takes, and one that says nothing is never entered."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.template.loader import render_to_string

from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb, may_act

View = TypeVar("View", bound=Callable[..., HttpResponse])


def officer_of(request: HttpRequest) -> Officer:
    """Return who is signed in; `DenyByDefault` let nobody else in."""
    if not isinstance(request.user, Officer):
        raise PermissionDenied
    return request.user


def needs(verb: Verb) -> Callable[[View], View]:
    """Say which permission a view takes."""

    def mark(view: View) -> View:
        view.verb = verb  # type: ignore[attr-defined]
        return view

    return mark


class DenyByDefault:
    """Lets a request through to its view only if its officer may do what the view says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: tuple[Any, ...], _words: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer for the view, or let it answer."""
        verb = verb_of(view)
        if verb == Verb.ENTER:
            return None
        officer = request.user
        if not isinstance(officer, Officer) or not officer.is_active:
            return redirect_to_login(request.get_full_path())
        if verb is None or not may_act(officer.role, verb):
            return HttpResponseForbidden(render_to_string("refused.html", {}, request))
        return None


def verb_of(view: Callable[..., HttpResponse]) -> Verb | None:
    """Return the permission that a view names, or none."""
    verb = getattr(view, "verb", None)
    return verb if isinstance(verb, Verb) else None
