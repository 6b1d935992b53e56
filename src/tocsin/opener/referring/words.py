"""What a reporter is told when another desk has their report now."""

from datetime import date

from tocsin.charter.model import Line
from tocsin.look.texts import SOURCE, catalogue, translated_languages


def passed_on(line: Line, desk: str, day: date, language: str) -> tuple[str, str]:
    """Return the sentence, and its language: the report's own where the catalogues have it, else English."""
    spoken = language if language in translated_languages() else SOURCE
    _ = catalogue(spoken).gettext
    told = _("Your report was passed on to %(desk)s on %(day)s. What you add from now on goes there.")
    reads = line.reads(desk, spoken if spoken in line.languages else line.default)
    return told % {"desk": reads, "day": day.isoformat()}, spoken
