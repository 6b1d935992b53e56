"""Beginning a shift from a browser: the opener's nonce out, the officer's signature in."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.desk.asking.relay import relay
from tocsin.desk.asking.signed import read_body
from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb
from tocsin.exchange import places


@needs(Verb.SETTLE)
@require_POST
def hello(_request: HttpRequest) -> JsonResponse:
    """Return the opener's nonce for one shift, with line and desk."""
    return answer({"hello": True})


@needs(Verb.SETTLE)
@require_POST
def shift(request: HttpRequest) -> JsonResponse:
    """Pass on a signed shift; return its id."""
    body = read_body(request)
    return answer({name: body[name] for name in ("shift", "signature") if name in body})


def answer(message: dict[str, object]) -> JsonResponse:
    """Relay a line; a refusal keeps the opener's code, sentence and hint."""
    try:
        return JsonResponse(relay(places.socket(settings.HOME, settings.DESK), message))
    except Refused as error:
        return JsonResponse({"error": error.code, "message": str(error), "hint": error.hint}, status=403)
    except OpenerAway as error:
        return JsonResponse({"error": "opener-away", "message": str(error), "hint": error.hint}, status=503)
