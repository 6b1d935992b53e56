from datetime import UTC, datetime, timedelta

import pytest

from tests.lines import HARBOUR
from tocsin.charter.read import load
from tocsin.desk.watch.terms import terms_of


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        (datetime(2026, 11, 25, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 18, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), True),  # an hour ahead in summer
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 12, 25, 12, 0, tzinfo=UTC), False),  # Friday, a day off of Skerrow
        (datetime(2026, 8, 10, 12, 0, tzinfo=UTC), False),  # the bridge day
    ],
)
def test_the_desk_is_staffed_when_the_charter_says_so(moment: datetime, staffed: bool) -> None:  # noqa: FBT001
    assert terms_of(load(HARBOUR)).hours.staffed(moment) is staffed


def test_the_watch_is_as_patient_as_the_charter() -> None:
    terms = terms_of(load(HARBOUR))
    assert terms.patience.unseen == timedelta(minutes=15)
    assert terms.protection
