"""What the opener refuses, named for what happened."""


class OpenerError(Exception):
    """A refusal; `code` is stable, `hint` is a way out."""

    code = "refused"
    hint = "Ask a supervisor."


class RingLocked(OpenerError):
    """The ring does not open."""

    code = "ring-locked"
    hint = "Give the passphrase that made the ring: --passphrase-file, or the systemd credential tocsin-ring."


class WrongRing(OpenerError):
    """A demonstration's ring in production, or the reverse."""

    code = "wrong-ring"
    hint = "A demonstration's keys are known to everybody. Make a real line with: tocsin init"


class NoSuchDesk(OpenerError):
    """The charter names no such desk."""

    code = "no-such-desk"
    hint = "Name one of the charter's desks with --desk."


class OpenerRuns(OpenerError):
    """Another process has this ring open."""

    code = "opener-runs"
    hint = "Stop it first. While it runs, it makes the next reception keys itself and lays them in the folder run/."


class KeyDestroyed(OpenerError):
    """The ring has no such key any more."""

    code = "erased"
    hint = "What was sealed to it is gone, and was meant to be."


class NotAllowed(OpenerError):
    """No live shift asked for this, or the officer may not."""

    code = "not-allowed"
    hint = "Begin a new shift with your own key."

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class BudgetSpent(OpenerError):
    """The shift has opened as many reports as it may."""

    code = "budget-spent"
    hint = "Begin a new shift; a supervisor sees that you did."


class ReasonMissing(OpenerError):
    """A report is not opened without a reason."""

    code = "reason-missing"
    hint = "Say in a few words why: --reason"


class NoSuchCase(OpenerError):
    """There is no case of this name."""

    code = "no-such-case"
    hint = "Look at: tocsin-desk cases"


class NoSuchAttachment(OpenerError):
    """The case has no such attachment, or it has not arrived whole."""

    code = "no-such-attachment"
    hint = "Look at: tocsin-desk show CASE; an incomplete one may still arrive."


class SomeoneWasFirst(OpenerError):
    """The case changed between reading and writing."""

    code = "someone-was-first"
    hint = "Look at the case again, and decide again."


class BadArgument(OpenerError):
    """The request lacks something, or holds something of another kind."""

    code = "bad-argument"
    hint = "Look at the command's --help."
