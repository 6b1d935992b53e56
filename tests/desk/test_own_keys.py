"""An officer's own sign-in: changed only by who shows again to be them, and never left with a password alone."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from tests.desk.test_invitations import NOW, PASSWORD, shown
from tests.world import fixed_rng
from tocsin.desk.staff.actions import LastFactor, take_away
from tocsin.desk.staff.invitations import accept, invite, new_secret
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def otto() -> tuple[Officer, str]:
    """Give an officer who was invited, and the secret of their app."""
    officer, secret = Officer.objects.create(name="otto", role="officer"), new_secret()
    code = invite("otto", now=NOW, rng=fixed_rng(1))
    accept("otto", code, password=PASSWORD, secret=secret, shown=shown(secret), now=NOW)
    return Officer.objects.get(pk=officer.pk), secret


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_a_session_left_open_changes_nothing_before_a_code_is_typed(otto: tuple[Officer, str]) -> None:
    officer, secret = otto
    client, [app] = signed_in(officer), Authenticator.objects.filter(user=officer)
    assert client.get("/keys/passkey").status_code == 403
    for place in ("/keys/passkey", "/keys/codes", f"/keys/{app.pk}/take-away"):
        assert client.post(place).headers["Location"] == "/keys/again?next=/keys", place
    assert "Make a passkey" not in client.get("/keys").content.decode()
    assert client.post("/keys/again", {"code": "000000", "next": "/keys"}).status_code == 200
    assert client.get("/keys/passkey").status_code == 403
    assert client.post("/keys/again", {"code": shown(secret), "next": "/keys"}).headers["Location"] == "/keys"
    assert "creation_options" in client.get("/keys/passkey").json()


def test_recovery_codes_are_shown_once_counted_and_each_signs_in_once(otto: tuple[Officer, str]) -> None:
    officer, secret = otto
    client = signed_in(officer)
    client.post("/keys/again", {"code": shown(secret), "next": "/keys"})
    page = client.post("/keys/codes").content.decode()
    codes = re.findall(r"<code dir=\"ltr\">(\d{4} \d{4})</code>", page)
    assert len(codes) == 10
    assert codes[0] not in client.get("/keys").content.decode()
    assert client.get("/keys/codes").status_code == 405
    assert "10 codes are left" in client.get("/keys").content.decode()
    other = Client()
    for comes_in in (True, False):
        other.post("/sign-in", {"login": "otto", "password": PASSWORD})
        other.post("/sign-in/code", {"code": codes[0]})
        assert (other.get("/").status_code == 200) == comes_in
        other.logout()
    assert "9 codes are left" in client.get("/keys").content.decode()


def test_the_last_second_factor_is_never_taken_away_nor_anothers(otto: tuple[Officer, str]) -> None:
    officer, _ = otto
    nils = Officer.objects.create(name="nils", role="officer")
    RecoveryCodes.activate(officer)
    [app] = Authenticator.objects.filter(user=officer, type="totp")
    with pytest.raises(LastFactor):
        take_away(officer, app.pk)
    assert not take_away(nils, app.pk)
    Authenticator.objects.create(user=officer, type="webauthn", data={"name": "computer", "credential": {"id": "x"}})
    assert take_away(officer, app.pk)
    assert not take_away(officer, app.pk)


def test_when_somebody_signed_in_is_kept_nowhere(otto: tuple[Officer, str]) -> None:
    _, secret = otto
    client = Client()
    client.post("/sign-in", {"login": "otto", "password": PASSWORD})
    client.post("/sign-in/code", {"code": shown(secret)})
    assert client.get("/").status_code == 200
    [app] = Authenticator.objects.all()
    assert app.last_used_at is None
