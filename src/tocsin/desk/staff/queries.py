"""With what an officer signs in, as the page of their keys shows it."""

from dataclasses import dataclass
from datetime import date

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from tocsin.desk.staff.models import Officer

CODES, APP, PASSKEY = Authenticator.Type.RECOVERY_CODES, Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN


@dataclass(frozen=True)
class Factor:
    """An app for codes, or a passkey; `credential` is a passkey's id (base64url), `place` where it lives."""

    number: int
    added: date
    place: str = ""
    credential: str = ""


def factors_of(officer: Officer) -> list[Factor]:
    """Return what stands beside an officer's password, the oldest first; recovery codes are counted apart."""
    kept = Authenticator.objects.filter(user=officer).exclude(type=CODES).order_by("pk")
    return [_factor(one) for one in kept]


def codes_left(officer: Officer) -> int:
    """Return how many recovery codes were not used yet."""
    kept = Authenticator.objects.filter(user=officer, type=CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def is_proven(request: HttpRequest) -> bool:
    """Tell whether who sits here showed within minutes to be who signed in; a session left open is not enough.

    Whom a demonstration let in by one press has nothing to show it with before their first passkey.
    """
    if settings.DEMONSTRATION and not Authenticator.objects.filter(user=request.user.pk).exists():
        return True
    return not is_reauthentication_required(request, app="allauth.mfa")


def _factor(one: Authenticator) -> Factor:
    if one.type != PASSKEY:
        return Factor(one.pk, one.created_at.date())
    return Factor(one.pk, one.created_at.date(), one.wrap().name, str(one.data["credential"]["id"]))
