"""What waits to be exported, as the desk's rows tell: the opener's list is what counts, and a day is over by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tocsin.desk.cases.models import Case
from tocsin.desk.exporting import actions
from tocsin.desk.exporting.models import Waiting
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_what_nobody_decided_in_its_day_is_swept_and_anothers_that_still_waits_is_not() -> None:
    otto = Officer.objects.create(name="otto", role="officer")
    usual = {"received": date(2026, 11, 24), "concern": "ce-approach", "language": "en"}
    one, other = (Case.objects.create(id=f"case{number}", number=number, **usual) for number in range(2))
    soon, over = NOW + timedelta(seconds=1), NOW
    for name, case, who, expires in (
        ("over", other, "nils", over),
        ("waits", other, "nils", soon),
        ("over too", one, "otto", over),
        ("own, gone at the opener", one, "otto", soon),
        ("nobody told otto of it", one, "nils", soon),
    ):
        Waiting.objects.create(proposal=name, case=case, officer=who, expires=expires)
    actions.follow(case=one.id, officer=otto, proposals=[], confirmed=[], now=NOW)
    assert sorted(Waiting.objects.values_list("pk", flat=True)) == ["nobody told otto of it", "waits"]
