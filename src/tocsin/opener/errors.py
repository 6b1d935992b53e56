"""What the opener refuses, named for what happened."""


class OpenerError(Exception):
    """A refusal; `code` is stable, `hint` is a way out."""

    code = "refused"
    hint = "Ask a supervisor."
    why = ""  # which of several causes of one code, where the caller may know


class RingLocked(OpenerError):
    """The ring does not open."""

    code = "ring-locked"
    hint = "Give the passphrase that made the ring: --passphrase-file, or the systemd credential tocsin-ring."


class PassphraseAwaited(RingLocked):
    """No passphrase was given, in no way; an opener that serves waits for it."""


class WrongRing(OpenerError):
    """A demonstration's ring in production, or the reverse."""

    code = "wrong-ring"
    hint = "A demonstration's keys are known to everybody. Make a real line with: tocsin init"


class OtherVersion(OpenerError):
    """The database was made by another version."""

    code = "other-version"
    hint = "Run the version that made it; what was made before the first release is made anew with: tocsin init"


class RingTurned(OpenerError):
    """The ring turned while it was copied, again and again."""

    code = "ring-turned"
    hint = "Begin the backup again."


class PlaceTaken(OpenerError):
    """A restore found something where it would put the backup."""

    code = "place-taken"
    hint = "Restore into a new folder. What lies there now may be newer than the backup."


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

    def __init__(self, text: str, *, hint: str = "", why: str = "") -> None:
        super().__init__(text)
        self.hint, self.why = hint or self.hint, why


class BudgetSpent(OpenerError):
    """The officer has asked for this as often as anybody may."""

    code = "budget-spent"
    hint = "Wait until the hour, or the eight hours, are over; a new shift does not help."


class ReasonMissing(OpenerError):
    """A report is not opened without a reason."""

    code = "reason-missing"
    hint = "Say in a few words why: --reason"


class NoSuchCase(OpenerError):
    """There is no case of this name for this officer; `logged` and `about` are for the log alone."""

    code = "no-such-case"
    hint = "Look at: tocsin-desk cases"

    def __init__(self, case: str, *, logged: str = "", about: str = "") -> None:
        super().__init__(case)
        self.logged, self.about = logged, about


class OfficerRecused(OpenerError):
    """The officer declared to have nothing to do with this case."""

    code = "recused"
    hint = "Two supervisors can end it: tocsin-desk propose end-recusal"


class NoSuchProposal(OpenerError):
    """There is no such proposal for this officer, or it is no longer open."""

    code = "no-such-proposal"
    hint = "Look at: tocsin-desk proposals"


class NotFresh(OpenerError):
    """What was signed was signed too long ago, or names another time than ours."""

    code = "not-fresh"
    hint = "Sign it again now, and look at the clock."


class OwnChange(OpenerError):
    """Somebody would confirm what they proposed, or what is about themselves."""

    code = "own-change"
    hint = "Another officer confirms it, who may."


class TooFewSupervisors(OpenerError):
    """Nobody could change anything any more."""

    code = "too-few-supervisors"
    hint = "Make somebody else a supervisor first."


class NoSuchReport(OpenerError):
    """No case of this officer holds such a report."""

    code = "no-such-report"
    hint = "Look at the case again: it names the reports that it holds."


class WhichReport(OpenerError):
    """The case holds several reports, and the answer names none of them."""

    code = "which-report"
    hint = "Name the report, or say that all are answered with the same words: --message ID, --message all"


class OutsideCompartment(OpenerError):
    """A report would be seen by officers who lack its compartment."""

    code = "outside-compartment"
    hint = "Two supervisors can put the other case into the compartment first: tocsin-desk propose compartment"


class LastHold(OpenerError):
    """A report would be without a case, or a case without a report."""

    code = "last-hold"
    hint = "Link the report to another case first, or make one of its own; a case that is done with is closed."


class NoSuchExport(OpenerError):
    """No such export is under way, or its parts are not asked for in order."""

    code = "no-such-export"
    hint = "Begin the export anew; one that nobody asks for ends after ten minutes."


class SecondOfficerMissing(OpenerError):
    """The charter says two, and no other officer has confirmed."""

    code = "second-officer-missing"
    hint = "Propose it, and have another officer confirm: tocsin-desk propose export"


class PassedOn(OpenerError):
    """Another desk of the line has the report now, and answers it."""

    code = "passed-on"
    hint = "Who has it now stands on the case; it can be answered here again once it is returned."


class NoSuchReferral(OpenerError):
    """No desk waits for a word about this case."""

    code = "no-such-referral"
    hint = "Look at the case again: somebody may have taken or returned it."


class TooOftenPassedOn(OpenerError):
    """The report went to and fro, and neither desk kept it."""

    code = "too-often-passed-on"
    hint = "A supervisor decides now: talk to the other desk, then pass it on or keep it."


class NoSuchPaper(OpenerError):
    """The case has no such paper, or none that could be replaced."""

    code = "no-such-paper"
    hint = "Look at the case again."


class NotYours(OpenerError):
    """Somebody would take back what is another's, or what has stood for long."""

    code = "not-yours"
    hint = "Write another paper that corrects it, or ask a supervisor."


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
