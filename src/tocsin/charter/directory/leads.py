"""That every concern is led everywhere, on every day from the first on, and by one authority alone."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, groupby

from tocsin.charter.directory.leading import parties
from tocsin.charter.directory.model import Remit, Role
from tocsin.charter.directory.routes import Remits, Routes
from tocsin.charter.faults import Fault
from tocsin.charter.model import Charter

_DAY = timedelta(days=1)


def unled(charter: Charter, routes: Routes) -> Iterator[Fault]:
    """Yield a fault for every concern that nobody leads for the root area, or not for ever, from its first day on."""
    for code in sorted(charter.codes()):
        leads = _root_leads(routes, code)
        until = _led_until(leads)
        if until is None:
            hint = "Add a remit with the role lead for the root area."
            yield Fault("remits.toml", code, "nobody leads this for the whole area", hint)
        elif until < date.max:
            hint = "Leave valid_to out, or say who leads from the next day on."
            yield Fault(leads[-1].file, code, f"nobody leads this for the whole area after {until}", hint)


def equal_leads(routes: Routes) -> Iterator[Fault]:
    """Yield a fault for every two leads between which only their names would decide."""
    told = set()
    for area, code, remits in _everywhere(routes):
        for _, equal in groupby(_leads(remits), key=lambda r: r.precedence):
            for one, other in combinations(equal, 2):
                if (one.id, other.id) not in told and max(one.valid_from, other.valid_from) <= min(
                    one.valid_to, other.valid_to
                ):
                    told.add((one.id, other.id))
                    message = f"it leads {code} in {area} as «{one.id}» does, with equal precedence"
                    yield Fault(other.file, f"remit.{other.id}.precedence", message, "Give one of them a higher one.")


def refused_away(routes: Routes) -> Iterator[Fault]:
    """Yield a fault for every refusal while which nobody is left to lead."""
    told = set()
    for area, code, remits in _everywhere(routes):
        for remit in (r for r in remits if r.role is Role.REFUSED and r.id not in told):
            first = min((r.valid_from for r in _root_leads(routes, code)), default=date.max)
            days = [max(first, remit.valid_from), *_turning_days(routes, code, area)]
            if any(remit.holds(day) and day >= first and not _led(routes, code, area, day) for day in days):
                told.add(remit.id)
                message = f"while it refuses, nobody leads {code} in {area}"
                yield Fault(remit.file, f"remit.{remit.id}.areas", message, "Say who leads there instead.")


def _everywhere(routes: Routes) -> Iterator[tuple[str, str, Remits]]:
    for area, concerns in sorted(routes.places().items()):
        for code, remits in sorted(concerns.items()):
            yield area, code, remits


def _leads(remits: Iterable[Remit]) -> list[Remit]:
    return [remit for remit in remits if remit.role is Role.LEAD]


def _root_leads(routes: Routes, code: str) -> list[Remit]:
    """Return the leads of the root area that are or became active authorities, earliest first."""
    leads = (r for r in _leads(routes.at(routes.root, code)) if routes.active.get(r.authority))
    return sorted(leads, key=lambda r: (r.valid_from, r.valid_to))


def _led_until(leads: Iterable[Remit]) -> date | None:
    """Return the last day of those that follow each other without a gap; None if there are none."""
    until: date | None = None
    for remit in leads:
        if until is not None and until < date.max and remit.valid_from > until + _DAY:
            return until
        until = max(until or remit.valid_to, remit.valid_to)
    return until


def _turning_days(routes: Routes, code: str, area: str) -> set[date]:
    """Return the days on which something changes there."""
    remits = [remit for here in routes.lineage[area] for remit in routes.at(here, code)]
    ends = {remit.valid_to + _DAY for remit in remits if remit.valid_to < date.max}
    return ends | {remit.valid_from for remit in remits}


def _led(routes: Routes, code: str, area: str, day: date) -> bool:
    return parties(routes, code, area, day).lead is not None
