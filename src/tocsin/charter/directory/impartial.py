"""That nobody judges a complaint about themselves."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date

from tocsin.charter.directory.decision import Competent
from tocsin.charter.directory.leading import parties, turning_days
from tocsin.charter.directory.model import Role
from tocsin.charter.directory.routes import Routes
from tocsin.charter.faults import Fault
from tocsin.charter.floor import REQUIRED_CONCERNS
from tocsin.charter.model import Charter

_APART = "Give complaints to an authority that leads nothing else and stands under none that does."


def own_judges(charter: Charter, routes: Routes) -> Iterator[Fault]:
    """Yield a fault for every complaint whose way ends, or goes on, at an authority that leads other concerns there.

    Complaints are `ce-retaliation`, `ce-mishandled` and whatever may be conduct of the line's own staff.
    """
    complaints = charter.codes() & {*REQUIRED_CONCERNS, *(c.code for c in charter.concerns if c.overseer)}
    ordinary = charter.codes() - complaints
    judges = {above.id for judge in _led_by(charter, routes, complaints) for above in routes.above[judge]}
    if not judges & _led_by(charter, routes, ordinary):
        return  # the usual case, without walking through every area and day
    told = set()
    for area in sorted(routes.places()):
        for day in turning_days(charter.directory.remits):
            complained_of = {found.authority.id for code in ordinary if (found := _lead(routes, code, area, day))}
            for code in sorted(complaints):
                lead = _lead(routes, code, area, day)
                way = {above.id for above in routes.above[lead.authority.id]} if lead else set()
                if lead and way & complained_of and lead.remit.id not in told:
                    told.add(lead.remit.id)
                    message = f"a complaint ({code}) about «{min(way & complained_of)}» would end there, in {area}"
                    yield Fault(lead.remit.file, f"remit.{lead.remit.id}.concerns", message, _APART)


def _lead(routes: Routes, code: str, area: str, day: date) -> Competent | None:
    return parties(routes, code, area, day).lead


def _led_by(charter: Charter, routes: Routes, codes: AbstractSet[str]) -> set[str]:
    """Return the authorities that lead one of these somewhere at some time."""
    leads = (remit for remit in charter.directory.remits if remit.role is Role.LEAD and remit.concerns & codes)
    return {office.id for remit in leads if (office := routes.active[remit.authority])}
