"""The frame: its rooms are those that let an officer in, and the language stays with the officer."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(Officer.objects.create(name=role, role=role))
    return client


def test_the_frame_leads_only_where_the_role_may_go() -> None:
    assert '<a href="/" aria-current="page">Queue</a>' in signed_in("officer").get("/").content.decode()
    overseer = signed_in("overseer").get("/shift").content.decode()
    assert '<a href="/">Queue</a>' not in overseer
    assert 'aria-current="page">Your shift</a>' in overseer


def test_a_language_stays_in_the_officers_row_at_every_machine() -> None:
    client = signed_in("officer")
    assert client.post("/language", {"language": "zh-hans", "next": "/shift"}).headers["Location"] == "/shift"
    assert Officer.objects.get().language == "zh-hans"
    elsewhere = Client(headers={"Accept-Language": "en"})
    elsewhere.force_login(Officer.objects.get())
    assert '<html lang="zh-Hans"' in elsewhere.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_changing_the_language_leads_nowhere_else(back: str) -> None:
    answer = Client().post("/language", {"language": "fr", "next": back})
    assert answer.headers["Location"] == "/"
    assert "tocsin_language" not in answer.cookies


def test_who_is_not_signed_in_keeps_a_language_in_the_browser_alone() -> None:
    client = Client()
    client.post("/language", {"language": "zh-hans", "next": "/sign-in"})
    assert '<html lang="zh-Hans"' in client.get("/sign-in").content.decode()
    assert not Officer.objects.exists()


def test_only_a_demonstration_says_that_it_is_one(settings: Settings) -> None:
    client = signed_in("officer")
    assert "everything here is practice" not in client.get("/").content.decode()
    settings.DEMONSTRATION = True
    assert "everything here is practice" in client.get("/").content.decode()
