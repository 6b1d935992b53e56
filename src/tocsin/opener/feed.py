"""What the desk may know without a shift: what stands in clear anyway, so that queue, clocks and alarm work at night.

An event is written in the transaction of what it tells, and never says a word of a report, a reason, or a time of day.
"""

from typing import Any

from tocsin.envelope import canonical
from tocsin.opener.errors import BadArgument
from tocsin.opener.house import House

MOST_EVENTS = 1_000


def tell(house: House, kind: str, **event: Any) -> None:  # noqa: ANN401 - codes, days, numbers
    """Write an event; the caller commits."""
    query = "INSERT INTO feed (event) VALUES (?)"
    house.database.main.execute(query, (canonical.dumps({"kind": kind, **event}).decode(),))


def tell_officer(house: House, name: str) -> None:
    """Write how an officer stands now."""
    main = house.database.main
    role, active = main.execute("SELECT role, active FROM officers WHERE name = ?", (name,)).fetchone()
    query = "SELECT compartment FROM officer_compartments WHERE officer = ? ORDER BY compartment"
    compartments = [compartment for (compartment,) in main.execute(query, (name,))]
    tell(house, "officer", officer=name, role=role, active=bool(active), compartments=compartments)


def tell_case(house: House, case: str, **more: Any) -> None:  # noqa: ANN401 - codes
    """Write how a case stands now: its compartment and the reports it holds; `more` says after which act."""
    query = "SELECT received, concern, language, compartment FROM cases WHERE id = ?"
    received, concern, language, compartment = house.database.main.execute(query, (case,)).fetchone()
    query = (
        "SELECT id, received FROM messages JOIN case_messages ON message_id = messages.id "
        "WHERE case_id = ? AND kind = 'report' ORDER BY messages.rowid"
    )
    reports = [{"report": r, "received": day} for r, day in house.database.main.execute(query, (case,))]
    words = {"received": received, "concern": concern, "language": language, "compartment": compartment}
    tell(house, "case", case=case, **words, **more, reports=reports)


def events(house: House, asked: object) -> dict[str, Any]:
    """Return the events after a number, in order, and the number to go on from."""
    match asked:
        case {"after": int(after), "limit": int(limit)} if after >= 0 and 1 <= limit <= MOST_EVENTS:
            pass
        case _:
            raise BadArgument(f"a number to go on from, and a limit from 1 to {MOST_EVENTS}")
    query = "SELECT seq, event FROM feed WHERE seq > ? ORDER BY seq LIMIT ?"
    rows = house.database.main.execute(query, (after, limit)).fetchall()
    found = [{**canonical.loads(event.encode()), "seq": seq} for seq, event in rows]
    return {"events": found, "next": rows[-1][0] if rows else after}
