"""Read the replies of a receipt: eight names are asked for at a time, and eight answers of one size come."""

from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.receipt import Derived, Receipt
from tocsin.envelope.replies import ASKED, Reply, joined, read_reply, reply_name
from tocsin.envelope.unseal import unseal
from tocsin.reporter.line import Line

MOST = 1024


def read_replies(line: Line, receipt: Receipt) -> list[Reply]:
    """Return every reply, long ones joined."""
    derived = receipt.derive(line.keys.line)
    found: list[Reply] = []
    for first in range(0, MOST, ASKED):
        numbers = range(first, first + ASKED)
        sealed = line.fetch([reply_name(derived.mailbox_key, n) for n in numbers])
        opened = [_open(s, derived, n) for s, n in zip(sealed, numbers, strict=True)]
        found += [reply for reply in opened if reply is not None]
        if None in opened:
            break
    return joined(found)


def _open(sealed: bytes, derived: Derived, number: int) -> Reply | None:
    try:
        reply = read_reply(unseal(sealed, derived.reply_seed))
    except EnvelopeError:
        return None  # random bytes, where nothing lies
    return reply if reply.number == number else None
