"""The API: what a client sends that seals on its own. `docs/api.md` describes it, `docs/openapi.json` pins it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tocsin.envelope import canonical
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.post import MEDIA_TYPE
from tocsin.envelope.replies import ASKED, NAME, SEALED_REPLY
from tocsin.exchange.replies import RepliesFolder
from tocsin.gate.doors import Doors
from tocsin.gate.work import HEADER
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, whole
from tocsin.intake.line import Line
from tocsin.intake.refusals import Refused, bad_header, work_needed, wrong_type

OCTETS = "application/octet-stream"
Rng = Callable[[int], bytes]
Act = Callable[[Scope, Receive], Awaitable[Response]]


class Endpoint:
    """One method of one path as a bare ASGI application; a refusal becomes its JSON."""

    def __init__(self, method: str, act: Act) -> None:
        self._method, self._act = method, act

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            if scope["method"] != self._method:
                raise Refused(405, "wrong-method", f"Use {self._method}.", "docs/api.md lists every method.")
            response = await self._act(scope, receive)
        except Refused as refused:
            response = answer(refused)
        await response(scope, receive, send)


def answer(refused: Refused) -> Response:
    """Return a refusal as JSON."""
    headers = {
        405: {"Allow": refused.message.removeprefix("Use ").rstrip(".")},
        429: {"Retry-After": str(refused.more.get("retry_after", 1))},
        503: {"Retry-After": "120"},
    }
    return JSONResponse(refused.body(), refused.status, headers=headers.get(refused.status))


def api_routes(
    line: Line, accept: Accept, replies: RepliesFolder, *, doors: Doors, rng: Rng, patience: Patience
) -> list[BaseRoute]:
    """Return the API's routes."""
    hurry = Patience(patience.pause, min(patience.whole, 120))

    async def facts(_scope: Scope, _receive: Receive) -> Response:
        return Response(line.facts, media_type="application/json")

    async def keys(_scope: Scope, _receive: Receive) -> Response:
        return Response(line.keys_json, media_type="application/json")

    async def report(scope: Scope, receive: Receive) -> Response:
        headers = Headers(scope=scope)
        _check_type(headers, MEDIA_TYPE)
        desk, epoch = _addressed(headers)
        envelope_id = _hex(headers.get("tocsin-id"), "Tocsin-Id")
        if work := doors.work("sealed", envelope_id, headers.get(HEADER)):
            raise work_needed(work)
        body = await whole(receive, most=2 * line.keys.limits.envelope, patience=hurry)
        await accept.post(desk, epoch, envelope_id, body)
        return JSONResponse({"id": envelope_id.hex(), "stored": True}, 201)

    async def part(scope: Scope, receive: Receive) -> Response:
        headers = Headers(scope=scope)
        _check_type(headers, OCTETS)
        desk, epoch = _addressed(headers)
        line.accepting(desk, epoch)
        attachment, number = _hex(scope["path_params"]["id"], "the attachment's id"), scope["path_params"]["n"]
        if work := doors.work("parts", attachment, headers.get(HEADER)):
            raise work_needed(work)
        await accept.part(desk, attachment, number, receive, patience)
        return JSONResponse({"id": attachment.hex(), "part": number, "stored": True}, 201)

    async def fetch(scope: Scope, receive: Receive) -> Response:
        _check_type(Headers(scope=scope), OCTETS)
        names = await whole(receive, most=ASKED * NAME, patience=hurry)
        if len(names) != ASKED * NAME:
            raise Refused(400, "not-eight-names", "The body is eight names of 16 bytes.", "Fill up with random names.")
        lying = [replies.fetch(names[i : i + NAME]) or rng(SEALED_REPLY) for i in range(0, ASKED * NAME, NAME)]
        return Response(b"".join(lying), media_type=OCTETS)

    def route(path: str, method: str, act: Act) -> Route:
        endpoint: ASGIApp = Endpoint(method, act)
        return Route(path, endpoint)

    return [
        route("/.well-known/tocsin.json", "GET", facts),
        route("/keys.json", "GET", keys),
        route("/reports", "POST", report),
        route("/attachments/{id}/{n:int}", "PUT", part),
        route("/replies", "POST", fetch),
    ]


def _check_type(headers: Headers, wanted: str) -> None:
    if headers.get("content-type", "").split(";")[0].strip().lower() != wanted:
        raise wrong_type(wanted)


def _addressed(headers: Headers) -> tuple[str, str]:
    desk, epoch = headers.get("tocsin-desk", ""), headers.get("tocsin-epoch", "")
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", desk):
        raise bad_header("Tocsin-Desk")
    if not re.fullmatch(r"[0-9]{4}-w[0-9]{2}(-[a-z0-9]{1,8})?", epoch):
        raise bad_header("Tocsin-Epoch")
    return desk, epoch


def _hex(text: Any, name: str) -> bytes:  # noqa: ANN401 - a header or a path's part, checked right here
    try:
        return canonical.unhex(text, 16)
    except NotCanonical:
        raise bad_header(name) from None
