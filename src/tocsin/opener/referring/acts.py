"""The verbs: refer a case to another desk, take one that came, or return it; what is decided is logged, then laid."""

from typing import Any

from tocsin.envelope.referral import LONGEST_WORDS, REFERRED, RETURNED
from tocsin.envelope.replies import STATES
from tocsin.envelope.report import ReportPayload
from tocsin.exchange.request import Request
from tocsin.opener.authorise.fresh import Fresh
from tocsin.opener.authorise.officers import role_of
from tocsin.opener.authorise.proposals import use
from tocsin.opener.authorise.rules import SUPERVISOR
from tocsin.opener.entries import entry_of, logged
from tocsin.opener.errors import (
    BadArgument,
    NoSuchReferral,
    NotAllowed,
    PassedOn,
    SecondOfficerMissing,
    SomeoneWasFirst,
    TooOftenPassedOn,
)
from tocsin.opener.house import House
from tocsin.opener.messages import open_message, reports_of
from tocsin.opener.referring import keeping
from tocsin.opener.referring.keeping import ACKNOWLEDGED, IN, OUT, SENT, UNPROCESSED, Kept, Whereabouts
from tocsin.opener.referring.laying import lay_referrals
from tocsin.opener.referring.words import passed_on
from tocsin.opener.replying import add_reply, lay_replies

REFER = "refer"
BY_A_SUPERVISOR = 3  # the time from which on passing on takes a supervisor: two desks that disagree need a third mind
_ID = 16


def refer(house: House, request: Request, fresh: Fresh | None) -> dict[str, Any]:
    """Pass a case's reports on to another desk of the line."""
    to, words = _desk(house, request.arguments.get("to")), _words(request)
    concern = _concern(house, request)
    (compartment,) = _row(house, request.case, "compartment")
    proposal, two = request.arguments.get("proposal"), house.charter.line.two_persons.transfers or compartment
    if two and proposal is None:
        raise SecondOfficerMissing("passing this case on takes two officers")
    told = {"words": words, "concern": concern, "compartment": compartment, "answers": ""}

    def agreed() -> None:
        if proposal is not None:
            use(house, request, REFER, str(proposal), {"to": to})

    return _pass_on(house, request, fresh, to=to, kind=REFERRED, told=told, agreed=agreed)


def accept(house: House, request: Request) -> dict[str, Any]:
    """Take a case that another desk passed on: it is this desk's from now on, and the other one is told."""
    came = _came(house, request.case)
    with logged(house, entry_of(request) | {"referral": came.id}, case=request.case):
        if not keeping.turn(house, came, ACKNOWLEDGED, before=(SENT,), waits=True, by=request.officer):
            raise SomeoneWasFirst(request.case)
    lay_referrals(house)
    return {"case": request.case, "referral": came.id, "state": ACKNOWLEDGED}


def give_back(house: House, request: Request, fresh: Fresh | None) -> dict[str, Any]:
    """Return a case to the desk that passed it on, with everything that came meanwhile."""
    came = _came(house, request.case)
    (compartment,) = _row(house, request.case, "compartment")
    told = {"words": _words(request), "concern": _concern(house, request), "compartment": compartment}

    def agreed() -> None:
        if not keeping.turn(house, came, keeping.RETURNED, before=(SENT,), waits=False, by=request.officer):
            raise SomeoneWasFirst(request.case)

    told |= {"answers": came.id}
    return _pass_on(house, request, fresh, to=came.desk, kind=RETURNED, told=told, agreed=agreed)


def _pass_on(
    house: House,
    request: Request,
    fresh: Fresh | None,
    *,
    to: str,
    kind: str,
    told: dict[str, str],
    agreed: Any,  # noqa: ANN401
) -> dict[str, Any]:
    if fresh is None:
        raise NotAllowed("a case is passed on with the officer's own key")
    case = request.case
    reports = {r: keeping.whereabouts(house, r) for r in reports_of(house, case)}
    here = {report: where for report, where in reports.items() if not where.desk}
    if not here:
        raise PassedOn("another desk has every report of this case")
    times = 1 + max(where.times for where in here.values())
    if times >= BY_A_SUPERVISOR and role_of(house, request.officer) != SUPERVISOR:
        raise TooOftenPassedOn(f"passed on {times - 1} times already")
    referral = house.rng(_ID).hex()
    kept = {**told, "officer": request.officer, "reason": request.reason, "reports": list(here)}
    entry = entry_of(request) | fresh.entry() | {"to": to, "referral": referral, "reports": list(here)}
    with logged(house, entry, case=case):
        fresh.proof.keep(house)
        agreed()
        _take_first(house, case)
        for report, where in here.items():
            _tell_reporter(house, case, report, to)
            keeping.place(house, report, Whereabouts(to, where.replies, where.answered, times))
        words: dict[str, Any] = {"way": OUT, "desk": to, "kind": kind, "state": UNPROCESSED, "day": house.today()}
        keeping.put(house, Kept(referral, case, times=times, told=kept, **words), waits=True)
    lay_referrals(house)
    if house.charter.line.replies_batch_minutes == 0:
        lay_replies(house)
    found = keeping.find(house, referral)
    return {
        "case": case,
        "referral": referral,
        "to": to,
        "times": times,
        "state": found.state if found else UNPROCESSED,
    }


def _take_first(house: House, case: str) -> None:
    """Who passes on what just came has taken it: the desk before waits for a word."""
    for came in keeping.of_case(house, case):
        if came.way == IN and came.state == SENT:
            keeping.turn(house, came, ACKNOWLEDGED, before=(SENT,), waits=True)


def _tell_reporter(house: House, case: str, report: str, to: str) -> None:
    """Tell the reporter to whom and when, if the charter says that they are told."""
    payload = open_message(house, report).payload
    if not house.charter.line.referral.tell or not isinstance(payload, ReportPayload):
        return
    text, language = passed_on(house.charter.line, to, house.now().date(), str(payload.report["language"]))
    add_reply(house, case, report, payload, state=STATES[1], text=text, officer="", language=language)


def _came(house: House, case: str) -> Kept:
    """Return the referral with which a case came and which nobody has answered."""
    for kept in reversed(keeping.of_case(house, case)):
        if kept.way == IN and kept.state == SENT:
            return kept
    raise NoSuchReferral(case)


def _row(house: House, case: str, column: str) -> tuple[str]:
    row: tuple[str] = house.database.main.execute(f"SELECT {column} FROM cases WHERE id = ?", (case,)).fetchone()  # noqa: S608
    return row


def _desk(house: House, to: object) -> str:
    others = [desk for desk in house.charter.line.desks if desk != house.desk]
    if to not in others:
        raise BadArgument(f"another desk of the line: {', '.join(others)}")
    return str(to)


def _words(request: Request) -> str:
    words = request.arguments.get("words", "")
    if not isinstance(words, str) or len(words) > LONGEST_WORDS:
        raise BadArgument(f"words of at most {LONGEST_WORDS} characters")
    return words


def _concern(house: House, request: Request) -> str:
    """Return what the case is about, as the officer sees it, else as it stands."""
    concern = request.arguments.get("concern") or _row(house, request.case, "concern")[0]
    if "concern" in request.arguments and concern not in house.charter.codes():
        raise BadArgument("a concern of the charter")
    return str(concern)
