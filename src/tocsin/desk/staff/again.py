"""Showing again that it is oneself who sits here, before one's sign-in changes: a session may be left open."""

from typing import Any

from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from tocsin.desk.staff.adapters import Factors
from tocsin.desk.staff.doors import officer_of
from tocsin.desk.staff.queries import codes_left, factors_of


class Again(ReauthenticateView):  # type: ignore[misc]
    """By a code of the app, a recovery code, or a passkey."""

    template_name = "staff/again.html"

    def get_context_data(self, **words: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's words
        """Return the form, and which ways this officer has."""
        officer = officer_of(self.request)
        factors = factors_of(officer)
        ways = {"by_passkey": any(one.credential for one in factors)}
        ways["by_code"] = not all(one.credential for one in factors) or codes_left(officer) > 0
        return {**super().get_context_data(**words), **ways}


class AgainByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """By one of the officer's own passkeys."""

    def get(self, request: HttpRequest, *_args: Any, **_words: Any) -> HttpResponse:  # noqa: ANN401 - the library's words
        """Give the challenge."""
        return JsonResponse({"request_options": begin_authentication(officer_of(request))})

    def form_invalid(self, _form: object) -> HttpResponse:
        """Say so, and let the officer try again."""
        messages.error(self.request, str(Factors.error_messages["incorrect_code"]))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate")))
