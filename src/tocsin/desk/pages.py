"""How the desk's pages are drawn: Jinja2 with the look's parts, and texts in the language that the officer chose."""

from functools import cache, partial
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from jinja2 import Environment, StrictUndefined

from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.look.icons import icon
from tocsin.look.rendering import write_day
from tocsin.look.texts import catalogue, locale, own_name

FOLDER = Path(__file__).parent
RELEASED = FOLDER / "released"  # what browsers run and draw with: built, never made while the desk serves
TAGS = {"en": "en", "zh-hans": "zh-Hans"}  # Django's names of languages, and ours (BCP 47)


@cache
def released(name: str) -> str:
    """Return the address of a script or style sheet of this version; it changes with its content."""
    path = RELEASED / name
    return f"/released/{name}?{sha256(path.read_bytes()).hexdigest()[:8] if path.exists() else ''}"


@cache
def charter() -> Charter:
    """Return the line's charter, read once: another charter is another start."""
    return load(settings.HOME / "charter")


def language() -> str:
    """Return the language that this request is answered in."""
    return TAGS.get(get_language() or "en", "en")


@cache
def texts(tag: str) -> NullTranslations:
    """Return the desk's texts in a language, room after room, and behind them those of the look."""
    merged = catalogue(tag)
    for path in sorted((FOLDER / "catalogues" / tag).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=locale(tag)))
        compiled.seek(0)
        room = GNUTranslations(compiled)
        room.add_fallback(merged)
        merged = room
    return merged


def gettext(text: str) -> str:
    """Return a text in the language of this request."""
    return texts(language()).gettext(text)


def environment(**options: Any) -> Environment:  # noqa: ANN401 - Django hands over Jinja2's options
    """Return the environment of every page; its texts follow the request, not the process."""
    options |= {"undefined": StrictUndefined, "auto_reload": False}
    made = Environment(**{**options, "autoescape": True})  # noqa: S701 - it is on
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: texts(language()).gettext(text),
        lambda one, many, count: texts(language()).ngettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: texts(language()).pgettext(context, text),
        npgettext=lambda context, one, many, count: texts(language()).npgettext(context, one, many, count),
    )
    made.globals |= {"icon": icon, "static": static, "url": reverse}
    made.filters["day"] = lambda moment: write_day(moment, language())
    return made


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what every page needs around its own."""
    tag = language()
    line = charter().line
    return {
        "language": tag,
        "direction": locale(tag).text_direction,
        "languages": [(code, own_name(TAGS[code]), TAGS[code]) for code, _ in settings.LANGUAGES],
        "line_name": line.name.get(tag) or line.name[line.default],
        "desk": settings.DESK,
        "desk_name": line.reads(settings.DESK, tag if tag in line.languages else line.default),
        "demonstration": settings.DEMONSTRATION,
        "style": released("desk.css"),
        "script": released("desk.js"),
        "officer": request.user if request.user.is_authenticated else None,
        "token": partial(get_token, request),  # asked for by forms alone
        "faults": [],
        "field_names": {},
    }
