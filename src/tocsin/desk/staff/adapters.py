"""What the sign-in library asks us: its texts in our words, how passkeys are named, and who may not come in yet."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy

from tocsin.desk.pages import charter, language
from tocsin.desk.pages import gettext as now_gettext
from tocsin.desk.staff.models import Officer

_ = lazy(now_gettext, str)

_WRONG = _("Name and password do not belong together. Both are told apart by capital letters.")
_SLOWLY = _("Too many tries for this name. Wait some minutes; a passkey works at once.")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Lets in an active officer who showed two factors; makes no account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _SLOWLY,
        "rate_limited": _SLOWLY,
        "incorrect_code": _("This code or key was not accepted. Codes change every 30 seconds."),
        "account_inactive": _("You are no officer of this desk any more. A supervisor can tell you why."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Officers are made by two supervisors, at the opener."""
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **words: Any) -> HttpResponse | None:  # noqa: ANN401 - the library's words
        """Refuse a password that no second factor stands behind."""
        response: HttpResponse | None = super().pre_login(request, user, **words)
        if response or has_second_factor(user) or _used_a_passkey(request, user):
            return response
        messages.error(
            request, now_gettext("A password alone does not let you in. Ask the operator for an invitation.")
        )
        return HttpResponseRedirect(reverse("account_login"))

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, str]]:
        """Ask for a code or a passkey; a password alone is what a guesser has."""
        if not Authenticator.objects.filter(user_id=user.pk).exists():
            return []
        names = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
        return [{"id": name, "description": "", "url": reverse(name)} for name in names]

    def respond_user_inactive(self, request: HttpRequest, _user: AbstractBaseUser) -> HttpResponse:
        """Say that who left has left."""
        messages.error(request, str(self.error_messages["account_inactive"]))
        return HttpResponseRedirect(reverse("account_login"))


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Names the line where an authenticator shows who it is for."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": Accounts.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This cannot be taken away: it would leave no way to sign in."),
    }

    def get_totp_issuer(self) -> str:
        """Return what an authenticator app shows above the code."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        line = charter().line
        return line.name.get(language()) or line.name[line.default]

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 - the library's name
        """Return a passkey's name: a number."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return now_gettext("Passkey {number}").format(number=count + 1)


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Tell whether a password of this officer is asked for a code or a key as well."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists())


def _used_a_passkey(request: HttpRequest, user: AbstractBaseUser) -> bool:
    return any(record.get("passwordless") for record in get_authentication_records(request, user))


def app_picture(name: str, secret: str) -> str:
    """Return the picture that an app scans, as a data address: nothing of it lies in a file or is fetched."""
    factors = Factors()
    svg = factors.build_totp_svg(factors.build_totp_url(Officer(name=name or "?"), secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
