"""The reader's two pages: ask for the words, show the replies and what can still be said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from tocsin.charter.model import Charter
from tocsin.envelope.errors import AmbiguousReceipt, BadReceipt
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.replies import Reply, joined
from tocsin.exchange.replies import RepliesFolder
from tocsin.look.faults import ShownFault
from tocsin.look.following import LARGEST_FILE, acts, come_back, states, word_lists, wrong_words, wrong_words_text
from tocsin.look.headers import PublicHeaders
from tocsin.look.rendering import STYLE, LineFacts, render
from tocsin.look.texts import catalogue
from tocsin.reader.reading import read_replies

LARGEST = 64 * 1024
ONCE = 16
Page = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Line:
    """What the reader knows of a line: its charter, its id, where replies lie, and where its other pages are."""

    charter: Charter
    id: bytes
    replies: Path
    facts: LineFacts
    now: Callable[[], datetime]
    rng: Callable[[int], bytes]
    url: str = ""


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
            text = wrong_words(language)["ambiguous"]
            return _ask(line, language, typed=typed, text=text, ambiguous=True, status=422)
        except BadReceipt as error:
            return _ask(line, language, typed=typed, text=wrong_words_text(error, language), status=422)
        replies = joined(read_replies(folder, receipt.derive(line.id)))
        return HTMLResponse(_show(line, language, receipt, replies))

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
        lists=word_lists(),
    )
    return HTMLResponse(html, status)


def _show(line: Line, language: str, receipt: Receipt, replies: list[Reply]) -> str:
    """Return the page of replies, newest first; words that belong to nothing show what words of a new report show."""
    clocks, more = line.charter.line.clocks, dict[str, object]()
    if replies:
        first, newest = replies[0], replies[-1]
        known = newest.desk in line.charter.line.desks  # a desk of before may be gone
        more = {
            "reads": line.charter.line.reads(newest.desk, language) if known else "",
            "state": states(language)[newest.state],
            "back": come_back(first.day, newest.day, newest.state, clocks, line.now().date()),
            "hidden": [
                ("receipt", receipt.secret.hex()),
                ("desk", newest.desk),
                ("once", line.rng(ONCE).hex()),
            ],
        }
    return render(
        "replies.html",
        line.charter,
        language,
        facts=line.facts,
        here="replies",
        replies=replies[::-1],
        states=states(language),
        acts=list(acts(language).values()),
        add_to=f"{line.url}/{language}/add",
        largest=LARGEST_FILE,
        come_back=clocks.come_back,
        **more,
    )
