"""What was done about an export through the opener, noted for the pages: the opener's list is what counts."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.desk.cases import changing
from tocsin.desk.exporting.models import Waiting
from tocsin.desk.staff.models import Officer
from tocsin.exchange.proposal import Proposal

ACTS = frozenset({"export", "export-rewrite"})
Told = dict[str, Any]  # `proposal`, `text`, and of a confirmed one `by`


def read(told: Iterable[Told], case: str) -> list[tuple[str, Proposal, str]]:
    """Return (name, proposal, who confirmed it) of the exports of one case in the opener's list."""
    read_all = [(one["proposal"], Proposal.read(one["text"].encode()), one.get("by", "")) for one in told]
    return [(name, proposal, by) for name, proposal, by in read_all if proposal.act in ACTS and proposal.case == case]


@transaction.atomic
def follow(*, case: str, officer: Officer, proposals: Iterable[Told], confirmed: Iterable[Told], now: datetime) -> None:
    """Bring what waits for a case up to the opener's list: somebody may have proposed or decided at a command line.

    Only one's own is taken away: that another's is not listed may mean that the opener has just kept this officer
    from the case, and for everybody else it still waits; until its day is over, of whichever case it is.
    """
    Waiting.objects.filter(expires__lte=now).delete()
    listed = [*read(proposals, case), *read(confirmed, case)]
    own = Waiting.objects.filter(case=case, officer=officer.name)
    own.exclude(pk__in=[name for name, _, _ in listed]).delete()
    for name, proposal, by in listed:
        words = {"case_id": case, "officer": proposal.proposer, "confirmed_by": by, "expires": proposal.expires}
        Waiting.objects.update_or_create(pk=name, defaults=words)


def note_proposed(*, name: str, proposal: Proposal, officer: Officer, now: datetime) -> None:
    """Note that an export waits for a second officer."""
    words = {"case_id": proposal.case, "officer": officer.name, "expires": proposal.expires}
    Waiting.objects.get_or_create(pk=name, defaults=words)
    note(case=proposal.case, officer=officer, act="export-proposed", now=now)


def note_decided(*, name: str, case: str, confirmed: bool, officer: Officer, now: datetime) -> None:
    """Note that the second officer decided, or that the first took it back."""
    row = Waiting.objects.filter(pk=name, case=case, confirmed_by="")
    if confirmed:
        row.update(confirmed_by=officer.name)
    else:
        row.delete()
    note(case=case, officer=officer, act="export-confirmed" if confirmed else "export-declined", now=now)


def note_begun(*, name: str, case: str, officer: Officer, now: datetime) -> None:
    """Note that a case leaves the desk; what two agreed to is used up."""
    Waiting.objects.filter(pk=name, case=case).delete()
    note(case=case, officer=officer, act="export", now=now)


def note(*, case: str, officer: Officer, act: str, now: datetime) -> None:
    """Write a line of the case's story; what cannot be noted was done all the same, and stands in the log."""
    with suppress(changing.NoSuchCase):
        changing.note_act(case=case, officer=officer, act=act, told={}, now=now)
