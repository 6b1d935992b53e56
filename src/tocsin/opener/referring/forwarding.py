"""What still comes to a desk that passed its report on goes after it, without anybody's doing."""

from tocsin.envelope.referral import FORWARDED
from tocsin.opener.holding import cases_of
from tocsin.opener.house import House
from tocsin.opener.referring import keeping
from tocsin.opener.referring.keeping import OUT, UNPROCESSED, Kept

_ID = 16


def forward(house: House, message: str) -> bool:
    """Have a message that is here follow its report to the desk that has it now; tell whether. The caller commits."""
    query = "SELECT coalesce(follows, id) FROM messages WHERE id = ?"
    (report,) = house.database.main.execute(query, (message,)).fetchone()
    where = keeping.whereabouts(house, report)
    if not where.desk:
        return False
    case, told = cases_of(house, report)[0], dict.fromkeys(("officer", "reason", "words", "concern"), "")
    told |= {"compartment": "", "answers": ""}
    words = {"way": OUT, "desk": where.desk, "kind": FORWARDED, "state": UNPROCESSED, "day": house.today()}
    kept = Kept(
        house.rng(_ID).hex(), case, times=where.times, told={**told, "reports": [message], "alone": True}, **words
    )
    keeping.put(house, kept, waits=True)
    return True
