"""What every answer of the desk carries, and how a failure is told: never with what was told to the line."""

import sys
from collections.abc import Callable
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "worker-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


class Answers:
    """Sets the headers; turns a failure into a page, and into one line that names its place and class alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on, and set the headers of its answer."""
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Tell the operator where it failed, and the officer what to do."""
        if isinstance(error, Http404):
            return HttpResponse(render_to_string("missing.html", {}, request), status=404)
        place, last = error.__traceback__, "?"
        while place is not None:
            last = f"{Path(place.tb_frame.f_code.co_filename).stem}.{place.tb_frame.f_code.co_name}:{place.tb_lineno}"
            place = place.tb_next
        sys.stderr.write(f"tocsin-desk: {type(error).__name__} at {last}\n")
        return HttpResponse(render_to_string("failed.html", {}, request), status=500)
