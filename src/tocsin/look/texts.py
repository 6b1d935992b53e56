"""Text catalogues: English in the source, every other language from its .po file, loaded into memory at start."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
CATALOGUES = Path(__file__).parent / "catalogues"


def translated_languages() -> list[str]:
    """Return every language that the look speaks."""
    return [SOURCE, *sorted(p.name for p in CATALOGUES.iterdir() if p.is_dir())]


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of a language; one without a catalogue speaks English."""
    path = CATALOGUES / language / "LC_MESSAGES" / "tocsin.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale(language)))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def locale(language: str) -> Locale:
    """Return Babel's locale of a BCP 47 tag; of its language alone where Babel does not know the place."""
    try:
        return Locale.parse(language, sep="-")
    except UnknownLocaleError:
        return Locale.parse(language.split("-", maxsplit=1)[0])


def own_name(language: str) -> str:
    """Return a language's name in that language."""
    name = locale(language).get_display_name() or language
    return {"zh-Hans": "简体中文"}.get(language, name[:1].upper() + name[1:])


def choose(languages: tuple[str, ...], default: str, accepted: str) -> str:
    """Return the first of the line's languages that an Accept-Language header asks for."""
    for entry in accepted.split(","):
        wanted = entry.split(";")[0].strip().lower()
        for language in languages:
            if wanted and (language.lower() == wanted or language.lower().split("-")[0] == wanted.split("-")[0]):
                return language
    return default
