"""The names of the roles, in the language of this request."""

from tocsin.desk.pages import gettext as _


def roles() -> dict[str, str]:
    """Return each role that a supervisor can give."""
    return {
        "officer": _("officer"),
        "supervisor": _("supervisor"),
        "overseer": _("overseer"),
        "custodian": _("custodian"),
        "board-member": _("board member"),
    }
