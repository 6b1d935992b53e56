import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tocsin.desk.staff.doors import verb_of
from tocsin.desk.staff.models import Officer
from tocsin.desk.staff.rules import ROLES, Verb, may_act


def walk(resolver: URLResolver | None = None, before: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for pattern in (resolver or get_resolver()).url_patterns:
        where = f"{before}{pattern.pattern}"
        found += walk(pattern, where) if isinstance(pattern, URLResolver) else [(where, pattern)]
    return found


ALL = walk()


@pytest.mark.parametrize("pattern", [pattern for _, pattern in ALL], ids=[where for where, _ in ALL])
def test_every_address_names_its_permission(pattern: URLPattern) -> None:
    assert verb_of(pattern.callback) is not None


def test_a_role_that_nobody_defined_may_only_enter() -> None:
    assert [verb for verb in Verb if may_act("emperor", verb)] == [Verb.ENTER]
    assert "operator" not in ROLES


@pytest.mark.django_db
def test_the_overseers_eye_sees_no_queue_and_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/").status_code == 302
    client.force_login(Officer.objects.create(name="olga", role="overseer"))
    assert client.get("/").status_code == 403
    client.force_login(Officer.objects.create(name="otto", role="officer"))
    assert client.get("/").status_code == 200
