"""The public application: its routes, its headers, and an end that keeps what waits."""

import contextlib
import sys
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from tocsin.exchange import places
from tocsin.exchange.replies import RepliesFolder
from tocsin.gate.budget import Tariff
from tocsin.gate.doors import Doors, steady_clock
from tocsin.intake.accept import Accept
from tocsin.intake.api import answer, api_routes
from tocsin.intake.bodies import Patience
from tocsin.intake.line import Line
from tocsin.intake.pages import page_routes
from tocsin.intake.refusals import Refused, not_found
from tocsin.intake.slot import Slots
from tocsin.look.headers import PublicHeaders


def make_app(
    line: Line,
    *,
    rng: Callable[[int], bytes],
    tariff: Tariff | None = None,
    patience: Patience | None = None,
    slots: Slots | None = None,
) -> ASGIApp:
    """Return the application of a line; `slots` and `patience` are handed in by tests."""
    patience = patience or Patience()
    doors = Doors(tariff or Tariff(), clock=steady_clock(), rng=rng)
    accept = Accept(line, slots or Slots(line.home, line.charter.line.desks))
    replies = RepliesFolder(places.replies(line.home))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        line.check()
        yield
        await accept.close()

    app = Starlette(
        routes=[
            *api_routes(line, accept, replies, doors=doors, rng=rng, patience=patience),
            *page_routes(line, accept, doors=doors, rng=rng, patience=patience),
        ],
        exception_handlers={HTTPException: _not_found, Refused: _refused, Exception: _failed},
        lifespan=lifespan,
    )
    return PublicHeaders(app, forms_to=line.reader_url)  # around everything: an error's answer is an answer too


async def _not_found(_request: Request, _error: Exception) -> Response:
    return answer(not_found())


async def _refused(_request: Request, error: Exception) -> Response:
    return answer(error) if isinstance(error, Refused) else await _failed(_request, error)


async def _failed(_request: Request, error: Exception) -> Response:
    # The class of the error and the place in our own code, never its text: it may quote what was told.
    place, last = error.__traceback__, "?"
    while place is not None:
        last = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}"
        place = place.tb_next
    print(f"intake: {type(error).__name__} at {last}", file=sys.stderr, flush=True)
    hint = "Keep your receipt and try again in a few minutes; nothing was acknowledged."
    return answer(Refused(500, "failed", "Something failed on our side.", hint))
