"""The codes of routing in the officer's words, and offices, areas and remits by the names that the charter gives."""

from collections.abc import Mapping

from tocsin.charter.directory.model import Standing
from tocsin.desk.pages import charter, language
from tocsin.desk.pages import gettext as _
from tocsin.desk.routing.rules import Reason


def rules() -> dict[str, str]:
    """Return why a desk has a case, by the rule that decided."""
    return {
        "one-desk": _("This line has one desk for everything."),
        "nearest-lead": _("By the charter, the office that leads for this concern nearest to the place."),
        "triage": _("The charter names nobody who leads here, so people decide."),
    }


def reasons() -> dict[str, str]:
    """Return why somebody decides anew."""
    return {
        Reason.OTHER_CONCERN: _("It is about something else than was chosen"),
        Reason.OTHER_PLACE: _("It is about another place"),
        Reason.NOT_THEIRS: _("The office says that it is not theirs"),
        Reason.RULE_WRONG: _("The charter's rule does not fit"),
    }


def authority(id_: str) -> str:
    """Return an office's name, or the id where this charter no longer has it."""
    found = charter().directory.authorities.get(id_)
    return _of(found.name) if found else id_


def active_authorities() -> dict[str, str]:
    """Return the offices that can lead, by name."""
    found = {a.id: _of(a.name) for a in charter().directory.authorities.values() if a.standing is Standing.ACTIVE}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))


def areas() -> dict[str, str]:
    """Return the areas, in the charter's order."""
    return {area.code: _of(area.name) for area in charter().directory.areas.values()}


def bases(remits: list[str]) -> list[str]:
    """Return the laws that remits rest on, each once; of a remit that is gone, its id."""
    known = {remit.id: remit.legal_basis for remit in charter().directory.remits}
    return list(dict.fromkeys(known.get(remit, remit) for remit in remits))


def _of(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts[charter().line.default]
