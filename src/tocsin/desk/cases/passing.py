"""What was done through the opener, noted in the story of its case: codes alone, the words are the opener's."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.desk.cases import changing, concluding, judging, moving
from tocsin.desk.cases.changing import Fields
from tocsin.desk.cases.following import follow
from tocsin.desk.cases.rules import Rewrite
from tocsin.desk.staff.models import Officer
from tocsin.exchange.request import Request

# What a page may pass on about a case; opening, files and exports have ways of their own.
VERBS = (
    "write",
    "withdraw",
    "restore",
    "confirm-finding",
    "lay-reply",
    "link",
    "unlink",
    "new-case",
    "recuse",
)
_PAST = (
    changing.NoSuchCase,
    changing.NotPossible,
    changing.SomeoneWasFirst,
    changing.NotYourAct,
)  # gone, or said already
_CHANGES = frozenset({"lay-reply", "link", "unlink", "new-case", "recuse"})  # told in the feed, with whose act it was


def note(
    signed: Request, answer: dict[str, Any], *, officer: Officer, beside: concluding.Beside, now: datetime
) -> None:
    """Follow what the opener tells of it, and write the event; what cannot be noted was done all the same."""
    if signed.verb in _CHANGES:
        with suppress(OpenerAway, Refused):  # it is read a moment later
            follow()
    with suppress(*_PAST):
        _note(signed, answer, beside, officer=officer, now=now)
        if signed.verb == "lay-reply" and beside.promised is not None:
            moving.promise(case=signed.case, officer=officer, day=beside.promised, now=now)
    if answer.get("kind") == "finding":
        concluding.wait_for(signed.case, answer)


def _note(
    signed: Request, answer: dict[str, Any], beside: concluding.Beside, *, officer: Officer, now: datetime
) -> None:
    words: dict[str, Any] = {"case": signed.case, "officer": officer, "now": now}
    match signed.verb, signed.arguments.get("kind"):
        case "write", "rewrite":
            judging.set_rewrite(**words, rewrite=Rewrite.DRAFT)
        case "write", "finding":
            told: Fields = {"outcome": str(signed.arguments.get("outcome", "")), "paper": str(answer.get("paper", ""))}
            changing.note_act(**words, act="finding", told=told)
        case "lay-reply", _ if signed.arguments.get("state") == concluding.CLOSED:
            moving.move_case(**words, act="close", outcome=beside.outcome)
        case ("withdraw" | "restore") as act, _ if answer.get("kind") == "finding":
            name = "finding-withdrawn" if act == "withdraw" else "finding-restored"
            changing.note_act(**words, act=name, told={"paper": str(answer.get("paper", ""))})
        case "confirm-finding", _:
            changing.note_act(**words, act="confirm-finding", told={"paper": str(answer.get("paper", ""))})
