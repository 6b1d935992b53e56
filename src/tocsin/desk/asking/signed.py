"""Signed requests as they arrive from a browser: read to see what they ask for, never changed, never made here."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tocsin.desk.asking.client import Refused
from tocsin.desk.asking.relay import relay
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange import places
from tocsin.exchange.request import LARGEST, Request


def ask(request: HttpRequest, *, verb: str, case: str = "") -> tuple[Request, dict[str, Any]]:
    """Relay the signed request in a post's body; it must ask for this verb, about this case, for who is signed in.

    The opener checks the rest; here only that a page cannot be made to do something else than it says.
    """
    body = read_body(request)
    try:
        signed = Request.read(str(body["request"]).encode())
    except (KeyError, NotCanonical, TypeError) as error:
        raise Refused("not-allowed", "not a signed request", "Reload the page.") from error
    if (signed.verb, signed.case) != (verb, case) or signed.officer != request.user.get_username():
        raise Refused("not-allowed", "signed for something else", "Reload the page.")
    passed: dict[str, Any] = {name: body[name] for name in ("request", "signature", "in") if name in body}
    return signed, relay(places.socket(settings.HOME, settings.DESK), passed)


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Return a post's JSON object."""
    try:
        body = json.loads(request.body) if len(request.body) <= LARGEST else None
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused("not-allowed", "not in the form of this version", "Reload the page.")
    return body
