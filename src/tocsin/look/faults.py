"""What went wrong, as a page tells it: at the field that can mend it, with a way out, in the person's language."""

from dataclasses import dataclass
from typing import Any, Protocol

from tocsin.envelope.errors import Fault
from tocsin.look.texts import catalogue


@dataclass(frozen=True)
class ShownFault:
    """A fault as a page shows it."""

    field: str
    text: str


class Refusal(Protocol):
    """What a door refused: an HTTP status, a stable code, and for a wait its seconds in `more["retry_after"]`."""

    status: int
    code: str
    more: dict[str, Any]


def shown_faults(faults: list[Fault], language: str) -> list[ShownFault]:
    """Return faults in the person's language, each at the field that can mend it."""
    _ = catalogue(language).gettext
    texts = {
        "required": _("This is needed."),
        "too-long": _("This is too long. Shorten it here, and attach the rest as a file afterwards."),
        "unknown-concern": _("Choose one of the list."),
        "bad-code": _("Choose one of the list."),
        "bad-choice": _("Choose one of the list."),
    }
    other = _("This cannot be read as it stands. Please write it again.")
    found = [ShownFault("what" if f.field == "answers" else f.field, texts.get(f.code, other)) for f in faults]
    return [f for f in found if f.field != "language"]


def refused_text(refused: Refusal, language: str) -> tuple[str, str]:
    """Return title and explanation of a refusal, in the person's language."""
    _ = catalogue(language).gettext
    if refused.status == 503:  # noqa: PLR2004 - the status is the code here
        return _("Not stored: please send again"), _(
            "The line cannot write just now. Nothing was stored. Wait a few minutes, and send again from this page."
        )
    if refused.status == 429:  # noqa: PLR2004 - as above
        busy = catalogue(language).ngettext(
            "Many files are arriving just now. Wait about %(num)s second, choose the files once more, and add them.",
            "Many files are arriving just now. Wait about %(num)s seconds, choose the files once more, and add them.",
            refused.more["retry_after"],
        )
        return _("Please wait a little, then send"), busy % {"num": refused.more["retry_after"]}
    if refused.status == 413:  # noqa: PLR2004 - as above
        return _("Too long"), _("This is more than the page can take. Go back, shorten it, and attach the rest.")
    if refused.code == "bad-header":
        return _("This page was changed on its way"), _("Nothing was stored. Open the form again from the first page.")
    return _("It did not arrive whole"), _("Nothing was stored. Go back and send it again.")
