"""What holds for every directory that loads, so that no question of a person is left without an answer."""

from datetime import date
from itertools import chain

from tocsin.charter.directory.circles import circles
from tocsin.charter.directory.coverage import unreached
from tocsin.charter.directory.impartial import own_judges
from tocsin.charter.directory.leads import equal_leads, refused_away, unled
from tocsin.charter.directory.model import Assured
from tocsin.charter.directory.reaching import is_fresh
from tocsin.charter.directory.references import dangling
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.faults import Fault
from tocsin.charter.model import Charter


def broken(charter: Charter) -> list[Fault]:
    """Return every fault of the directory; those of its names first, since nothing can be followed without."""
    found = list(dangling(charter))
    if found or not charter.directory.exists:
        return found
    routes = routes_of(charter.directory)
    return list(
        chain(
            unled(charter, routes),
            equal_leads(routes),
            refused_away(routes),
            unreached(charter, routes),
            circles(charter, routes),
            own_judges(charter, routes),
        )
    )


def not_assured(charter: Charter, *, today: date) -> list[tuple[str, str, Assured]]:
    """Return file and id of every remit and shown contact point that nobody has made sure of for too long."""
    remits = [(remit.file, remit.id, remit.assured) for remit in charter.directory.remits if remit.holds(today)]
    shown = [p for p in charter.directory.contacts.values() if p.shown]
    points = [(point.file, point.id, point.assured) for point in shown if point.assured]
    return sorted((entry for entry in (*remits, *points) if not is_fresh(entry[2], today)), key=lambda e: e[:2])
