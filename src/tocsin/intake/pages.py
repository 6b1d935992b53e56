"""The bare pages: report without script. Answers round-trip through the page itself, so that nothing is kept here."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience
from tocsin.intake.line import Line
from tocsin.intake.pages_attach import AttachPage
from tocsin.intake.pages_report import ReportPages
from tocsin.look.rendering import STYLE, render
from tocsin.look.texts import choose

Rng = Callable[[int], bytes]


def page_routes(line: Line, accept: Accept, *, rng: Rng, patience: Patience) -> list[BaseRoute]:
    """Return the pages' routes."""
    charter = line.charter
    reports = ReportPages(line, accept, rng=rng, patience=patience)
    attach = AttachPage(line, accept, rng=rng, patience=patience)

    async def first(request: Request) -> Response:
        accepted = request.headers.get("accept-language", "")
        language = choose(charter.line.languages, charter.line.default, accepted)
        html = render("languages.html", charter, language, demonstration=line.demonstration)
        return HTMLResponse(html, headers={"Vary": "Accept-Language"})

    async def style(_request: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    async def replies(request: Request) -> Response:
        # The reader is another process and user; behind one proxy this path goes there directly.
        return RedirectResponse(f"{line.reader_url}{request.url.path}", status_code=303)

    routes: list[BaseRoute] = [Route("/", first), Route("/look/style.css", style)]
    for language in charter.line.languages:
        routes += [
            Route(f"/{language}", reports.form(language), methods=["GET", "POST"]),
            Route(f"/{language}/check", reports.check(language), methods=["POST"]),
            Route(f"/{language}/send", reports.send(language), methods=["POST"]),
            Route(f"/{language}/attach", attach.page(language), methods=["POST"]),
        ]
        if line.reader_url:
            routes.append(Route(f"/{language}/replies", replies))
    return routes
