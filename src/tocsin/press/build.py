"""Every static page of a line, rendered once: what depends on no visitor is the same bytes for all of them."""

from pathlib import Path

from tocsin.charter.model import Charter
from tocsin.exchange.site import SiteFile
from tocsin.look.rendering import STYLE, LineFacts, render
from tocsin.look.reporting import form_words

SCRIPTS = Path(__file__).parent / "script"
_CSS = "text/css; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"


def build_site(charter: Charter, facts: LineFacts) -> dict[str, SiteFile]:
    """Return path -> file of the whole site."""
    files = {"/look/style.css": SiteFile(_CSS, STYLE), **_scripts()}
    for language in charter.line.languages:
        files |= {path: SiteFile.page(html) for path, html in _pages(charter, facts, language).items()}
    return files


def _pages(charter: Charter, facts: LineFacts, language: str) -> dict[str, str]:
    def page(template: str, slug: str, **more: object) -> str:
        return render(template, charter, language, facts=facts, here=slug, **more)

    return {
        f"/{language}": page("home.html", ""),
        f"/{language}/report": page("form.html", "report", script="report", **form_words(charter, language)),
        f"/{language}/replies": page("replies_form.html", "replies", script="replies", typed="", ambiguous=False),
    }


def _scripts() -> dict[str, SiteFile]:
    """Return the scripts that were built; without any, every page works as it does without script."""
    return {f"/script/{path.name}": SiteFile(_SCRIPT, path.read_bytes()) for path in sorted(SCRIPTS.glob("*.js"))}
