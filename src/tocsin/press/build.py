"""Every static page of a line, rendered once: what depends on no visitor is the same bytes for all of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tocsin.charter.model import Charter
from tocsin.exchange.figures import Figures
from tocsin.exchange.routes import PATH as ROUTES
from tocsin.exchange.routes import write_routes
from tocsin.exchange.site import SiteFile
from tocsin.look.living import LIVING_STYLE, living_page
from tocsin.look.readers import routes_table
from tocsin.look.rendering import STYLE, LineFacts
from tocsin.press.guide import hsds
from tocsin.press.guide.answers import Directions
from tocsin.press.guide.open311 import open311_files
from tocsin.press.pages import pages

SCRIPTS = Path(__file__).parent / "script"
_CSS = "text/css; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"


def build_site(charter: Charter, facts: LineFacts, today: date, figures: Sequence[Figures] = ()) -> dict[str, SiteFile]:
    """Return path -> file of the whole site, as of a day, with what the desks published of their work."""
    files = {"/look/style.css": SiteFile(_CSS, STYLE), **_scripts()}
    directions = Directions(charter, today)
    for language in charter.line.languages:
        written = pages(charter, facts, language, directions, figures)
        files |= {path: SiteFile.page(html) for path, html in written.items()}
    files |= {hsds.PATH: hsds.hsds_file(directions, facts.line), **open311_files(directions)}
    if facts.demonstration:
        files["/look/living.css"] = SiteFile(_CSS, LIVING_STYLE)
        files["/look"] = SiteFile.page(living_page(charter, charter.line.default, facts=facts))
    if charter.directory.exists:
        files[ROUTES] = SiteFile.json(write_routes(routes_table(charter)))
    return files


def _scripts() -> dict[str, SiteFile]:
    """Return the scripts that were built; without any, every page works as it does without script."""
    return {f"/script/{path.name}": SiteFile(_SCRIPT, path.read_bytes()) for path in sorted(SCRIPTS.glob("*.js"))}
