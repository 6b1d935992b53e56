"""The supervisors' page as each role finds it: an overseer looks, a supervisor changes, nobody else comes in."""

import pytest
from django.test import Client

from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "status", "changes"), [("supervisor", 200, True), ("overseer", 200, False)])
def test_an_overseer_looks_and_is_offered_no_change(client: Client, role: str, status: int, *, changes: bool) -> None:
    client.force_login(Officer.objects.create(name="who", role=role))
    answer = client.get("/officers")
    told = answer.content.decode()
    assert (answer.status_code, 'id="propose-new"' in told, 'id="proposing"' in told) == (status, changes, changes)
    assert '<a href="/officers"' in client.get("/shift").content.decode()


@pytest.mark.parametrize("role", ["officer", "custodian", "board-member"])
def test_nobody_else_comes_in_or_is_led_there(client: Client, role: str) -> None:
    client.force_login(Officer.objects.create(name="who", role=role))
    assert client.get("/officers").status_code == 403
    assert "/officers" not in client.get("/shift").content.decode()
