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
            return JsonResponse({"error": error.code, "message": str(error), "hint": error.hint}, status=403)
        except OpenerAway as error:
            return JsonResponse({"error": "opener-away", "message": str(error), "hint": error.hint}, status=503)

    return answered
