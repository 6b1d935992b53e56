import re

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


GIVEN = {"int": "1", "str": "aaaa1111", "slug": "aaaa1111"}
PLACES = [(re.sub(r"<(\w+):\w+>", lambda kind: GIVEN[kind[1]], f"/{where}"), verb_of(p.callback)) for where, p in ALL]
CAST = [*ROLES, "emperor"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", CAST)
def test_each_role_comes_in_where_its_verbs_lead_and_nowhere_else(role: str, client: Client) -> None:
    client.force_login(Officer.objects.create(name="who", role=role))
    wrong = []
    for place, verb in PLACES:
        if verb is None or verb == Verb.ENTER:
            continue
        for answer in (client.get(place), client.post(place, {}, content_type="application/json")):
            kept_out = answer.status_code == 403 and b"Not for your role" in answer.content
            if kept_out == may_act(role, verb):
                wrong.append((place, verb, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_a_stranger_and_one_who_left_are_sent_to_the_sign_in_from_everywhere(client: Client) -> None:
    left = Officer.objects.create(name="left", role="supervisor")
    for signed_in in (False, True):
        if signed_in:
            client.force_login(left)
        Officer.objects.update(is_active=False)
        for place, verb in PLACES:
            if verb != Verb.ENTER:
                for answer in (client.get(place), client.post(place)):
                    assert (answer.status_code, answer.get("Location", "")[:8]) == (302, "/sign-in"), place


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
