"""Fills a desk's database, in a process of its own, since Django's settings are read once; prints a session's key."""

import os
import sys
from datetime import UTC, datetime

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.desk.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - Django must be set up first
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from tests.desk.many import fill  # noqa: E402
from tocsin.desk.cases.following import follow  # noqa: E402
from tocsin.desk.staff.models import Officer  # noqa: E402


def main(name: str, cases: int) -> None:
    """Follow the opener's feed, add made-up cases, and sign an officer in."""
    call_command("migrate", verbosity=0, interactive=False)
    follow()
    fill(cases, today=datetime.now(UTC).date())
    officer = Officer.objects.get(name=name)
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.create()
    print(session.session_key)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
