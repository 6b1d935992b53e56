"""Signed requests as they arrive from a browser: read to see what they ask for, never changed, never made here."""

import json
from collections.abc import Iterator
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
    signed, body = read_signed(request, verb=verb, case=case)
    return signed, pass_signed(body)


def read_signed(request: HttpRequest, *, verb: str, case: str = "") -> tuple[Request, dict[str, Any]]:
    """Return the signed request in a post's body, and the body: for who may refuse before `pass_signed` relays it."""
    body = read_body(request)
    return _read(request, body, verb, case), body


def pass_signed(line: dict[str, Any]) -> dict[str, Any]:
    """Relay what `read_signed` read: what is signed and who signed it, and nothing that stood beside it."""
    passed: dict[str, Any] = {name: line[name] for name in ("request", "signature", "in", "assertion") if name in line}
    return relay(places.socket(settings.HOME, settings.DESK), passed)


def ask_in_turn(
    request: HttpRequest, *, verb: str, case: str = "", most: int
) -> Iterator[tuple[Request, dict[str, Any]]]:
    """Relay the signed requests in a post's `requests`, at most so many, each when the answer before it was used.

    So a file goes through part by part, and no more than one part of it is ever in memory. All are read before the
    first is relayed.
    """
    body = read_body(request)
    lines = body.get("requests")
    if not isinstance(lines, list) or not 1 <= len(lines) <= most or not all(isinstance(x, dict) for x in lines):
        raise Refused("not-allowed", f"from one to {most} signed requests", "Reload the page.")
    lines = [{**line, "in": body.get("in")} for line in lines]
    for signed, line in [(_read(request, line, verb, case), line) for line in lines]:
        yield signed, pass_signed(line)


def _read(request: HttpRequest, line: dict[str, Any], verb: str, case: str) -> Request:
    try:
        signed = Request.read(str(line["request"]).encode())
    except (KeyError, NotCanonical, TypeError) as error:
        raise Refused("not-allowed", "not a signed request", "Reload the page.") from error
    if (signed.verb, signed.case) != (verb, case) or signed.officer != request.user.get_username():
        raise Refused("not-allowed", "signed for something else", "Reload the page.")
    return signed


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Return a post's JSON object."""
    try:
        body = json.loads(request.body) if len(request.body) <= LARGEST else None
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused("not-allowed", "not in the form of this version", "Reload the page.")
    return body
