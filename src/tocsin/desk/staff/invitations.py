"""Invitations: who runs the machine lets an officer make their sign-in, once, within a day.

It is worth less than it sounds: signing in shows pages and opens nothing. A word of a report takes a key that the
opener knows, and only two supervisors make the opener know one.
"""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from tocsin.desk.staff.models import Invitation, Officer

GOOD_FOR = timedelta(hours=24)
BYTES = 15  # 120 bits: 24 letters and digits, nobody guesses them
Rng = Callable[[int], bytes]


class NoSuchOfficer(Exception):
    """The opener knows no such officer, or one who left."""

    hint = "Two supervisors make officers: tocsin-desk propose enrol. The desk learns of them within some seconds."


class NoInvitation(Exception):
    """No such code for this name, or it is used or too old."""


class WrongCode(Exception):
    """The app's code does not fit its secret."""


def invite(name: str, *, now: datetime, rng: Rng) -> str:
    """Make an invitation and return its code; an earlier one of the same officer ends."""
    officer = Officer.objects.filter(name=name, is_active=True).first()
    if officer is None:
        raise NoSuchOfficer(name)
    code = base64.b32encode(rng(BYTES)).decode().lower()
    with transaction.atomic():
        Invitation.objects.filter(officer=officer, used=False).update(used=True)
        Invitation.objects.create(officer=officer, digest=_digest(code), expires=now + GOOD_FOR)
    return "-".join(code[i : i + 6] for i in range(0, len(code), 6))


def accept(name: str, code: str, *, password: str, secret: str, shown: str, now: datetime) -> None:
    """Make an officer's sign-in: a password, and an app that shows codes for `secret`; an older one ends with it."""
    invitation = Invitation.objects.filter(
        digest=_digest(code), officer__name=name, used=False, expires__gt=now
    ).first()
    if invitation is None:
        raise NoInvitation(name)
    officer = invitation.officer
    validate_password(password, officer)
    if not validate_totp_code(secret, shown):
        raise WrongCode(name)
    with transaction.atomic():
        if Invitation.objects.filter(pk=invitation.pk, used=False).update(used=True) == 0:
            raise NoInvitation(name)
        Authenticator.objects.filter(user=officer).delete()
        officer.set_password(password)
        officer.save(update_fields=["password"])
        TOTP.activate(officer, secret)


def new_secret() -> str:
    """Return a fresh secret for an app that shows codes (RFC 6238), in base32."""
    return str(generate_totp_secret())


def _digest(code: str) -> str:
    return sha256(code.replace("-", "").replace(" ", "").strip().lower().encode()).hexdigest()
