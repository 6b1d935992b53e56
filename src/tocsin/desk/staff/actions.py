"""What an officer changes about their own sign-in."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.queries import CODES


class LastFactor(Exception):
    """Nothing would stand beside the password any more."""


def add_passkey(officer: Officer, place: str, credential: dict[str, Any]) -> None:
    """Keep a passkey that the sign-in library has checked."""
    WebAuthn.add(officer, place, credential)


def take_away(officer: Officer, number: int) -> bool:
    """Take a passkey or the app away, never the last of them; False if it was gone already."""
    with transaction.atomic():
        Officer.objects.select_for_update().get(pk=officer.pk)  # two at once would each leave the other
        factors = Authenticator.objects.filter(user=officer).exclude(type=CODES)
        if not factors.filter(pk=number).exists():
            return False
        if not factors.exclude(pk=number).exists():
            raise LastFactor(officer.name)
        factors.filter(pk=number).delete()
        return True


def new_codes(officer: Officer) -> list[str]:
    """Make recovery codes in the place of older ones, and return them: to be shown once."""
    with transaction.atomic():
        Officer.objects.select_for_update().get(pk=officer.pk)
        Authenticator.objects.filter(user=officer, type=CODES).delete()
        codes: list[str] = RecoveryCodes.activate(officer).generate_codes()
        return codes
