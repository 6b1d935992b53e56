"""Response headers of every public page: strict, and silent about who asked and where they go next."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "form-action 'self'{forms_to}; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cache-Control": "no-store",
    "Server": "tocsin",  # instead of the name of a product and its weaknesses
}


class PublicHeaders:
    """Sets the headers on every answer; one that the answer carries itself (a cacheable file) stays.

    `forms_to` is the one other origin that a form may go to: that of the reader, where no proxy joins it with the line.
    """

    def __init__(self, app: ASGIApp, *, forms_to: str = "") -> None:
        self._app = app
        policy = POLICY.format(forms_to=f" {forms_to}" if forms_to else "")
        headers = {"Content-Security-Policy": policy, **HEADERS}
        self._headers = [(k.lower().encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and set the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                message["headers"] = [
                    *message.get("headers", []),
                    *(h for h in self._headers if h[0].decode() not in own),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)
