"""What the pages show of signing in besides its forms."""

from functools import partial
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.contrib.messages import get_messages
from django.http import HttpRequest

from tocsin.desk.staff.doors import officer_of


def signing_in(request: HttpRequest) -> dict[str, Any]:
    """Return what an earlier step has to say, gone once it is shown; and whose the officer's passkeys say they are."""
    return {"announced": partial(get_messages, request), "handle": partial(_handle_of, request)}


def _handle_of(request: HttpRequest) -> str:
    """Return what a passkey of this officer carries as whose it is."""
    return str(user_pk_to_url_str(officer_of(request)))
