"""Reports and additions as the opener keeps them: sealed to their own keys, opened in memory for a moment."""

from dataclasses import dataclass
from typing import Any

from tocsin.envelope.header import read_header
from tocsin.envelope.report import AdditionPayload, ReportPayload, read_payload
from tocsin.envelope.unseal import file_key, open_payload
from tocsin.opener.errors import KeyDestroyed, NoSuchCase
from tocsin.opener.house import House


@dataclass(frozen=True, repr=False)
class Message:
    """One stored message and its opened payload; `kind` is `report`, or a kind of addition."""

    id: str
    kind: str
    received: str
    payload: ReportPayload | AdditionPayload

    @property
    def report(self) -> dict[str, Any]:
        """Return the answers of a report; an addition has none."""
        return self.payload.report if isinstance(self.payload, ReportPayload) else {}

    @property
    def charter(self) -> str:
        """Return the version of the charter that a report was told under."""
        return self.payload.charter if isinstance(self.payload, ReportPayload) else ""

    @property
    def text(self) -> str:
        """Return what was added."""
        return "" if isinstance(self.payload, ReportPayload) else self.payload.text

    @property
    def follows(self) -> str:
        """Return the report that this was added to."""
        return "" if isinstance(self.payload, ReportPayload) else self.payload.follows.hex()


def key_name(message_id: str) -> str:
    """Return the name of a message's key in the ring."""
    return f"message:{message_id}"


def slip_key_name(message_id: str) -> str:
    """Return the name of a slip's key in the ring."""
    return f"slip:{message_id}"


def open_message(house: House, message_id: str) -> Message:
    """Open one stored message in memory."""
    query = "SELECT kind, received, header FROM messages WHERE id = ?"
    kind, received, header = house.database.main.execute(query, (message_id,)).fetchone()
    if not header:
        raise KeyDestroyed("this message was erased")
    own = house.ring.get(key_name(message_id))  # first: of what was erased there is no header either
    key = file_key(read_header(bytes(header))[0], own)
    plaintext = open_payload(house.database.payload(f"envelope:{message_id}"), key)
    return Message(message_id, kind, received, read_payload(plaintext))


def messages_of(house: House, case: str) -> list[Message]:
    """Open the messages of a case that are not erased: its reports as they arrived, then what was added."""
    query = (
        "SELECT message_id FROM case_messages JOIN messages ON messages.id = message_id "
        "WHERE case_id = ? AND header <> x'' ORDER BY kind <> 'report', messages.rowid"
    )
    rows = house.database.main.execute(query, (case,)).fetchall()
    return [open_message(house, message_id) for (message_id,) in rows]


def reports_of(house: House, case: str) -> list[str]:
    """Return the reports that a case holds and that are not erased, as they arrived; nothing is opened."""
    query = (
        "SELECT message_id FROM case_messages JOIN messages ON messages.id = message_id "
        "WHERE case_id = ? AND kind = 'report' AND header <> x'' ORDER BY messages.rowid"
    )
    return [str(message_id) for (message_id,) in house.database.main.execute(query, (case,))]


def erased_of(house: House, case: str) -> list[dict[str, str]]:
    """Return what a case holds and nobody can open any more."""
    query = (
        "SELECT messages.id, kind, received FROM case_messages JOIN messages ON messages.id = message_id "
        "WHERE case_id = ? AND header = x'' ORDER BY messages.rowid"
    )
    rows = house.database.main.execute(query, (case,)).fetchall()
    return [dict(zip(("message", "kind", "received"), row, strict=True)) for row in rows]


def first_report(house: House, case: str) -> str:
    """Return the report of a case that came first."""
    for message_id in reports_of(house, case):
        return message_id
    raise KeyDestroyed("every report of this case was erased")


def report_of(house: House, case: str) -> tuple[str, ReportPayload]:
    """Open the first report of a case."""
    message_id = first_report(house, case)
    payload = open_message(house, message_id).payload
    if isinstance(payload, ReportPayload):
        return message_id, payload
    raise NoSuchCase(case)
