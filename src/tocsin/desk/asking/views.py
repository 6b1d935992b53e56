"""Beginning a shift from a browser: the opener's nonce out, the officer's signature in."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from tocsin.desk.asking.client import Refused
from tocsin.desk.asking.refusals import refusals
from tocsin.desk.asking.relay import relay
from tocsin.desk.asking.signed import read_body
from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange import places
from tocsin.exchange.request import Shift


@needs(Verb.SETTLE)
@require_POST
@refusals
def hello(_request: HttpRequest) -> JsonResponse:
    """Return the opener's nonce for one shift, with line, desk, and its time."""
    return _answer({"hello": True})


@needs(Verb.SETTLE)
@require_POST
@refusals
def shift(request: HttpRequest) -> JsonResponse:
    """Pass on a signed shift of who is signed in; return its id.

    Another officer's key may lie in the same browser: whoever finds it still has to sign in as its owner.
    """
    try:
        body = read_body(request)
        officer = Shift.read(str(body.get("shift", "")).encode()).officer
    except (NotCanonical, Refused):
        body, officer = {}, ""
    if officer != request.user.get_username():
        raise Refused("not-allowed", "a shift of somebody else", "Sign in as its officer.")
    return _answer({name: body[name] for name in ("shift", "signature") if name in body})


def _answer(message: dict[str, object]) -> JsonResponse:
    return JsonResponse(relay(places.socket(settings.HOME, settings.DESK), message))
