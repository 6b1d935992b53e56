"""The language that an officer reads: kept in their own row, so that it is the same at every machine of the desk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import Verb


class OwnLanguage:
    """Answers an officer in the language of their row; before they sign in, the browser's cookie or wish decides."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on."""
        officer = request.user
        if isinstance(officer, Officer) and officer.language:
            translation.activate(officer.language)
        return self._get_response(request)


@needs(Verb.ENTER)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take another language, and go back to where one was."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    response = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    if code in dict(settings.LANGUAGES):
        if isinstance(request.user, Officer):
            Officer.objects.filter(pk=request.user.pk).update(language=code)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, samesite="Strict", secure=settings.CSRF_COOKIE_SECURE)
    return response
