"""The reader's two pages: ask for the words, show the replies."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from tocsin.charter.model import Charter
from tocsin.envelope.errors import AmbiguousReceipt, BadReceipt
from tocsin.envelope.receipt import LISTS, Receipt
from tocsin.envelope.replies import joined
from tocsin.exchange.replies import RepliesFolder
from tocsin.look.headers import PublicHeaders
from tocsin.look.rendering import STYLE, LineFacts, render
from tocsin.look.texts import catalogue, own_name
from tocsin.reader.reading import read_replies

LARGEST = 64 * 1024
Page = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Line:
    """What the reader knows of a line: its charter, its id, where replies lie, and where its other pages are."""

    charter: Charter
    id: bytes
    replies: Path
    facts: LineFacts
    url: str = ""


@dataclass(frozen=True)
class ShownFault:
    """A fault as the page shows it."""

    field: str
    text: str


def make_app(line: Line) -> ASGIApp:
    """Return the reader's application."""
    routes: list[BaseRoute] = [Route("/look/style.css", _style), Route("/", _to(line.url or "/", line))]
    for language in line.charter.line.languages:
        routes.append(Route(f"/{language}/read", _page(line, language), methods=["GET", "POST"]))
    if line.url:  # on another port than the other pages; behind one proxy these paths never come here
        routes.append(Route("/{path:path}", _elsewhere(line)))
    return PublicHeaders(Starlette(routes=routes), forms_to=line.url)


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


def _to(url: str, line: Line) -> Page:
    async def away(_request: Request) -> Response:
        return RedirectResponse(url if line.url else f"/{line.charter.line.default}/read", 303)

    return away


def _elsewhere(line: Line) -> Page:
    async def away(request: Request) -> Response:
        return RedirectResponse(f"{line.url}{request.url.path}", 303)

    return away


def _page(line: Line, language: str) -> Page:
    folder = RepliesFolder(line.replies)

    async def page(request: Request) -> Response:
        if request.method == "GET":
            return _ask(line, language)
        fields = await _fields(request)
        if fields is None:
            return _ask(line, language, status=413)
        typed = fields.get("receipt", "")
        try:
            receipt = Receipt.parse(typed, fields.get("words") or None)
        except AmbiguousReceipt:
            text = catalogue(language).gettext("These words stand in more than one language's list.")
            return _ask(line, language, typed=typed, text=text, ambiguous=True, status=422)
        except BadReceipt as error:
            return _ask(line, language, typed=typed, text=_wrong(error, language), status=422)
        return _show(line, language, folder, receipt)

    return page


async def _fields(request: Request) -> dict[str, str] | None:
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                return None
    except ClientDisconnect:
        return {}
    return {name: values[0] for name, values in parse_qs(body.decode("ascii", "replace"), max_num_fields=20).items()}


def _wrong(error: BadReceipt, language: str) -> str:
    _ = catalogue(language).gettext
    if error.positions:
        places = ", ".join(str(p) for p in error.positions)
        return _("Not in any list: number %(places)s, counted from the beginning.") % {"places": places}
    if "checksum" in str(error):
        return _("One of them is not the one that you were shown. Compare each with what you wrote down.")
    return _("A receipt has twelve words, or twelve numbers from 0001 to 2048.")


def _ask(
    line: Line, language: str, *, typed: str = "", text: str = "", ambiguous: bool = False, status: int = 200
) -> Response:
    html = render(
        "replies_form.html",
        line.charter,
        language,
        facts=line.facts,
        here="replies",
        typed=typed,
        faults=[ShownFault("receipt", text)] if text else [],
        field_names={"receipt": catalogue(language).gettext("Words or numbers")},
        ambiguous=ambiguous,
        lists=[(tag, own_name(tag)) for tag in LISTS],
    )
    return HTMLResponse(html, status)


def _show(line: Line, language: str, folder: RepliesFolder, receipt: Receipt) -> Response:
    _ = catalogue(language).gettext
    states = {
        "received": _("received"),
        "in work": _("in work"),
        "question": _("a question for you"),
        "closed": _("closed"),
    }
    replies = joined(read_replies(folder, receipt.derive(line.id)))
    shown = [
        {"day": r.day, "state": states[r.state], "text": r.text, "language": r.language} for r in reversed(replies)
    ]
    html = render(
        "replies.html",
        line.charter,
        language,
        facts=line.facts,
        here="replies",
        replies=shown,
        state=shown[0]["state"] if shown else "",
        come_back=line.charter.line.clocks.come_back,
    )
    return HTMLResponse(html)
