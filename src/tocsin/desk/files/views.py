"""What came with a report, asked from the opener part by part and passed on; nothing is kept, nothing is active."""

import base64
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.desk.asking.signed import ask, ask_in_turn
from tocsin.desk.files.previewing import NotShown, draw
from tocsin.desk.files.rules import COPY_EDGE, MOST_PARTS, PREVIEW_EDGE, TEXT_SHOWN, read_text
from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb
from tocsin.exchange.request import Request

VERB = "attachment"
# Even if somebody made a browser open such an answer as a page, it would be one without script, form or origin.
SEALED_OFF = {"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": "attachment"}
View = Callable[[HttpRequest, str, str], HttpResponse]


def refusals(view: View) -> View:
    """Answer a refusal with its stable code; the page tells it in the officer's language."""

    @wraps(view)
    def answered(request: HttpRequest, case: str, attachment: str) -> HttpResponse:
        try:
            return view(request, case, attachment)
        except NotShown as error:
            return JsonResponse({"error": error.code, "message": "", "hint": error.hint}, status=422)
        except Refused as error:
            return JsonResponse({"error": error.code, "message": str(error), "hint": error.hint}, status=403)
        except OpenerAway as error:
            return JsonResponse({"error": "opener-away", "message": str(error), "hint": error.hint}, status=503)

    return answered


@needs(Verb.READ_CASE)
@require_POST
@refusals
def preview(request: HttpRequest, case: str, attachment: str) -> HttpResponse:
    """Return a picture drawn anew, small enough to look at."""
    return _drawn(request, case, attachment, PREVIEW_EDGE)


@needs(Verb.READ_CASE)
@require_POST
@refusals
def copy(request: HttpRequest, case: str, attachment: str) -> HttpResponse:
    """Return a picture drawn anew, large enough to be shared."""
    return _drawn(request, case, attachment, COPY_EDGE)


@needs(Verb.READ_CASE)
@require_POST
@refusals
def text(request: HttpRequest, case: str, attachment: str) -> HttpResponse:
    """Return a piece of a page with the beginning of a text file."""
    data, parts = part_of(ask(request, verb=VERB, case=case), attachment, 0)
    told, encoding = read_text(data)
    cut = parts > 1 or len(data) > TEXT_SHOWN
    return render(request, "files/text.html", {"told": told, "encoding": encoding, "cut": cut})


@needs(Verb.READ_CASE)
@require_POST
@refusals
def original(request: HttpRequest, case: str, attachment: str) -> HttpResponse:
    """Return one part of a file as it was sent: unsafe. The browser puts parts together and compares the digest."""
    signed, answer = ask(request, verb=VERB, case=case)
    data, _ = part_of((signed, answer), attachment, signed.arguments.get("part"))
    return HttpResponse(data, "application/octet-stream", headers=SEALED_OFF)


def _drawn(request: HttpRequest, case: str, attachment: str, edge: int) -> HttpResponse:
    picture = draw(_parts(request, case, attachment), edge=edge)
    several = {"Tocsin-Shows": "first-of-several"} if picture.several else {}
    return HttpResponse(picture.png, "image/png", headers=SEALED_OFF | several)


def _parts(request: HttpRequest, case: str, attachment: str) -> Iterator[bytes]:
    """Ask for part after part, each when the one before was taken; all of them, in order, of one file."""
    number = parts = 0
    for answered in ask_in_turn(request, verb=VERB, case=case, most=MOST_PARTS):
        data, parts = part_of(answered, attachment, number)
        yield data
        number += 1
    if number != parts:
        raise Refused("not-allowed", "not every part was asked for", "Reload the page.")


def part_of(answered: tuple[Request, dict[str, Any]], attachment: str, number: object) -> tuple[bytes, int]:
    """Return a part's bytes and how many parts there are, if the request was for this part of this file."""
    signed, answer = answered
    if signed.arguments != {"attachment": attachment, "part": number}:
        raise Refused("not-allowed", "signed for something else", "Reload the page.")
    return base64.b64decode(answer["content"]), int(answer["parts"])
