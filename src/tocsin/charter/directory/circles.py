"""That no report is handed round in a circle."""

from collections.abc import Iterator, Mapping

from tocsin.charter.directory.model import Role
from tocsin.charter.directory.routes import Routes
from tocsin.charter.faults import Fault
from tocsin.charter.model import Charter


def circles(charter: Charter, routes: Routes) -> Iterator[Fault]:
    """Yield a fault for every duty to transfer that comes back, in whatever areas: a report would never arrive."""
    duties = [remit for remit in charter.directory.remits if remit.role is Role.MUST_TRANSFER]
    onward: dict[str, dict[str, set[str]]] = {}
    for remit in duties:
        giver, taker = routes.active[remit.authority], routes.active[remit.transfer_to]
        if giver and taker and giver is not taker:
            for code in remit.concerns:
                onward.setdefault(code, {}).setdefault(giver.id, set()).add(taker.id)
    for remit in duties:
        giver = routes.active[remit.authority]
        back = sorted(code for code in remit.concerns if giver and giver.id in _reached(onward.get(code, {}), giver.id))
        if back:
            message = f"{back[0]} would come back to «{remit.authority}»"
            hint = "Let the authority that acts on it transfer no more."
            yield Fault(remit.file, f"remit.{remit.id}.transfer_to", message, hint)


def _reached(onward: Mapping[str, set[str]], start: str) -> set[str]:
    """Return whom reports reach that go on from one to the next."""
    found: set[str] = set()
    ahead = set(onward.get(start, ()))
    while ahead:
        found |= ahead
        ahead = {next_ for giver in ahead for next_ in onward.get(giver, ())} - found
    return found
