"""The living page: every token and every part of the look in every state, to copy from. Demonstrations show it."""

from datetime import date

from tocsin.charter.model import Charter
from tocsin.look.icons import FOLDER
from tocsin.look.rendering import LineFacts, render
from tocsin.look.reporting import form_words
from tocsin.look.style import read

LIVING_STYLE = read("living")
# The receipt of sixteen zero bytes: nobody's words.
_WORDS = ("abandon",) * 11 + ("about",)
_NUMBERS = ("0001",) * 11 + ("0004",)


def living_page(charter: Charter, language: str, *, facts: LineFacts) -> str:
    """Return the page in a language."""
    return render(
        "look.html",
        charter,
        language,
        facts=facts,
        **{
            **form_words(charter, language),
            "concerns": form_words(charter, language)["concerns"][:3],
            "icon_names": sorted(p.stem for p in FOLDER.glob("*.svg")),
            "words": _WORDS,
            "numbers": _NUMBERS,
            "days": (date(2026, 1, 5), date(2026, 1, 12)),
        },
    )
