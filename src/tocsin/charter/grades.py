"""The Admiralty grades: who says it and what is said, judged apart, in a vocabulary that no charter changes.

Source: the Admiralty System of NATO STANAG 2511 and AJP-2.1. Two letters side by side, never one sum: a source that
never erred may be wrong, and an unknown one right.
"""

from enum import StrEnum

from tocsin.charter.marking import N_


class Source(StrEnum):
    """How far a source has proved reliable; an anonymous reporter of whom nothing is known is F, which is no blame."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def text(self) -> str:
        """Return the grade in English, for gettext."""
        return _SOURCE[self]


class Content(StrEnum):
    """How far what is said is borne out by something else."""

    CONFIRMED = "1"
    PROBABLE = "2"
    POSSIBLE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    CANNOT_BE_JUDGED = "6"

    @property
    def text(self) -> str:
        """Return the grade in English, for gettext."""
        return _CONTENT[self]


_SOURCE = {
    Source.A: N_("reliable: no doubt, always right so far"),
    Source.B: N_("usually reliable: little doubt, mostly right so far"),
    Source.C: N_("fairly reliable: some doubt, right before"),
    Source.D: N_("not usually reliable: much doubt, right before now and then"),
    Source.E: N_("unreliable: wrong so far"),
    Source.F: N_("cannot be judged: nothing to go by"),
}
_CONTENT = {
    Content.CONFIRMED: N_("confirmed by independent sources"),
    Content.PROBABLE: N_("probably true: not confirmed, fits what is known"),
    Content.POSSIBLE: N_("possibly true: not confirmed, could be so"),
    Content.DOUBTFUL: N_("doubtful: not confirmed, possible, nothing speaks for it"),
    Content.IMPROBABLE: N_("improbable: not confirmed, other facts speak against it"),
    Content.CANNOT_BE_JUDGED: N_("cannot be judged: nothing to go by"),
}
