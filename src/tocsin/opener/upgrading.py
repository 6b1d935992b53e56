"""Bring what an older version wrote to what this one reads. An installed line is never asked to begin anew."""

from typing import Any

from tocsin.charter.urgency import Urgency, suggest
from tocsin.opener.feed import tell, tell_case, tell_officer
from tocsin.opener.house import House
from tocsin.opener.messages import open_message, reports_of
from tocsin.opener.replying import replies_of
from tocsin.opener.routing import decision_of

_TOLD = "feed"


def upgrade(house: House) -> None:
    """Fill the feed of a database from before there was one (version 2); done at once or not at all, and once."""
    if house.database.meta(_TOLD) is not None:
        return
    main = house.database.main
    with main:
        for (name,) in main.execute("SELECT name FROM officers ORDER BY rowid").fetchall():
            tell_officer(house, name)
        for (case,) in main.execute("SELECT id FROM cases ORDER BY number").fetchall():
            _tell_again(house, case)
        for officer, case in main.execute("SELECT officer, case_id FROM recusals").fetchall():
            tell(house, "recusal", officer=officer, case=case)
        house.database.set_meta(_TOLD, b"1")


def _tell_again(house: House, case: str) -> None:
    main = house.database.main
    query = "SELECT concern, language, compartment FROM cases WHERE id = ?"
    concern, language, compartment = main.execute(query, (case,)).fetchone()
    query = (
        "SELECT messages.id, kind, messages.received, "
        "(SELECT count(*) FROM attachments WHERE message_id = messages.id) "
        "FROM messages JOIN case_messages ON message_id = messages.id WHERE case_id = ? "
        "ORDER BY kind <> 'report', messages.rowid"
    )
    for message, kind, received, attachments in main.execute(query, (case,)).fetchall():
        if kind == "report":
            words = {"concern": concern, "language": language, **_weighed(house, case, message)}
            tell(house, "report", case=case, report=message, received=received, **words, attachments=attachments)
            for reply in replies_of(house, message, lambda _: True):
                if reply["officer"]:
                    answer = {name: reply[name] for name in ("state", "day", "officer")}
                    tell(house, "state", case=case, **answer, reports=[message])
        else:
            tell(house, "addition", case=case, addition=kind, day=received, attachments=attachments)
    if compartment:
        tell_case(house, case)


def _weighed(house: House, case: str, report: str) -> dict[str, Any]:
    """Return how soon it is to be seen to and whom it is for; of what was erased nobody can tell."""
    if report not in reports_of(house, case):
        return {"urgency": Urgency.UNKNOWN.value}
    message = open_message(house, report)
    decision = decision_of(house, message.report, message.received)
    return {"urgency": suggest(house.charter, message.report).value, "decision": decision}
