"""Answer reporters: the verb that lays a reply, to one of a case's reporters or, if that is said, to all.

Where a case holds several reports the officer says to whom: words that fit one reporter may tell another what somebody
else has told, or that there is somebody else.
"""

from typing import Any

from tocsin.envelope.answers import LANGUAGE
from tocsin.envelope.replies import STATES
from tocsin.envelope.report import ReportPayload
from tocsin.exchange.request import Request
from tocsin.opener.entries import entry_of, logged
from tocsin.opener.errors import BadArgument, PassedOn, SomeoneWasFirst, WhichReport
from tocsin.opener.feed import tell
from tocsin.opener.holding import cases_of, find_report
from tocsin.opener.house import House
from tocsin.opener.messages import first_report, open_message, reports_of
from tocsin.opener.opening import state_of
from tocsin.opener.referring.keeping import whereabouts
from tocsin.opener.replying import add_reply, lay_replies

LONGEST_TEXT = 50_000  # characters of a reply
ALL = "all"


def lay_reply(house: House, request: Request) -> dict[str, Any]:
    """Seal an answer to the reporter, or reporters, and lay it among the replies."""
    state, words = _read(request)
    case = request.case
    before, _ = state_of(house, case)
    for report in (answered := _answered(house, request)):
        if desk := whereabouts(house, report).desk:
            raise PassedOn(f"the desk {desk} answers this reporter now")
    payloads = {report: open_message(house, report).payload for report in answered}
    entry = entry_of(request) | {"reports": list(payloads)}
    with logged(house, entry, case=case):
        query = "UPDATE cases SET state = ? WHERE id = ? AND state = ?"
        if house.database.main.execute(query, (state, case, before)).rowcount == 0:
            raise SomeoneWasFirst(case)
        numbers = {
            report: add_reply(house, case, report, payload, **words)
            for report, payload in payloads.items()
            if isinstance(payload, ReportPayload)
        }
        _tell(house, request, state, list(numbers))
    if house.charter.line.replies_batch_minutes == 0:
        lay_replies(house)
    first, *_ = numbers.values()
    return {"case": case, "number": first, "numbers": numbers, "state": state}


def _read(request: Request) -> tuple[str, dict[str, Any]]:
    state, text = request.arguments.get("state", "in work"), request.arguments.get("text", "")
    language = request.arguments.get("language", "")
    if state not in STATES[1:] or not isinstance(text, str) or not text.strip():
        raise BadArgument(f"a text, and a state of: {', '.join(STATES[1:])}")
    if len(text) > LONGEST_TEXT:
        raise BadArgument(f"a text of at most {LONGEST_TEXT} characters")
    if not isinstance(language, str) or (language and not LANGUAGE.fullmatch(language)):
        raise BadArgument("a language tag such as en or zh-Hans")
    return state, {"state": state, "text": text, "language": language, "officer": request.officer}


def _answered(house: House, request: Request) -> list[str]:
    named, held = request.arguments.get("message"), reports_of(house, request.case)
    if named is not None and named != ALL:
        return [find_report(house, named, request.case)]
    if named is None and len(held) > 1:
        raise WhichReport("this case holds several reports")
    return held or [first_report(house, request.case)]  # which tells that all were erased


def _tell(house: House, request: Request, state: str, reports: list[str]) -> None:
    """Tell every case that holds an answered report: none of them waits for a first answer to it any more.

    By whom is told only where it was laid: who sees another of the cases need not see that officer's.
    """
    answered: dict[str, list[str]] = {}
    for report in reports:
        for case in cases_of(house, report):
            answered.setdefault(case, []).append(report)
    for case, held in answered.items():
        by = {"officer": request.officer} if case == request.case else {}
        tell(house, "state", case=case, state=state, day=house.today(), reports=held, **by)
