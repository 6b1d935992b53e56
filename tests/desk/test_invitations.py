"""An invitation is good once, for a day, for one name; with it a sign-in is made."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.lines import run, running, whole_home
from tests.world import fixed_rng
from tocsin.desk.staff.invitations import NoInvitation, NoSuchOfficer, accept, invite, new_secret
from tocsin.desk.staff.models import Invitation, Officer

NOW = datetime.now(UTC)
PASSWORD = "herring lantern rope quay"  # noqa: S105 - of nobody


def shown(secret: str) -> str:
    """Return what an officer's app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def otto(db: None) -> Officer:  # noqa: ARG001 - it opens the database
    return Officer.objects.create(name="otto", role="officer")


def take(code: str, *, name: str = "otto", now: datetime = NOW, secret: str = "") -> None:
    secret = secret or new_secret()
    accept(name, code, password=PASSWORD, secret=secret, shown=shown(secret), now=now)


def test_a_code_is_good_once_and_for_its_name_alone(otto: Officer) -> None:
    nils = Officer.objects.create(name="nils", role="officer")
    code = invite("otto", now=NOW, rng=fixed_rng(1))
    with pytest.raises(NoInvitation):
        take(code, name="nils")
    take(code.upper().replace("-", " "))
    with pytest.raises(NoInvitation):
        take(code)
    otto.refresh_from_db()
    assert otto.check_password(PASSWORD)
    assert Authenticator.objects.filter(user=otto, type="totp").count() == 1
    assert not Authenticator.objects.filter(user=nils).exists()


@pytest.mark.usefixtures("otto")
def test_a_code_ends_after_a_day_and_with_the_next_one() -> None:
    first = invite("otto", now=NOW, rng=fixed_rng(1))
    second = invite("otto", now=NOW, rng=fixed_rng(2))
    with pytest.raises(NoInvitation):
        take(first)
    with pytest.raises(NoInvitation):
        take(second, now=NOW + timedelta(hours=24))
    take(second, now=NOW + timedelta(hours=23))


def test_nobody_is_invited_who_is_no_officer_or_left(otto: Officer) -> None:
    with pytest.raises(NoSuchOfficer):
        invite("emperor", now=NOW, rng=fixed_rng())
    Officer.objects.filter(pk=otto.pk).update(is_active=False)
    with pytest.raises(NoSuchOfficer):
        invite("otto", now=NOW, rng=fixed_rng())


@pytest.mark.usefixtures("otto")
def test_the_code_is_kept_nowhere() -> None:
    code = invite("otto", now=NOW, rng=fixed_rng(3))
    [kept] = Invitation.objects.values_list("digest", flat=True)
    assert code.replace("-", "") not in kept
    assert re.fullmatch(r"[0-9a-f]{64}", kept)


def test_what_is_wrong_is_said_beside_its_field_and_uses_nothing_up(otto: Officer) -> None:
    code, client, secret = invite("otto", now=NOW, rng=fixed_rng(4)), Client(), new_secret()
    good = {"name": "otto", "invitation": code, "password": PASSWORD, "again": PASSWORD, "secret": secret}
    for field, value in (("again", "other"), ("password", "short"), ("invitation", "x"), ("code", "000000")):
        told = {**good, "code": shown(secret), field: value}
        told |= {"again": "short"} if field == "password" else {}
        page = client.post("/invited", told).content.decode()
        assert f'id="{field}-fault"' in page, field
        assert f'value="{secret}"' in page
        assert PASSWORD not in page
    otto.refresh_from_db()
    assert not otto.has_usable_password() or not otto.check_password(PASSWORD)
    assert client.post("/invited", {**good, "code": shown(secret)}).headers["Location"] == "/sign-in"


def test_password_and_code_sign_in_and_a_password_alone_does_not(otto: Officer) -> None:
    secret = new_secret()
    take(invite("otto", now=NOW, rng=fixed_rng(5)), secret=secret)
    client = Client()
    answer = client.post("/sign-in", {"login": "otto", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/sign-in/code")
    assert client.get("/").status_code == 302
    answer = client.post("/sign-in/code", {"code": shown(secret)})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    Authenticator.objects.filter(user=otto).delete()
    other = Client()
    other.post("/sign-in", {"login": "otto", "password": PASSWORD})
    assert other.get("/").status_code == 302


def test_the_command_prints_a_code_for_an_officer_of_the_opener_alone(tmp_path: Path) -> None:
    home = whole_home(tmp_path / "home")
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    with running(*opener, unix=home / "run" / "main.sock"):
        done = run("tocsin-desk", "invite", "otto", home=home)
        assert re.fullmatch(r"(?:[a-z2-7]{6}-){3}[a-z2-7]{6}\n", done.stdout), done.stderr
        done = run("tocsin-desk", "invite", "emperor", home=home)
        assert (done.returncode, "propose enrol" in done.stderr) == (1, True)
