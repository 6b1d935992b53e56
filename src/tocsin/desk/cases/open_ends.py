"""Open ends: rooms above say here what a case must wait for; this room knows none of them."""

from django.db import transaction

from tocsin.desk.cases.models import Case, OpenEnd


def register(*, case: str, room: str, code: str) -> None:
    """Keep a case from closing until this is settled; twice is once."""
    with transaction.atomic():
        OpenEnd.objects.get_or_create(case_id=case, room=room, code=code)


def settle(*, case: str, room: str, code: str) -> bool:
    """Let a case go; tell whether it had waited for this."""
    return OpenEnd.objects.filter(case_id=case, room=room, code=code).delete()[0] > 0


def of(case: Case) -> list[tuple[str, str]]:
    """Return (room, code) of everything that a case waits for."""
    return list(case.open_ends.order_by("id").values_list("room", "code"))
