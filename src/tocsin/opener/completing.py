"""Attachments: taken in when all parts are there, re-addressed part by part, shown as incomplete till then."""

from hashlib import sha256

from tocsin.envelope.attachment import Manifest, read_manifest
from tocsin.envelope.errors import EnvelopeError
from tocsin.exchange.durable import write_new
from tocsin.opener import reception
from tocsin.opener.house import House
from tocsin.opener.messages import key_name
from tocsin.opener.readdress import readdress
from tocsin.opener.referring.forwarding import forward


def complete_attachments(house: House) -> int:
    """Take in every attachment that has arrived whole; return how many."""
    query = (
        "SELECT attachments.id, message_id, parts, digest, epoch FROM attachments "
        "JOIN messages ON messages.id = message_id WHERE complete = 0"
    )
    rows = house.database.main.execute(query).fetchall()
    return sum(_complete(house, *row) for row in rows)


def _complete(house: House, attachment: str, message: str, parts: int, digest: bytes, epoch: str) -> int:  # noqa: PLR0917 - a row
    identity = bytes.fromhex(attachment)
    places = [house.arriving.place(identity, number) for number in range(parts + 1)]
    if not all(place.exists() for place in places):
        return 0
    seeds = reception.seeds(house.database, house.ring, house.desk, epoch)
    own = house.ring.get(key_name(message))
    try:
        manifest = _manifest(places[-1].read_bytes(), bytes(digest), seeds, own)
        headers = []
        for number, place in enumerate(places):
            sealed = place.read_bytes()
            if number < parts and sha256(sealed).digest() != manifest.parts[number]:
                return 0  # another part than the manifest names: shown as incomplete, never as the file
            moved = readdress(sealed, seeds, own)
            write_new(house.kept.place(identity, number), moved.payload, mode=0o600)
            headers.append((attachment, number, moved.header))
    except EnvelopeError:
        return 0
    with house.database.main as main:
        main.executemany("INSERT OR REPLACE INTO attachment_parts VALUES (?, ?, ?)", headers)
        main.execute("UPDATE attachments SET complete = 1 WHERE id = ? AND complete = 0", (attachment,))
        forward(house, message)
    for place in places:
        place.unlink(missing_ok=True)
    return 1


def _manifest(sealed: bytes, digest: bytes, seeds: list[bytes], own: bytes) -> Manifest:
    if sha256(sealed).digest() != digest:
        raise EnvelopeError("not the manifest that the report binds")
    return read_manifest(readdress(sealed, seeds, own).plaintext)
