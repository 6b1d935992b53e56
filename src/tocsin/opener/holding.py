"""Which case holds which reports: many-to-many. A report is never moved, edited or merged, and never without a case.

With a report goes what was added to it. No key changes: a report has its own, and so has a case.
"""

from tocsin.opener.errors import NoSuchReport
from tocsin.opener.feed import tell
from tocsin.opener.house import House

_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no look-alikes: read aloud, and never a word by chance


def make_case(house: House, *, received: str, state: str, concern: str, language: str, compartment: str = "") -> str:
    """Make a case with a key of its own; the caller commits."""
    case = "".join(_ALPHABET[b % len(_ALPHABET)] for b in house.rng(8))
    case = f"{case[:4]}-{case[4:]}"
    query = "INSERT INTO cases (id, received, state, concern, language, compartment) VALUES (?, ?, ?, ?, ?, ?)"
    house.database.main.execute(query, (case, received, state, concern, language, compartment))
    house.ring.new(f"case:{case}")
    return case


def cases_of(house: House, report: str) -> list[str]:
    """Return the cases that hold a report, oldest first."""
    query = "SELECT case_id FROM case_messages JOIN cases ON id = case_id WHERE message_id = ? ORDER BY cases.number"
    return [str(case) for (case,) in house.database.main.execute(query, (report,))]


def hold(house: House, case: str, report: str) -> bool:
    """Have a case hold a report and what was added to it; tell whether it did not yet. The caller commits."""
    query = "INSERT OR IGNORE INTO case_messages SELECT ?, id FROM messages WHERE id = ? OR follows = ?"
    fresh = house.database.main.execute(query, (case, report, report)).rowcount > 0
    if fresh:
        _keep_recused(house, case, report)
        _settle_received(house, case)
    return fresh


def let_go(house: House, case: str, report: str) -> bool:
    """Have a case hold a report no more, if another does and this one holds another; tell whether. Caller commits."""
    query = (
        "DELETE FROM case_messages WHERE case_id = :case "
        "AND message_id IN (SELECT id FROM messages WHERE id = :report OR follows = :report) "
        "AND EXISTS (SELECT 1 FROM case_messages WHERE message_id = :report AND case_id <> :case) "
        "AND EXISTS (SELECT 1 FROM case_messages JOIN messages ON id = message_id "
        " WHERE case_id = :case AND kind = 'report' AND id <> :report)"
    )
    gone = house.database.main.execute(query, {"case": case, "report": report}).rowcount > 0
    if gone:
        _settle_received(house, case)
    return gone


def compartments_of(house: House, report: str) -> frozenset[str]:
    """Return the compartments in which a report lies; the empty one is where everybody may look."""
    query = "SELECT compartment FROM cases JOIN case_messages ON case_id = id WHERE message_id = ?"
    return frozenset(str(c) for (c,) in house.database.main.execute(query, (report,)))


def sharing(house: House, case: str) -> list[str]:
    """Return the case and every other that holds one of its reports."""
    query = (
        "SELECT ? UNION SELECT other.case_id FROM case_messages AS own JOIN case_messages AS other USING (message_id) "
        "WHERE own.case_id = ?"
    )
    return [str(found) for (found,) in house.database.main.execute(query, (case, case)).fetchall()]


def keep_from(house: House, officer: str, case: str, *, by_whom: str) -> None:
    """Recuse an officer from a case, once; the caller commits."""
    query = "INSERT OR IGNORE INTO recusals VALUES (?, ?, ?)"
    if house.database.main.execute(query, (officer, case, by_whom)).rowcount:
        tell(house, "recusal", officer=officer, case=case)


def find_report(house: House, report: object, case: str) -> str:
    """Return a report's id, if that case holds it; `NoSuchReport` else."""
    query = "SELECT id FROM messages JOIN case_messages ON message_id = id WHERE id = ? AND case_id = ? AND kind = ?"
    named = report if isinstance(report, str) else ""
    row = house.database.main.execute(query, (named, case, "report")).fetchone()
    if row is None:
        raise NoSuchReport("no such report in this case")
    return str(row[0])


def _keep_recused(house: House, case: str, report: str) -> None:
    """Keep from the case whoever was kept from the report: it may name them, wherever it lies."""
    query = (
        "SELECT DISTINCT officer, by_whom FROM recusals JOIN case_messages USING (case_id) "
        "WHERE message_id = ? AND case_id <> ?"
    )
    for officer, by_whom in house.database.main.execute(query, (report, case)).fetchall():
        keep_from(house, officer, case, by_whom=by_whom)


def _settle_received(house: House, case: str) -> None:
    """Let a case run from the day of its first report: an older one that it holds gives nobody more time."""
    query = (
        "UPDATE cases SET received = (SELECT min(messages.received) FROM messages JOIN case_messages "
        "ON message_id = messages.id WHERE case_id = cases.id AND kind = 'report') WHERE id = ?"
    )
    house.database.main.execute(query, (case,))
