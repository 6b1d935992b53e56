"""Walk the bare pages as a browser without script does: links, forms, hidden fields, buttons."""

import asyncio
import html
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from tests.lines import now
from tocsin.gate.budget import Tariff
from tocsin.intake.app import make_app
from tocsin.intake.line import Line
from tocsin.intake.slot import RealDisk, Slots


class Forms(HTMLParser):
    """Collect each form's action and the values it would send."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.forms.append((a["action"], {}))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        if tag == "input" and "name" in a and (a.get("type") != "radio" or "checked" in a) and a.get("type") != "file":
            fields[a["name"]] = a.get("value", "")
        if tag == "textarea":
            self._area = a["name"]
            fields[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            fields = self.forms[-1][1]
            # HTML drops one newline right after the tag; browsers send CR LF.
            fields[self._area] = fields[self._area].removeprefix("\n").replace("\n", "\r\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] += data


class Web:
    """One visitor. Every request is a new visitor to the server: there is no cookie to carry."""

    def __init__(self, home: Path, *, disk: RealDisk | None = None, tariff: Tariff | None = None) -> None:
        self.home = home
        self.line = Line.read(home, now=now, reader_url="http://localhost:9")
        self.disk, self.tariff = disk, tariff

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Follow a link."""
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Press a button."""
        return self._ask("POST", path, **({"data": fields} if fields is not None else {}), **more)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def main() -> httpx.Response:
            slots = Slots(self.home, self.line.charter.line.desks, self.disk)
            app = make_app(self.line, rng=os.urandom, tariff=self.tariff, slots=slots)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://line") as client:
                answer = await client.request(method, path, **options)
            await slots.close()
            return answer

        return asyncio.run(main())


def form(answer: httpx.Response, number: int = 0) -> tuple[str, dict[str, str]]:
    """Return a page's form: action and values."""
    return Forms(answer.text).forms[number]


def words_of(answer: httpx.Response) -> str:
    """Return the receipt's words on a page."""
    found = re.search(r'<ol class="words"[^>]*>(.*?)</ol>', answer.text, flags=re.DOTALL)
    assert found
    return " ".join(html.unescape(w) for w in re.findall(r"<li>(.*?)</li>", found[1]))
