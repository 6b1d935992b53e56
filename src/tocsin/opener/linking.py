"""Link a report to another case, make a case of its own for it, or undo that; each with a reason, none moves a report.

Who links must see both. A report that lies in compartments alone is linked only where one of them is: otherwise an
officer could carry it out of there.
"""

from typing import Any

from tocsin.charter.urgency import suggest
from tocsin.exchange.request import Request
from tocsin.opener.authorise.seeing import is_seen, see
from tocsin.opener.entries import entry_of, logged
from tocsin.opener.errors import BadArgument, LastHold, NoSuchReport, OutsideCompartment, SomeoneWasFirst
from tocsin.opener.feed import tell_case
from tocsin.opener.holding import cases_of, compartments_of, find_report, hold, let_go, make_case
from tocsin.opener.house import House
from tocsin.opener.messages import open_message, reports_of
from tocsin.opener.routing import decision_of


def link(house: House, request: Request) -> dict[str, Any]:
    """Have a case hold one more report, or all of another case."""
    case = request.case
    reports = _named(house, request)
    if not all(_may_lie_in(house, report, case) for report in reports):
        raise OutsideCompartment("the report lies in a compartment, and this case does not")
    with logged(house, entry_of(request) | {"reports": reports}, case=case):
        linked = [report for report in reports if hold(house, case, report)]
        if not linked:
            raise SomeoneWasFirst(case)
        tell_case(house, case, **_by(request))
    return {"case": case, "linked": linked}


def unlink(house: House, request: Request) -> dict[str, Any]:
    """Have a case hold a report no more; the last hold of a report, or of a case, is never undone."""
    report = find_report(house, request.arguments.get("message"), request.case)
    with logged(house, entry_of(request) | {"reports": [report]}, case=request.case):
        if not let_go(house, request.case, report):
            raise LastHold("no other case holds this report, or this case holds no other")
        tell_case(house, request.case, **_by(request))
    return {"case": request.case, "unlinked": [report]}


def new_case(house: House, request: Request) -> dict[str, Any]:
    """Make another case that holds a report of this one, in the same compartment; this one keeps it until unlinked."""
    report = find_report(house, request.arguments.get("message"), request.case)
    query = "SELECT state, compartment FROM cases WHERE id = ?"
    state, compartment = house.database.main.execute(query, (request.case,)).fetchone()
    message = open_message(house, report)
    with logged(house, entry_of(request) | {"reports": [report]}, case=request.case):
        words = {"concern": message.report["concern"], "language": message.report["language"]}
        new = make_case(house, received=message.received, state=state, compartment=compartment, **words)
        hold(house, new, report)
        house.ledger.append(entry_of(request) | {"case": new, "reports": [report]}, case=new)
        urgency = suggest(house.charter, message.report).value
        decision = decision_of(house, message.report, message.received)
        tell_case(house, new, urgency=urgency, decision=decision, out_of=request.case, **_by(request))
    return {"case": request.case, "new": new, "linked": [report]}


def _by(request: Request) -> dict[str, str]:
    """Return who did what: the story of a case says it, and comes with the act itself, whichever client asked."""
    return {"act": request.verb, "officer": request.officer}


def _named(house: House, request: Request) -> list[str]:
    match request.arguments:
        case {"message": str(report), **rest} if not rest:
            # Whoever sees none of its cases is answered as if there were no such report.
            if any(is_seen(house, request.officer, c) for c in cases_of(house, report)):
                return [find_report(house, report, cases_of(house, report)[0])]
            raise NoSuchReport("no such report in this case")
        case {"other": str(other), **rest} if not rest and other != request.case:
            see(house, request.officer, other)
            return reports_of(house, other)
    raise BadArgument("a report's message, or another case")


def _may_lie_in(house: House, report: str, case: str) -> bool:
    """Tell whether nobody sees more through this case than through those that hold the report already."""
    (compartment,) = house.database.main.execute("SELECT compartment FROM cases WHERE id = ?", (case,)).fetchone()
    lies_in = compartments_of(house, report)
    return "" in lies_in or compartment in lies_in
