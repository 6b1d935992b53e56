"""An empty Starlette handler under the same server: what the framework costs without us."""

import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tocsin.look.serving import serve


async def nothing(request: Request) -> Response:
    """Read the body and answer."""
    await request.body()
    return Response(b"{}", 201)


if __name__ == "__main__":
    serve(Starlette(routes=[Route("/reports", nothing, methods=["POST"])]), host="127.0.0.1", port=int(sys.argv[1]))
