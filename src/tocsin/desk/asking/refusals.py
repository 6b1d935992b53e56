"""How a refusal reaches the page: its stable code in JSON; the page has the sentence in the officer's language."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse

from tocsin.desk.asking.client import OpenerAway, Refused

Words = ParamSpec("Words")


def refusals(
    view: Callable[Concatenate[HttpRequest, Words], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Words], HttpResponse]:
    """Answer for a view what the opener refused (403), or that it is away (503)."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Words.args, **words: Words.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **words)
        except Refused as error:
            return _told(error, 403)
        except OpenerAway as error:
            return _told(Refused("opener-away", str(error), error.hint), 503)

    return answered


def _told(error: Refused, status: int) -> JsonResponse:
    told = {"error": error.code, "message": str(error), "hint": error.hint, "why": error.why}
    return JsonResponse(told, status=status)
