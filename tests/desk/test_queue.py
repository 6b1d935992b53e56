"""The queue's pages in a real database: who sees what, page by page, what changed since, and views that are kept."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tests.desk.many import case, fill, officer
from tests.desk.ordering import listed
from tocsin.desk.cases.models import Case, FeedMark, Presence, Recusal
from tocsin.desk.queue.actions import NameTaken, NoSuchView, keep_view, remove_view
from tocsin.desk.queue.models import View
from tocsin.desk.queue.queries import named, page, vocabulary
from tocsin.desk.queue.rules import Filters, Row
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
IDS = re.compile(r'data-id="(\w+)"')


def today() -> date:
    return datetime.now(UTC).date()


def signed_in(who: Officer) -> Client:
    client = Client()
    client.force_login(who)
    return client


def everything(who: Officer) -> list[Row]:
    return named(who, [each.id for each in Case.objects.all()], now=datetime.now(UTC))


def seen(who: Officer, now: datetime) -> Row:
    [row] = page(who, Filters(), now=now, limit=9).rows
    return row


@pytest.fixture
def otto() -> Officer:
    return officer("otto")


def test_who_must_not_see_a_case_is_shown_no_trace_of_it(otto: Officer) -> None:
    nils, zoe = officer("nils"), officer("zoe", compartments=["quay"])
    about_nils = case("ABOUTN2S", today=today(), urgency="Immediate")
    case("INSQUAY2", today=today(), compartment="quay", urgency="Immediate")
    Recusal.objects.create(officer="nils", case=about_nils)
    seen = {who.name: set(IDS.findall(signed_in(who).get("/").content.decode())) for who in (otto, nils, zoe)}
    assert seen == {"otto": {"ABOUTN2S"}, "nils": set(), "zoe": {"ABOUTN2S", "INSQUAY2"}}
    for address in ("/queue/rows?id=ABOUTN2S", "/queue/pulse?token=", "/", "/views/immediate"):
        answer = signed_in(nils).get(address).content.decode()
        assert "ABOUTN2S" not in answer
        assert "INSQUAY2" not in answer
    assert '<b data-count="immediate">0</b>' in signed_in(nils).get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/views/all", "/queue/rows", "/queue/pulse"])
def test_the_overseer_sees_no_queue(address: str) -> None:
    case("2B3C4D5F", today=today())
    assert signed_in(officer("olga", "overseer")).get(address).status_code == 403


def test_pages_follow_each_other_and_hold_a_hundred(otto: Officer) -> None:
    fill(230, today=today())
    client = signed_in(otto)
    shown: list[str] = []
    page = client.get("/").content.decode()
    while True:
        shown += IDS.findall(page)
        after = re.findall(r'data-next="([\d.]*)"', page)[-1]
        if not after:
            break
        page = client.get(f"/queue/rows?after={after}").content.decode()
        assert len(IDS.findall(page)) <= 100
    assert shown == [row.case.id for row in listed(everything(otto), Filters(), "otto")]


def test_a_row_tells_what_one_decides_by_in_words(otto: Officer) -> None:
    sara = officer("sara", "supervisor")
    made = case(
        "2B3C4D5F",
        today=today(),
        received=today() - timedelta(days=9),
        urgency="Immediate",
        concern="ce-approach",
        language="zh-Hans",
        protection=True,
        attachments=2,
        reports=3,
        assigned=otto,
    )
    Presence.objects.create(case=made, officer=sara, at=datetime.now(UTC))
    page = re.sub(r"<[^>]+>|\s+", " ", signed_in(otto).get("/queue/rows?id=2B3C4D5F").content.decode())
    told = ("Immediate", "Someone tries to recruit you", "简体中文", "2 days late", "otto", "sara has it open", "New")
    for words in (*told, "Protection or retaliation", "3 reports", "2 files", "Unread"):
        assert words in page, page


def test_presence_ends_a_minute_after_the_last_sign(otto: Officer) -> None:
    sara, made = officer("sara"), case("2B3C4D5F", today=today())
    now = datetime.now(UTC)
    Presence.objects.create(case=made, officer=sara, at=now - timedelta(seconds=61))
    assert seen(otto, now).present == ()
    assert seen(otto, now - timedelta(seconds=2)).present == ("sara",)
    assert seen(sara, now - timedelta(seconds=2)).present == ()


def test_the_pulse_tells_only_what_changed(otto: Officer) -> None:
    case("2B3C4D5F", today=today())
    client = signed_in(otto)
    first = client.get("/queue/pulse?token=").json()
    assert [name for name, _ in first["order"]] == ["2B3C4D5F"]
    assert set(client.get(f"/queue/pulse?token={first['token']}").json()) == {"token", "away"}
    case("3C4D5F6G", today=today(), urgency="Immediate")
    FeedMark.objects.update_or_create(id=1, defaults={"after": 7})
    then = client.get(f"/queue/pulse?token={first['token']}").json()
    assert [name for name, _ in then["order"]] == ["3C4D5F6G", "2B3C4D5F"]
    assert dict(then["order"])["2B3C4D5F"] == dict(first["order"])["2B3C4D5F"]
    assert then["counts"]["immediate"] == 1
    assert then["away"] is True


def test_a_kept_view_has_a_stable_address_that_holds_only_its_number(otto: Officer) -> None:
    case("2B3C4D5F", today=today(), urgency="Immediate")
    case("3C4D5F6G", today=today(), urgency="Past", state="in work", assigned=otto)
    client = signed_in(otto)
    answer = client.post("/views?urgency=Past&urgency=CANARY&assigned=me", {"name": "Later", "shared": "yes"})
    view = View.objects.get()
    assert answer.headers["Location"] == f"/views/{view.pk}"
    assert (view.filters, view.shared) == ({"urgency": ["Past"], "assigned": ["me"]}, False)
    assert IDS.findall(client.get(f"/views/{view.pk}").content.decode()) == ["3C4D5F6G"]
    assert client.post("/views?urgency=Past", {"name": "Later"}).status_code == 409


def test_a_supervisor_shares_a_view_and_nobody_else_removes_it(otto: Officer) -> None:
    sara = officer("sara", "supervisor")
    view = keep_view(officer=sara, name="Quay", filters=Filters(overdue=True), shared=True)
    own = keep_view(officer=otto, name="Quay", filters=Filters(), shared=True)
    assert (view.shared, own.shared) == (True, False)
    assert signed_in(otto).get(f"/views/{view.pk}").status_code == 200
    assert signed_in(sara).get(f"/views/{own.pk}").status_code == 404
    with pytest.raises(NoSuchView):
        remove_view(officer=otto, view=view.pk)
    assert signed_in(otto).post(f"/views/{view.pk}/end").status_code == 404
    assert signed_in(sara).post(f"/views/{view.pk}/end").status_code == 302
    with pytest.raises(NameTaken):
        keep_view(officer=otto, name="Quay", filters=Filters(), shared=False)


def test_a_view_that_nobody_kept_is_not_there(otto: Officer) -> None:
    assert signed_in(otto).get("/views/77").status_code == 404
    assert signed_in(otto).get("/views/elsewhere").status_code == 404


def test_a_view_of_an_officer_who_left_shows_nothing_of_everybodys(otto: Officer) -> None:
    gone = officer("gone", is_active=False)
    assert "gone" not in vocabulary().officers
    case("2B3C4D5F", today=today(), assigned=gone, state="in work")
    assert IDS.findall(signed_in(otto).get("/?assigned=gone").content.decode()) == ["2B3C4D5F"]


def test_a_concern_that_the_charter_no_longer_has_is_shown_by_its_code(otto: Officer) -> None:
    case("2B3C4D5F", today=today(), concern="ce-retired", language="fr")
    page = signed_in(otto).get("/").content.decode()
    assert "ce-retired" in page
    assert ">fr<" in page
