"""Who leads a concern in an area on a day, who is told too, and who must transfer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tocsin.charter.directory.decision import Act, Competent, Step, Transfer
from tocsin.charter.directory.model import Authority, Remit, Role
from tocsin.charter.directory.routes import Routes


@dataclass
class Parties:
    """What is found on the way from an area up to all of it: the first lead, and everybody else who has a part."""

    lead: Competent | None = None
    informed: list[Competent] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def parties(routes: Routes, concern: str, area: str, day: date) -> Parties:
    """Return who has to do with a concern: nearest area first, then higher precedence, then id.

    Who refuses in an area refuses in all that lie in it, whatever its remit farther up says.
    """
    found, refused = Parties(), set[str]()
    for here in routes.lineage[area]:
        standing = [
            (remit, authority)
            for remit in routes.at(here, concern)
            if remit.holds(day) and (authority := _follow(routes, remit.authority, remit, found))
        ]
        refused |= {authority.id for remit, authority in standing if remit.role is Role.REFUSED}
        for remit, authority in standing:
            if authority.id in refused:
                found.steps.append(Step(authority.id, Act.REFUSED, remit=remit.id))
            else:
                _take(routes, found, remit, authority)
    if found.lead is None:
        found.steps.append(Step(concern, Act.NO_LEAD, area))
    # Whoever leads is told anyway. It may have to transfer all the same, as a contractor's own office must.
    found.informed = [
        party for party in found.informed if not found.lead or party.authority.id != found.lead.authority.id
    ]
    return found


def turning_days(remits: Sequence[Remit]) -> list[date]:
    """Return the days on which a remit begins, and those on which one has ended, in order."""
    ends = {remit.valid_to + timedelta(days=1) for remit in remits if remit.valid_to < date.max}
    return sorted(ends | {remit.valid_from for remit in remits})


def _follow(routes: Routes, id_: str, remit: Remit, found: Parties) -> Authority | None:
    """Return the active authority, and note what became of the one that is named."""
    authority = routes.active.get(id_)
    if authority is None:
        found.steps.append(Step(id_, Act.ENDED, remit=remit.id))
    elif authority.id != id_:
        found.steps.append(Step(id_, Act.SUCCEEDED, authority.id, remit.id))
    return authority


def _take(routes: Routes, found: Parties, remit: Remit, authority: Authority) -> None:
    if remit.role is Role.LEAD and found.lead is None:
        found.lead = Competent(authority, remit)
        found.steps.append(Step(authority.id, Act.LEADS, remit=remit.id))
    elif remit.role is Role.INFO_ONLY and authority.id not in {p.authority.id for p in found.informed}:
        found.informed.append(Competent(authority, remit))
        found.steps.append(Step(authority.id, Act.INFORMED, remit=remit.id))
    elif remit.role is Role.MUST_TRANSFER:
        to = _follow(routes, remit.transfer_to, remit, found)
        known = {(transfer.authority.id, transfer.to.id) for transfer in found.transfers}
        # A duty may be to two, and is not one to an office that took over the other, which has it already.
        if to and to.id != authority.id and (authority.id, to.id) not in known:
            found.transfers.append(Transfer(authority, to, remit))
            found.steps.append(Step(authority.id, Act.TRANSFERS, to.id, remit.id))
