"""The static pages, from memory: read once when signed keys name them, compressed once, and the same for everybody."""

import gzip
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from tocsin.exchange.site import SiteFile
from tocsin.intake.line import Line
from tocsin.intake.refusals import not_found
from tocsin.look.texts import choose

# What is named by its content (the style by its query, chunks of script by their name) may lie in a cache. All else is
# asked for again at each visit and answered 304: a stale page would warn of nothing, a stale script ask for chunks
# that are not there any more.
_NAMED_BY_CONTENT = re.compile(r"/look/style\.css|/script/.+-[A-Z0-9]{8}\.js")


@dataclass(frozen=True, eq=False)
class Served:
    """One file, ready to be sent."""

    path: str
    file: SiteFile

    @cached_property
    def packed(self) -> bytes:
        """The content, compressed. Nothing secret is in a static page, so that compression tells nothing."""
        return gzip.compress(self.file.data, 9, mtime=0)

    @cached_property
    def tag(self) -> str:
        """The content's own name."""
        return f'"{sha256(self.file.data).hexdigest()[:32]}"'

    def answer(self, request: Request) -> Response:
        """Answer a request, with nothing where the browser has it already."""
        keep = "public, max-age=86400" if _NAMED_BY_CONTENT.fullmatch(self.path) else "no-cache"
        headers = {"Cache-Control": keep, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, media_type=self.file.type, headers=headers)
        return Response(self.file.data, media_type=self.file.type, headers=headers)


class StaticPages:
    """Serves what the signed manifest names, and nothing else."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._served: dict[str, Served] = {}
        self._of: dict[str, SiteFile] | None = None

    async def first(self, request: Request) -> Response:
        """Answer `/`: the first page in the visitor's language."""
        line = self._line.charter.line
        language = choose(line.languages, line.default, request.headers.get("accept-language", ""))
        response = self._find(f"/{language}", request)
        response.headers["Vary"] = "Accept-Encoding, Accept-Language"
        return response

    async def page(self, request: Request) -> Response:
        """Answer any path of the site."""
        return self._find(request.url.path, request)

    def _find(self, path: str, request: Request) -> Response:
        site = self._line.site
        if site is not self._of:
            self._of, self._served = site, {path: Served(path, file) for path, file in site.items()}
        served = self._served.get(path)
        if served is None:
            raise not_found()
        return served.answer(request)
