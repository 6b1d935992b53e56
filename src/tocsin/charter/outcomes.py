"""What a desk may find, in a vocabulary that no charter changes: figures of two lines mean the same."""

from enum import StrEnum

from tocsin.charter.marking import N_


class Outcome(StrEnum):
    """What the desk found. Not substantiated is not false, and says nothing against who reported or was reported."""

    SUBSTANTIATED = N_("substantiated")
    NOT_SUBSTANTIATED = N_("not substantiated")
    UNFOUNDED = N_("unfounded")
    NOT_WITHIN_REMIT = N_("not within remit")
    ALREADY_KNOWN = N_("already known")
    KNOWINGLY_FALSE = N_("knowingly false")

    @property
    def text(self) -> str:
        """Return what the outcome means in English, for gettext."""
        return _TEXTS[self]

    @property
    def clears(self) -> bool:
        """Tell whether it speaks for the person concerned, so that a record on them must go (safeguards, section 3)."""
        return self in (Outcome.UNFOUNDED, Outcome.KNOWINGLY_FALSE)


_TEXTS = {
    Outcome.SUBSTANTIATED: N_("what was told is borne out by something besides the report"),
    Outcome.NOT_SUBSTANTIATED: N_("it could not be shown, either way"),
    Outcome.UNFOUNDED: N_("it was not so, or there is an innocent reason"),
    Outcome.NOT_WITHIN_REMIT: N_("it is for somebody else, or for nobody"),
    Outcome.ALREADY_KNOWN: N_("it was known before"),
    Outcome.KNOWINGLY_FALSE: N_("whoever told it knew that it was not so; an error is not this"),
}
