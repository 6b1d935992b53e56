"""Empty the slot: re-hash, open in memory, re-address, store - in transactions that a crash leaves whole or undone."""

import hmac
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.post import Name
from tocsin.envelope.report import ReportPayload
from tocsin.exchange import places
from tocsin.exchange.segment import Record, is_finished, read_records, segments
from tocsin.opener.completing import complete_attachments
from tocsin.opener.errors import OpenerError
from tocsin.opener.holding import make_case
from tocsin.opener.house import House
from tocsin.opener.referring.arriving import receive
from tocsin.opener.referring.forwarding import forward
from tocsin.opener.referring.laying import lay_referrals
from tocsin.opener.replying import add_reply, lay_replies
from tocsin.opener.storing import Stray, cases_to_follow, is_known, open_post, store

AT_ONCE = 256
_STRAY = "stray-addition"


@dataclass
class Collected:
    """What one collection found."""

    collected: int = 0
    additions: int = 0
    duplicates: int = 0
    quarantined: int = 0
    attachments: int = 0
    referrals: int = 0


def collect(house: House) -> dict[str, int]:
    """Take in everything that lies in the desk's slot; return the counts and the number of cases."""
    found = Collected()
    for path in segments(places.slot(house.home, house.desk)):
        _collect_segment(house, path, found)
    found.referrals, aside = receive(house)
    found.quarantined += aside
    _retry_strays(house, found)
    found.attachments = complete_attachments(house)
    lay_referrals(house)
    lay_replies(house)
    (cases,) = house.database.main.execute("SELECT count(*) FROM cases").fetchone()
    return {**asdict(found), "cases": cases}


def _collect_segment(house: House, path: Path, found: Collected) -> None:
    finished = is_finished(path)  # asked before reading: after it nothing can come that this reading would miss
    row = house.database.main.execute("SELECT offset FROM segments WHERE name = ?", (path.name,)).fetchone()
    records = read_records(path, row[0] if row else 0)
    while batch := list(islice(records, AT_ONCE)):
        _collect_batch(house, batch, path.name, found)
    if finished:
        path.unlink()
        with house.database.main as main:
            main.execute("DELETE FROM segments WHERE name = ?", (path.name,))


def _collect_batch(house: House, batch: list[Record], segment: str, found: Collected) -> None:
    before = asdict(found)
    try:
        with house.database.main as main:
            for record in batch:
                _take(house, record.name, record.body, found)
            main.execute("INSERT OR REPLACE INTO segments VALUES (?, ?)", (segment, batch[-1].end))
            house.database.commit_payloads()
    except BaseException:
        house.database.payloads.rollback()
        house.ledger.forget_uncommitted()
        for name, value in before.items():
            setattr(found, name, value)
        raise


def _take(house: House, name: str, body: bytes, found: Collected) -> None:
    main = house.database.main
    if main.execute("INSERT OR IGNORE INTO seen VALUES (?)", (name,)).rowcount == 0:
        found.duplicates += 1
        return
    try:
        _take_post(house, Name.parse(name), body, found)
    except (EnvelopeError, OpenerError) as error:
        reason = _STRAY if isinstance(error, Stray) else type(error).__name__
        _quarantine(house, name, body, reason, found)


def _quarantine(house: House, name: str, body: bytes, reason: str, found: Collected) -> None:
    """Keep what cannot be opened, sealed as it came: counted, shown to an officer, never dropped."""
    place = f"quarantine:{sha256(name.encode()).hexdigest()}"
    house.database.put_payload(place, body)
    query = "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)"
    found.quarantined += house.database.main.execute(query, (name, reason, house.today())).rowcount
    house.ledger.append({"verb": "quarantine", "time": house.now().isoformat(), "name": name, "why": reason})


def _take_post(house: House, name: Name, body: bytes, found: Collected) -> None:
    if sha256(body).digest() != name.digest:
        raise EnvelopeError("the body is not the one its name tells of")
    arrived = open_post(house, name, body)
    payload = arrived.payload
    if not hmac.compare_digest(arrived.slip_digest, payload.slip):
        raise EnvelopeError("the slip is not the one that the report binds")
    if is_known(house, arrived):
        found.duplicates += 1
        return
    if isinstance(payload, ReportPayload):
        words = {"concern": payload.report["concern"], "language": payload.report["language"]}
        cases = [make_case(house, received=house.today(), state="received", **words)]
        found.collected += 1
    else:
        cases = cases_to_follow(house, payload)
        found.additions += 1
    store(house, arrived, cases, received=house.today())
    forward(house, arrived.id)
    if isinstance(payload, ReportPayload):
        add_reply(house, cases[0], arrived.id, payload, state="received", text="", officer="")


def _retry_strays(house: House, found: Collected) -> None:
    """Try again what came before its report: segments have no order among themselves."""
    for name in list(_strays(house)):
        body = house.database.payload(f"quarantine:{sha256(name.encode()).hexdigest()}")
        try:
            with house.database.main as main:
                _take_post(house, Name.parse(name), body, found)
                main.execute("DELETE FROM quarantine WHERE name = ?", (name,))
                house.database.commit_payloads()
        except (EnvelopeError, OpenerError):
            house.database.payloads.rollback()
            house.ledger.forget_uncommitted()


def _strays(house: House) -> Iterator[str]:
    rows = house.database.main.execute("SELECT name FROM quarantine WHERE reason = ?", (_STRAY,)).fetchall()
    return (name for (name,) in rows)
