"""What a reporter is told when another desk has their report now."""

from datetime import date

from tocsin.charter.model import Line
from tocsin.look.texts import SOURCE, catalogue, translated_languages


def passed_on(line: Line, desk: str, day: date, language: str) -> tuple[str, str]:
    """Return the sentence, and its language: the report's own where the catalogues have it, else English."""
    spoken = language if language in translated_languages() else SOURCE
    _ = catalogue(spoken).gettext
    told = _("Your report was passed on to %(desk)s on %(day)s. What you add from now on goes there.")
    return told % {"desk": desk_name(line, desk, spoken), "day": day.isoformat()}, spoken


def desk_name(line: Line, desk: str, language: str) -> str:
    """Return what a desk is called."""
    del line, language
    return desk
