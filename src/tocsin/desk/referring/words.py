"""What the pages say of desks, states and reasons."""

from tocsin.desk.pages import charter, language
from tocsin.desk.pages import gettext as _
from tocsin.desk.referring.rules import IN, OUT, Reason, State


def desk(name: str) -> str:
    """Return who reads at a desk."""
    line = charter().line
    if name not in line.desks:
        return name
    return line.reads(name, language() if language() in line.languages else line.default)


def states() -> dict[tuple[str, str], str]:
    """Return what a way and a state mean."""
    return {
        (OUT, State.UNPROCESSED): _("on its way; it is laid as soon as that desk has a key"),
        (OUT, State.SENT): _("it lies there, and nobody has taken it yet"),
        (OUT, State.ACKNOWLEDGED): _("they have taken it"),
        (OUT, State.RETURNED): _("they gave it back"),
        (OUT, State.FAILED): _("it could not be taken in there: it is still ours"),
        (IN, State.SENT): _("waits for us: is it ours?"),
        (IN, State.ACKNOWLEDGED): _("taken"),
        (IN, State.RETURNED): _("given back"),
        (IN, State.FAILED): _("could not be taken in"),
    }


def reasons() -> dict[str, str]:
    """Return why a case is passed on."""
    return {
        Reason.OTHER_PLACE: _("It is about another place"),
        Reason.OTHER_CONCERN: _("It is about another matter"),
        Reason.OWN_STAFF: _("It is about our own people"),
        Reason.NOT_OURS: _("It is theirs for another reason, said below"),
    }
