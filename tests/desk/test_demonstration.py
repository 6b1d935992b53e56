"""The demonstration's one press: a real line answers as if there were no such page, though the key files lay there."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tocsin.desk.staff.models import Officer
from tocsin.exchange import places

pytestmark = pytest.mark.django_db
KEY = b"practice, and no key"


@pytest.fixture(autouse=True)
def _otto_with_a_key_file(settings: Settings) -> None:
    Officer.objects.create(name="otto", role="officer")
    Officer.objects.create(name="nils", role="officer", is_active=False)
    folder = places.officers(settings.HOME, settings.DESK)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("otto", "nils"):
        (folder / f"{name}.key").write_bytes(KEY)


def test_a_real_line_signs_nobody_in_by_a_press_and_hands_out_no_key(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    client = Client()
    assert client.post("/sign-in/practice", {"officer": "otto"}).status_code == 404
    assert client.get("/").status_code == 302
    assert 'name="officer"' not in client.get("/sign-in").content.decode()
    client.force_login(Officer.objects.get(name="otto"))
    answer = client.post("/shift/practice-key")
    assert (answer.status_code, KEY in answer.content) == (404, False)


def test_a_demonstration_does_both_for_its_officers_and_for_nobody_who_left(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    assert client.post("/shift/practice-key").status_code == 302
    for name in ("nils", "emperor", "../otto", ""):
        assert client.post("/sign-in/practice", {"officer": name}).status_code == 404
    assert client.post("/sign-in/practice", {"officer": "otto"}).headers["Location"].startswith("/shift")
    assert client.post("/shift/practice-key").content == KEY
