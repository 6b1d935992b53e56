"""What the guide says, read back from its pages as a person reads them."""

from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from tests.world import SHOWN
from tocsin.charter.model import Charter
from tocsin.press.build import build_site

TODAY = date(2026, 11, 25)


class Page(HTMLParser):
    """A page's text (without its frame) and links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.links, self.ids, self._text = html, list[str](), set[str](), list[str]()
        main = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
        self.feed(main)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "a" and own.get("href"):
            self.links.append(own["href"] or "")
        if own.get("id"):
            self.ids.add(own["id"] or "")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())


@dataclass(frozen=True)
class Guide:
    """Every file of a site."""

    files: dict[str, str]

    def page(self, path: str) -> Page:
        return Page(self.files[path])

    @property
    def pages(self) -> dict[str, Page]:
        return {path: Page(text) for path, text in self.files.items() if "/guide" in path}


def guide_of(charter: Charter, today: date = TODAY) -> Guide:
    """Build the site of a charter as of a day."""
    files = build_site(charter, SHOWN, today)
    return Guide({path: file.data.decode() for path, file in files.items() if not path.startswith("/script/")})
