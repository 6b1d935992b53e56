"""An export to an office's own key is laid for who carries it there, part by part as two officers agreed to it.

The dispatch is claimed before a byte is laid, with a deadline, so that no crash leaves it claimed for ever and nothing
is carried twice. What became of it, the answer beside the letter says.
"""

import base64
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from tocsin.charter.directory.model import ContactPoint
from tocsin.desk.cases.models import Event
from tocsin.desk.pages import TAGS, charter
from tocsin.desk.routing import words
from tocsin.desk.routing.handing import move, settle, way_of
from tocsin.desk.routing.models import Dispatch
from tocsin.desk.routing.rules import MOVES, SendState, What, is_carried
from tocsin.desk.staff.models import Officer
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange import outgoing, places
from tocsin.exchange.outgoing import SENT, Carried, Letter
from tocsin.exchange.request import Request

SEALING = timedelta(minutes=30)  # how long laying may take; an export that rests is let go after ten
CARRYING = timedelta(hours=24)  # how long who carries it may be silent


@dataclass
class Laying:
    """An archive that is being laid: for which dispatch, and which part comes next."""

    dispatch: int
    name: str
    next: int = 1


@dataclass
class Carrying:
    """What this process lays. One that ends leaves a part, which the deadline clears away."""

    _laying: dict[str, Laying] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, signed: Request, answer: dict[str, Any], officer: Officer) -> bool:
        """Claim the dispatch whose office this export is sealed to, and lay its first part."""
        folder = places.outgoing(settings.HOME, settings.DESK)
        row = waiting_for(signed.case, str(signed.arguments.get("recipient", "")))
        if row is None or not folder.is_dir():
            return False
        what = What.REWRITE if "paper" in signed.arguments else What.CASE
        point, until = way_of(row), datetime.now(UTC) + SEALING
        way = {"contact": point.id, "channel": point.channel} if point else {}
        columns = {"officer": officer.name, "what": what, "fail_reason": "", "by_hand": False, **way}
        if not move(row, "lay", claimed_until=until, **columns):
            return False
        outgoing.clear(folder, row.name)
        with self._lock:
            self._laying[str(answer["export"])] = Laying(row.pk, row.name)
        _append(folder, row.name, answer, new=True)
        self._finish(str(answer["export"]), answer, officer)
        return True

    def go_on(self, signed: Request, answer: dict[str, Any], officer: Officer) -> None:
        """Lay the next part; one that is asked for again is there already."""
        name = str(signed.arguments.get("export", ""))
        with self._lock:
            laying = self._laying.get(name)
            if laying is None or answer["part"] != laying.next:
                return
            laying.next += 1
        _append(places.outgoing(settings.HOME, settings.DESK), laying.name, answer)
        self._finish(name, answer, officer)

    def _finish(self, export: str, answer: dict[str, Any], officer: Officer) -> None:
        if not answer["last"]:
            return
        with self._lock:
            laying = self._laying.pop(export)
        row = Dispatch.objects.filter(pk=laying.dispatch, state=SendState.PROCESSING).first()
        if row is None:  # its deadline was over
            return
        with transaction.atomic():
            Dispatch.objects.filter(pk=row.pk).update(claimed_until=datetime.now(UTC) + CARRYING)
            _note(row, "hand-on-laid", officer.name)
            outgoing.lay(places.outgoing(settings.HOME, settings.DESK), letter_of(row))


def waiting_for(case: str, recipient: str) -> Dispatch | None:
    """Return the dispatch of a case that waits for an archive sealed to this key."""
    rows = Dispatch.objects.filter(case=case, state__in=MOVES["lay"][0]).order_by("id")
    return next((row for row in rows if recipient and recipient_of(row) == recipient), None)


def recipient_of(row: Dispatch) -> str:
    """Return the key that the charter gives for a dispatch's contact point, if an archive is carried there."""
    point = way_of(row)
    return point.recipient if point and is_carried(point) else ""


def letter_of(row: Dispatch) -> Letter:
    """Return the letter around an archive, in a language of the office: no word of a case, no name of this line."""
    point = charter().directory.contacts[row.contact]
    with override(_language(point)):
        return Letter(row.name, point.channel, next(iter(point.value.values())), words.subject(), words.letter())


def follow_carriers() -> None:
    """Read what became of what was laid, and let go what nobody answered for; a step of the watch."""
    folder = places.outgoing(settings.HOME, settings.DESK)
    for name in outgoing.names(folder, "told"):
        with suppress(NotCanonical, FileNotFoundError):
            _take(outgoing.look(folder / f"{name}.told", Carried))
            outgoing.clear(folder, name)
    for row in Dispatch.objects.filter(state=SendState.PROCESSING, claimed_until__lt=datetime.now(UTC)):
        _let_go(folder, row)


def _take(carried: Carried) -> None:
    row = Dispatch.objects.filter(name=carried.name).first()
    if row is None:
        return
    with transaction.atomic():
        if carried.state == SENT:
            done = move(row, "went", sent=datetime.now(UTC).date(), claimed_until=None)
        else:
            done = move(
                row, "fail", fail_reason=carried.reason, fail_count=F("fail_count") + 1, claimed_until=None, what=""
            )
        if done:
            _note(row, "hand-on-went" if carried.state == SENT else "hand-on-failed")
            settle(row.case_id)


def _let_go(folder: Path, row: Dispatch) -> None:
    """Call back what was not carried yet; what somebody has taken may be on its way, and only they can tell."""
    taken = (folder / f"{row.name}.taken").exists()
    with suppress(FileNotFoundError):
        (folder / f"{row.name}.json").unlink()
    _take(Carried(row.name, "failed", "unsure" if taken else "no-answer"))
    if not taken:
        outgoing.clear(folder, row.name)


def _append(folder: Path, name: str, answer: dict[str, Any], *, new: bool = False) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | (os.O_EXCL if new else os.O_APPEND)
    descriptor = os.open(folder / f"{name}.part", flags, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o640)  # whoever carries it is another user, of the folder's group
        file.write(base64.b64decode(answer["content"]))


def _note(row: Dispatch, act: str, officer: str = "") -> None:
    told = {"to": row.authority}
    Event.objects.create(case_id=row.case_id, officer=officer, act=act, became=told, at=datetime.now(UTC))


def _language(point: ContactPoint) -> str:
    names = {tag: code for code, tag in TAGS.items()}
    spoken = [tag for tag in (*point.languages, charter().line.default) if tag in names]
    return names[spoken[0]] if spoken else "en"
