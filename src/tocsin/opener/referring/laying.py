"""Lay what waits into the other desk's folder: one file, whole, under a name that makes twice once.

The file is sealed anew at every try, since a header is drawn at random; who takes it in knows the referral by its id.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.header import read_header
from tocsin.envelope.keys import DeskKey, LineKeys
from tocsin.envelope.post import Name, frame
from tocsin.envelope.referral import (
    PassedFile,
    PassedMessage,
    Referral,
    ReferralAnswer,
    write_answer,
    write_referral,
)
from tocsin.envelope.seal import make_header, seal
from tocsin.envelope.unseal import file_key
from tocsin.exchange import places
from tocsin.exchange.durable import sync_filesystem, temporary, write_all
from tocsin.exchange.segment import SUFFIX, encode_record
from tocsin.opener.house import House
from tocsin.opener.messages import key_name, slip_key_name
from tocsin.opener.referring import keeping
from tocsin.opener.referring.keeping import OUT, SENT, Kept
from tocsin.opener.replying import next_reply, replies_of

Body = Callable[[], bytes]


class NothingLeft(Exception):
    """Everything that was passed on was erased before it could be laid."""


@dataclass(frozen=True)
class _Laid:
    """A record of the file, made when it is written: a referral may carry more than fits into memory."""

    name: str
    body: Body


@dataclass
class _Parcel:
    """What goes along, message by message, and the records that hold it."""

    messages: list[PassedMessage] = field(default_factory=list)
    records: list[_Laid] = field(default_factory=list)


def lay_referrals(house: House) -> int:
    """Lay every referral and every answer that waits; return how many. What cannot be laid now waits on."""
    laid = 0
    for kept in keeping.waiting(house):
        try:
            key = _keys(house).sealing(kept.desk, house.now())
            records = _referral(house, kept, key) if kept.way == OUT else _answer(house, kept, key)
            if kept.way == OUT and not _messages(house, kept):
                raise NothingLeft
            name = kept.id if kept.way == OUT else f"{kept.id}-answer"
            lay(places.referrals(house.home, kept.desk), f"{house.desk}.{name}", records)
        except NothingLeft:
            with house.database.main:
                keeping.settle(house, kept, keeping.FAILED)
            continue
        except (OSError, EnvelopeError):
            continue  # no key of that desk seals now, or its folder is not there: the next collection tries again
        with house.database.main:
            keeping.settle(house, kept, SENT if kept.way == OUT else kept.state)
        laid += 1
    return laid


def lay(folder: Path, name: str, records: Iterator[tuple[str, bytes]]) -> None:
    """Write records as one finished file. The folder may be put into and not read, so its name is synced otherwise."""
    with temporary(folder) as (descriptor, path):
        for record, body in records:
            write_all(descriptor, encode_record(record, body))
        os.fdatasync(descriptor)
        path.replace(folder / f"{name}{SUFFIX}")
        sync_filesystem(descriptor)


def failed(house: House, referral: bytes, sender: str, why: str) -> None:
    """Tell a desk that what it passed on could not be taken in; told again as long as nobody noted that it was."""
    key = _keys(house).sealing(sender, house.now())
    answer = ReferralAnswer(referral, house.desk, keeping.FAILED, house.today(), why)
    lay(
        places.referrals(house.home, sender),
        f"{house.desk}.{referral.hex()}-answer",
        _sealed_answer(house, answer, key),
    )


def _referral(house: House, kept: Kept, key: DeskKey) -> Iterator[tuple[str, bytes]]:
    parcel = _Parcel()
    for message in _messages(house, kept):
        _add(house, parcel, key, message)
    told = kept.told
    referral = Referral(
        id=bytes.fromhex(kept.id),
        kind=kept.kind,
        sender=house.desk,
        day=kept.day,
        recused=_recused(house, kept.case),
        answers=bytes.fromhex(told["answers"]),
        messages=tuple(parcel.messages),
        times=kept.times,
        **{name: told[name] for name in ("officer", "concern", "compartment", "reason", "words")},
    )
    sealed = seal(write_referral(referral), [key.recipient], rng=house.rng)
    yield str(Name.of(key.desk, key.epoch, referral.id, sealed)), sealed
    for record in parcel.records:
        yield record.name, record.body()


def _answer(house: House, kept: Kept, key: DeskKey) -> Iterator[tuple[str, bytes]]:
    words = (kept.state, house.today(), kept.told.get("why", ""))
    return _sealed_answer(house, ReferralAnswer(bytes.fromhex(kept.id), house.desk, *words), key)


def _sealed_answer(house: House, answer: ReferralAnswer, key: DeskKey) -> Iterator[tuple[str, bytes]]:
    sealed = seal(write_answer(answer), [key.recipient], rng=house.rng)
    yield str(Name.of(key.desk, key.epoch, answer.referral, sealed)), sealed


def _messages(house: House, kept: Kept) -> list[tuple[str, str, str]]:
    """Return (id, kind, first day) of what goes along and is not erased: reports first, each with what was added."""
    columns = ("id",) if kept.told.get("alone") else ("id", "follows")
    marks = ", ".join("?" for _ in kept.told["reports"])
    named = " OR ".join(f"{column} IN ({marks})" for column in columns)
    query = (
        f"SELECT id, kind, received FROM messages WHERE header <> x'' AND ({named}) "  # noqa: S608 - marks
        "ORDER BY kind <> 'report', received, rowid"
    )
    return house.database.main.execute(query, [*kept.told["reports"]] * len(columns)).fetchall()


def _add(house: House, parcel: _Parcel, key: DeskKey, message_of: tuple[str, str, str]) -> None:
    """Write new headers for a message, its slip and its whole files, and name every body by its digest."""
    message, kind, received = message_of
    query = "SELECT header, slip_header FROM messages WHERE id = ?"
    header, slip_header = house.database.main.execute(query, (message,)).fetchone()
    own = house.ring.get(key_name(message))
    fronts = (
        _readdressed(bytes(header), own, key),
        _readdressed(bytes(slip_header), house.ring.get(slip_key_name(message)), key),
    )

    def body() -> bytes:
        envelope, slip = (house.database.payload(f"{part}:{message}") for part in ("envelope", "slip"))
        return frame(fronts[0] + envelope, fronts[1] + slip)

    name = Name.of(key.desk, key.epoch, bytes.fromhex(message), body())
    parcel.records.append(_Laid(str(name), body))
    files = tuple(_add_file(house, parcel, key, attachment, own) for attachment in _whole_files(house, message))
    where = keeping.whereabouts(house, message)
    replies = next_reply(house, message) if kind == "report" else 0
    answered = (_answered(house, message) or where.answered) if kind == "report" else ""
    words = (bytes.fromhex(message), kind, received, name.digest, replies, answered)
    parcel.messages.append(PassedMessage(*words, files))


def _add_file(house: House, parcel: _Parcel, key: DeskKey, attachment: str, own: bytes) -> PassedFile:
    identity, digests = bytes.fromhex(attachment), []
    query = "SELECT number, header FROM attachment_parts WHERE attachment_id = ? ORDER BY number"
    for number, header in house.database.main.execute(query, (attachment,)).fetchall():
        front = _readdressed(bytes(header), own, key)

        def body(number: int = number, front: bytes = front) -> bytes:
            return front + house.kept.place(identity, number).read_bytes()

        digests.append(sha256(body()).digest())
        parcel.records.append(_Laid(f"{attachment}.{number}", body))
    return PassedFile(identity, tuple(digests))


def _readdressed(header: bytes, own: bytes, key: DeskKey) -> bytes:
    """Return a header for another desk's reception key over the same file key: not one byte behind it changes."""
    return make_header([key.recipient], file_key(read_header(header)[0], own)).to_bytes()


def _whole_files(house: House, message: str) -> list[str]:
    query = "SELECT id FROM attachments WHERE message_id = ? AND complete = 1 ORDER BY rowid"
    return [str(attachment) for (attachment,) in house.database.main.execute(query, (message,)).fetchall()]


def _answered(house: House, report: str) -> str:
    """Return the day on which an officer first answered a report here, from the copies of every case; or nothing."""
    days = [str(reply["day"]) for reply in replies_of(house, report, lambda _: True) if reply["officer"]]
    return min(days, default="")


def _recused(house: House, case: str) -> tuple[str, ...]:
    query = "SELECT officer FROM recusals WHERE case_id = ? ORDER BY officer"
    return tuple(str(officer) for (officer,) in house.database.main.execute(query, (case,)).fetchall())


def _keys(house: House) -> LineKeys:
    """Return the signed keys as everybody fetches them; whom to seal to is the root's to say, here too."""
    facts = canonical.loads((house.home / "line.json").read_bytes())
    return LineKeys.read((house.home / "public" / "keys.json").read_bytes(), canonical.unhex(facts["root"], 32))
