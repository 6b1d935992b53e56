"""The pages: static ones, and those that report without script, whose answers round-trip through the page itself."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tocsin.gate.doors import Doors
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience
from tocsin.intake.line import Line
from tocsin.intake.pages_add import AddPage
from tocsin.intake.pages_attach import AttachPage
from tocsin.intake.pages_receipt import ReceiptPage
from tocsin.intake.pages_report import ReportPages
from tocsin.intake.static import StaticPages

Rng = Callable[[int], bytes]


def page_routes(line: Line, accept: Accept, *, doors: Doors, rng: Rng, patience: Patience) -> list[BaseRoute]:
    """Return the pages' routes."""
    charter = line.charter
    reports = ReportPages(line, accept, doors=doors, rng=rng, patience=patience)
    attach = AttachPage(line, accept, doors=doors, rng=rng, patience=patience)
    add = AddPage(line, accept, doors=doors, rng=rng, patience=patience)

    receipts = ReceiptPage(line, patience=patience)
    static = StaticPages(line)

    async def read(request: Request) -> Response:
        # The reader is another process and user; behind one proxy this path goes there directly.
        return RedirectResponse(f"{line.reader_url}{request.url.path}", status_code=307)

    routes: list[BaseRoute] = []
    for language in charter.line.languages:
        routes += [
            Route(f"/{language}/report", reports.form(language), methods=["POST"]),
            Route(f"/{language}/overseer", reports.form(language), methods=["POST"]),
            Route(f"/{language}/check", reports.check(language), methods=["POST"]),
            Route(f"/{language}/send", reports.send(language), methods=["POST"]),
            Route(f"/{language}/attach", attach.page(language), methods=["POST"]),
            Route(f"/{language}/receipt", receipts.page(language), methods=["POST"]),
            Route(f"/{language}/add", add.page(language), methods=["GET", "POST"]),
        ]
        if line.reader_url:
            routes.append(Route(f"/{language}/read", read, methods=["GET", "POST"]))
    return [*routes, Route("/", static.first, methods=["GET"]), Route("/{path:path}", static.page, methods=["GET"])]
