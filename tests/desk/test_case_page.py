"""The page of a case before anything is opened: what stands in clear, also where it is folded."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tocsin.desk.cases.models import Case
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ago", "late"), [(0, ""), (30, "First answer: 23 days late")])
def test_a_telephones_folded_facts_say_which_clock_is_late_and_how_much(client: Client, ago: int, late: str) -> None:
    client.force_login(Officer.objects.create(name="otto", role="officer"))
    day = datetime.now(UTC).date() - timedelta(days=ago)
    Case.objects.create(id="aaaa1111", number=1, received=day, concern="ce-approach", language="en")
    page = client.get("/cases/aaaa1111").text
    summary = re.search(r'<details class="facts-fold"><summary>(.*?)</summary>', page, re.DOTALL)
    assert summary is not None
    told = re.sub("<[^>]+>", "", summary[1])
    assert bool(late) == ("late" in told)
    assert late in told
