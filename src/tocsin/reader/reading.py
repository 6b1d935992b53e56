"""Find and open the replies of a receipt."""

from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.receipt import Derived
from tocsin.envelope.replies import ASKED, Reply, read_reply, reply_name
from tocsin.envelope.unseal import unseal
from tocsin.exchange.replies import RepliesFolder

MOST = 1024  # replies of one report; a bound for the loop, not a promise


def read_replies(folder: RepliesFolder, derived: Derived) -> list[Reply]:
    """Return every reply there is, in order; what does not open is passed over, as if it were not there."""
    found: list[Reply] = []
    for first in range(0, MOST, ASKED):
        lying = [_open(folder, derived, number) for number in range(first, first + ASKED)]
        found += [reply for reply in lying if reply is not None]
        if None in lying:
            break
    return found


def _open(folder: RepliesFolder, derived: Derived, number: int) -> Reply | None:
    sealed = folder.fetch(reply_name(derived.mailbox_key, number))
    if sealed is None:
        return None
    try:
        reply = read_reply(unseal(sealed, derived.reply_seed))
    except EnvelopeError:
        return None
    return reply if reply.number == number else None
