"""Replies: sealed to the reporter at once, laid among the replies at once or in batches, as the charter says."""

from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.envelope.replies import Reply, reply_name, seal_reply, split_text
from tocsin.envelope.report import ReportPayload
from tocsin.opener.house import House

_NONCE = 12
Rng = Callable[[int], bytes]


def add_reply(
    house: House,
    case: str,
    message_id: str,
    payload: ReportPayload,
    *,
    state: str,
    text: str,
    officer: str,
    language: str = "",
) -> int:
    """Seal a reply to the reporter and keep it under the case's key; the caller commits. Return its number."""
    main = house.database.main
    first = next_reply(house, message_id)
    pieces = split_text(text)
    language = language or str(payload.report["language"])
    for i, piece in enumerate(pieces):
        number = first + i
        reply = Reply(number, house.now().date(), house.desk, state, language, piece, i + 1, len(pieces))
        sealed = seal_reply(reply, payload.reply_recipient, rng=house.rng)
        name = reply_name(payload.mailbox_key, number)
        kept = {"number": number, "day": house.today(), "state": state, "language": language}
        kept_sealed = _keep(house, case, message_id, {**kept, "text": piece, "officer": officer})
        main.execute(
            "INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?)", (message_id, number, name, sealed, kept_sealed, case)
        )
    return first


def next_reply(house: House, message_id: str) -> int:
    """Return the number of the next reply to a report, counted on from those that other desks laid before."""
    query = (
        "SELECT max(coalesce((SELECT max(number) + 1 FROM replies WHERE message_id = :report), 0), "
        "coalesce((SELECT replies FROM passed WHERE message_id = :report), 0))"
    )
    (number,) = house.database.main.execute(query, {"report": message_id}).fetchone()
    return int(number)


def lay_replies(house: House) -> int:
    """Lay every reply that waits; return how many. Laying twice after a crash lays the same bytes again."""
    main = house.database.main
    waiting = main.execute("SELECT message_id, number, name, sealed FROM replies WHERE sealed IS NOT NULL").fetchall()
    for _, _, name, sealed in waiting:
        house.replies.lay(bytes(name), bytes(sealed))
    with main:
        query = "UPDATE replies SET sealed = NULL WHERE message_id = ? AND number = ? AND sealed IS NOT NULL"
        main.executemany(query, [(message, number) for message, number, _, _ in waiting])
    return len(waiting)


def replies_of(house: House, message_id: str, is_seen: Callable[[str], bool]) -> list[dict[str, object]]:
    """Return what a reporter was answered, each from the copy of the case in which it was laid, if that is seen."""
    query = "SELECT kept, case_id FROM replies WHERE message_id = ? ORDER BY number"
    shown = []
    for kept, case in house.database.main.execute(query, (message_id,)).fetchall():
        if not is_seen(case):
            continue
        key, data = ChaCha20Poly1305(house.ring.get(f"case:{case}")), bytes(kept)
        shown.append(canonical.loads(key.decrypt(data[:_NONCE], data[_NONCE:], message_id.encode())))
    return shown


def _keep(house: House, case: str, message_id: str, value: dict[str, object]) -> bytes:
    nonce = house.rng(_NONCE)
    key = ChaCha20Poly1305(house.ring.get(f"case:{case}"))
    return nonce + key.encrypt(nonce, canonical.dumps(value), message_id.encode())
