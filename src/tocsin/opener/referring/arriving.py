"""Take in what other desks of the line passed on: checked whole, stored in one transaction, answered on from there.

Only openers can put into this folder, so who passes on is a desk of this line; a stranger who reaches intake is none.
"""

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tocsin.envelope.errors import Damaged, EnvelopeError, WrongKey
from tocsin.envelope.post import Name
from tocsin.envelope.referral import (
    FORWARDED,
    RETURNED,
    PassedFile,
    PassedMessage,
    Referral,
    ReferralAnswer,
    read_passed_on,
)
from tocsin.envelope.report import ReportPayload
from tocsin.envelope.unseal import unseal
from tocsin.exchange import places
from tocsin.exchange.durable import write_new
from tocsin.exchange.segment import SUFFIX, Record, read_records, segments
from tocsin.opener import reception
from tocsin.opener.errors import OpenerError
from tocsin.opener.feed import tell, tell_case
from tocsin.opener.holding import cases_of, hold, keep_from, make_case
from tocsin.opener.house import House
from tocsin.opener.messages import key_name, open_message
from tocsin.opener.readdress import readdress
from tocsin.opener.referring import keeping
from tocsin.opener.referring.forwarding import forward
from tocsin.opener.referring.keeping import ACKNOWLEDGED, FAILED, IN, OUT, SENT, UNPROCESSED, Kept, Whereabouts
from tocsin.opener.referring.laying import failed
from tocsin.opener.replying import add_reply
from tocsin.opener.storing import Arrived, Stray, cases_to_follow, is_known, open_post, store

_STRAY = "stray-referral"
_ORPHAN_SECONDS = 24 * 3600


@dataclass(frozen=True, repr=False)
class _Parcel:
    """A referral's file, every body of it compared with the digest that the referral names."""

    path: Path
    referral: Referral

    def records(self) -> Iterator[Record]:
        """Yield what stands behind the referral."""
        records = read_records(self.path)
        next(records)
        return records


def receive(house: House) -> tuple[int, int]:
    """Take in everything that other desks laid; return how many referrals and how many could not be taken in."""
    taken = aside = 0
    folder = places.referrals(house.home, house.desk)
    for path in segments(folder):
        if _is_aside(house, path):
            continue
        try:
            taken += _take(house, path)
        except (EnvelopeError, OpenerError) as error:
            aside += _put_aside(house, path, error)
            continue
        path.unlink()
    _sweep(folder)
    return taken, aside


def _take(house: House, path: Path) -> bool:
    """Take in one file; tell whether it was a referral that was not here yet."""
    name, told = _open(house, path)
    seen = f"{path.stem}"
    if house.database.main.execute("SELECT 1 FROM seen WHERE name = ?", (seen,)).fetchone():
        return False
    if isinstance(told, ReferralAnswer):
        with _whole(house):
            house.database.main.execute("INSERT INTO seen VALUES (?)", (seen,))
            _take_answer(house, told)
        return False
    parcel = _Parcel(path, told)
    _check(parcel, name)
    with _whole(house):
        house.database.main.execute("INSERT INTO seen VALUES (?)", (seen,))
        house.database.main.execute("DELETE FROM quarantine WHERE name = ?", (path.name,))
        _take_referral(house, parcel)
    return True


def _open(house: House, path: Path) -> tuple[Name, Referral | ReferralAnswer]:
    record = next(read_records(path), None)
    if record is None:
        raise Damaged("no referral")
    name = Name.parse(record.name)
    if sha256(record.body).digest() != name.digest or name.desk != house.desk:
        raise Damaged("not the referral that its name tells of")
    for seed in reception.seeds(house.database, house.ring, house.desk, name.epoch):
        with suppress(WrongKey):
            told = read_passed_on(unseal(record.body, seed))
            if told.sender == house.desk or told.sender not in house.charter.line.desks:
                raise Damaged("from no other desk of this line")
            return name, told
    raise WrongKey("no reception key opens this")


def _check(parcel: _Parcel, name: Name) -> None:
    """Compare every body with its digest, and the whole with what the referral says: nothing missing, nothing more."""
    wanted = {str(Name(name.desk, name.epoch, m.id, m.digest)): m.digest for m in parcel.referral.messages}
    for message in parcel.referral.messages:
        for file in message.files:
            wanted |= {f"{file.id.hex()}.{number}": digest for number, digest in enumerate(file.parts)}
    for record in parcel.records():
        if not hmac.compare_digest(sha256(record.body).digest(), wanted.pop(record.name, b"")):
            raise Damaged("a body that the referral does not name")
    is_whole = parcel.referral.kind == FORWARDED or any(m.kind == "report" for m in parcel.referral.messages)
    if wanted or not is_whole:
        raise Damaged("something that the referral names is missing")


@contextmanager
def _whole(house: House) -> Iterator[None]:
    try:
        with house.database.main:
            yield
            house.database.commit_payloads()
    except BaseException:
        house.database.payloads.rollback()
        house.ledger.forget_uncommitted()
        raise


def _take_referral(house: House, parcel: _Parcel) -> None:
    referral = parcel.referral
    records, reports, added = parcel.records(), [], []
    case = _case_at_home(house, referral)
    for message in referral.messages:
        arrived = open_post(house, Name.parse((record := next(records)).name), record.body)
        _check_kind(message, arrived)
        if not is_known(house, arrived):
            if isinstance(arrived.payload, ReportPayload):
                case = case or _new_case(house, referral, arrived.payload)
                store(house, arrived, [case], received=message.received)
            else:
                store(house, arrived, cases_to_follow(house, arrived.payload), received=message.received)
            added.append(arrived.id)
        elif message.kind == "report" and referral.kind != FORWARDED:
            case = case or cases_of(house, arrived.id)[0]
            hold(house, case, arrived.id)
        if message.kind == "report":
            reports.append(message)
        for file in message.files:
            _take_file(house, arrived.id, file, records)
    if referral.kind != FORWARDED:
        _take_over(house, referral, case, reports)
    for message_id in added:
        forward(house, message_id)


def _check_kind(message: PassedMessage, arrived: Arrived) -> None:
    if (message.id.hex(), message.kind) != (arrived.id, arrived.kind):
        raise Damaged("not the message that the referral names")


def _case_at_home(house: House, referral: Referral) -> str:
    """Return the case that went out and comes back, if this answers a referral of ours."""
    sent = keeping.find(house, referral.answers.hex()) if referral.kind == RETURNED else None
    return sent.case if sent and (sent.way, sent.desk) == (OUT, referral.sender) else ""


def _new_case(house: House, referral: Referral, payload: ReportPayload) -> str:
    received = min(message.received for message in referral.messages if message.kind == "report")
    words = {"concern": referral.concern, "language": str(payload.report["language"])}
    compartment = referral.compartment if _has_somebody(house, referral.compartment) else ""
    return make_case(house, received=received, state="received", **words, compartment=compartment)


def _has_somebody(house: House, compartment: str) -> bool:
    query = (
        "SELECT 1 FROM officer_compartments JOIN officers ON name = officer "
        "WHERE compartment = ? AND active = 1 AND role IN ('officer', 'supervisor')"
    )
    return house.database.main.execute(query, (compartment,)).fetchone() is not None


def _take_over(house: House, referral: Referral, case: str, reports: list[PassedMessage]) -> None:
    """Answer the reports from here on: the numbers of replies go on, and the first one names this desk."""
    entry = {"verb": "take-over", "time": house.now().isoformat(), "case": case, "referral": referral.id.hex()}
    house.ledger.append(entry | {"from": referral.sender, "by": referral.officer}, case=case)
    sent = keeping.find(house, referral.answers.hex()) if referral.answers else None
    if sent and (sent.way, sent.desk) == (OUT, referral.sender):
        keeping.turn(house, sent, keeping.RETURNED, before=(UNPROCESSED, SENT), waits=False, why=referral.reason)
    for name in referral.recused:
        if house.database.main.execute("SELECT 1 FROM officers WHERE name = ?", (name,)).fetchone():
            keep_from(house, name, case, by_whom=f"the desk {referral.sender}")
    told = {"officer": referral.officer, "reason": referral.reason, "words": referral.words}
    told |= {"concern": referral.concern, "answers": referral.answers.hex()}
    state = ACKNOWLEDGED if sent else SENT  # what comes home needs nobody to take it
    words = {"way": IN, "desk": referral.sender, "kind": referral.kind, "state": state, "day": house.today()}
    ids = [message.id.hex() for message in reports]
    kept = Kept(referral.id.hex(), case, times=referral.times, told={**told, "reports": ids}, **words)
    tell_case(house, case)
    for message in reports:
        report = message.id.hex()
        keeping.place(house, report, Whereabouts("", message.replies, message.answered, referral.times))
        payload = open_message(house, report).payload
        if isinstance(payload, ReportPayload):
            add_reply(house, case, report, payload, state="received", text="", officer="")
        if message.answered:
            tell(house, "state", case=case, state="in work", day=message.answered, reports=[report])
    keeping.put(house, kept, waits=bool(sent))


def _take_file(house: House, message: str, file: PassedFile, records: Iterator[Record]) -> None:
    """Re-address the parts of a file to its message's own key; one that is here already is read over."""
    own, identity = house.ring.get(key_name(message)), file.id
    query = "SELECT complete FROM attachments WHERE id = ? AND message_id = ? AND parts = ?"
    row = house.database.main.execute(query, (identity.hex(), message, len(file.parts) - 1)).fetchone()
    if row is None:
        raise Damaged("a file that no message names")
    seeds = reception.seeds(house.database, house.ring, house.desk, "")
    for number in range(len(file.parts)):
        record = next(records)
        if row[0]:
            continue
        moved = readdress(record.body, seeds, own)
        write_new(house.kept.place(identity, number), moved.payload, mode=0o600)
        values = (identity.hex(), number, moved.header)
        house.database.main.execute("INSERT OR REPLACE INTO attachment_parts VALUES (?, ?, ?)", values)
    house.database.main.execute("UPDATE attachments SET complete = 1 WHERE id = ?", (identity.hex(),))


def _take_answer(house: House, answer: ReferralAnswer) -> None:
    """Note what became of a referral of ours; of one that failed the reports are ours to answer again."""
    sent = keeping.find(house, answer.referral.hex())
    if sent is None or (sent.way, sent.desk) != (OUT, answer.sender):
        return
    if not keeping.turn(house, sent, answer.state, before=(UNPROCESSED, SENT), waits=False, why=answer.reason):
        return
    entry = {"verb": "referral-answer", "time": house.now().isoformat(), "case": sent.case, "referral": sent.id}
    house.ledger.append(entry | {"state": answer.state}, case=sent.case)
    if answer.state == FAILED:
        for report in sent.told["reports"]:
            where = keeping.whereabouts(house, report)
            if where.desk == answer.sender:
                keeping.place(house, report, Whereabouts("", where.replies, where.answered, where.times))


def _is_aside(house: House, path: Path) -> bool:
    query = "SELECT reason FROM quarantine WHERE name = ?"
    row = house.database.main.execute(query, (path.name,)).fetchone()
    return row is not None and row[0] != _STRAY


def _put_aside(house: House, path: Path, error: Exception) -> int:
    """Leave what cannot be taken in where it lies, count and show it, and tell the desk that sent it."""
    stray = isinstance(error, Stray)  # what was added may come before what it was added to
    sender, _, referral = path.name.removesuffix(SUFFIX).partition(".")
    if not stray:
        with suppress(OSError, EnvelopeError, ValueError):
            failed(house, bytes.fromhex(referral), sender, type(error).__name__)
    reason = _STRAY if stray else type(error).__name__
    with house.database.main as main:
        query = "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)"
        added = main.execute(query, (path.name, reason, house.today())).rowcount
        if added:
            entry = {"verb": "quarantine", "time": house.now().isoformat(), "name": path.name, "why": reason}
            house.ledger.append(entry)
        else:
            main.execute("UPDATE quarantine SET reason = ? WHERE name = ?", (reason, path.name))
    return int(added)


def _sweep(folder: Path) -> None:
    """Remove what another desk's opener began to write and never finished: it begins again."""
    for path in folder.glob(".*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _ORPHAN_SECONDS:
                path.unlink()
