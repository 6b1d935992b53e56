"""An export to an office's key is laid part by part for who carries it: claimed first, let go after its deadline."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.desk.test_routing_decisions import CHARTER, A, told
from tocsin.desk.cases.models import Case, Event
from tocsin.desk.routing.carrying import Carrying, follow_carriers
from tocsin.desk.routing.models import Dispatch
from tocsin.desk.staff.models import Officer
from tocsin.exchange import outgoing, places
from tocsin.exchange.outgoing import Carried, Letter
from tocsin.exchange.request import Request

pytestmark = pytest.mark.django_db
KEY = CHARTER.directory.contacts["customs-inbox"].recipient
PIECES = (b"age-encryption.org/v1 first", b"second", b"third")


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, quiet_home: Path) -> Path:
    (tmp_path / "charter").symlink_to(quiet_home / "charter")
    settings.HOME = tmp_path
    found = places.outgoing(tmp_path, "main")
    found.mkdir(parents=True)
    told()
    return found


def only() -> Dispatch:
    return Dispatch.objects.get()


def request(verb: str, **arguments: Any) -> Request:
    return Request(verb, "otto", 1, datetime.now(UTC), A, "customs leads", arguments)


def part(number: int) -> dict[str, Any]:
    content = base64.b64encode(PIECES[number]).decode()
    return {"export": "e1", "part": number, "last": number == len(PIECES) - 1, "content": content}


def lay(carrying: Carrying, otto: Officer, *, upto: int = len(PIECES), **more: str) -> bool:
    carried = carrying.begin(request("export", recipient=KEY, **more), part(0), otto)
    for number in range(1, upto):
        carrying.go_on(request("export-part", export="e1", part=number), part(number), otto)
    return carried


def test_what_two_agreed_to_is_laid_whole_under_a_name_that_tells_nothing(folder: Path, otto: Officer) -> None:
    assert lay(Carrying(), otto, paper="p1")
    row = only()
    assert (row.state, row.officer, row.what, row.by_hand) == ("processing", "otto", "rewrite", False)
    assert (folder / f"{row.name}.age").read_bytes() == b"".join(PIECES)
    letter = outgoing.look(folder / f"{row.name}.json", Letter)
    assert (letter.channel, letter.to, letter.subject) == ("email", "handed-on@customs.example", "Sealed archive")
    assert A not in row.name + letter.text
    assert [event.act for event in Event.objects.all()] == ["hand-on-laid"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o640, 0o660}


def test_a_part_that_is_asked_for_again_is_laid_once(folder: Path, otto: Officer) -> None:
    carrying = Carrying()
    lay(carrying, otto, upto=2)
    for number in (1, 1, 2, 2):
        carrying.go_on(request("export-part", export="e1", part=number), part(number), otto)
    assert (folder / f"{only().name}.age").read_bytes() == b"".join(PIECES)


def test_an_export_to_somebody_else_or_without_a_folder_is_saved_as_ever(folder: Path, otto: Officer) -> None:
    assert not Carrying().begin(request("export", recipient="age1pq1other"), part(0), otto)
    folder.rmdir()
    assert not Carrying().begin(request("export", recipient=KEY), part(0), otto)
    assert only().state == "unprocessed"


def test_of_two_exports_to_one_office_one_is_carried(folder: Path, otto: Officer) -> None:  # noqa: ARG001 - it is there
    assert lay(Carrying(), otto)
    assert not lay(Carrying(), otto)


@pytest.mark.parametrize(
    ("carried", "state", "reason", "act"),
    [("sent", "sent", "", "hand-on-went"), ("failed", "failed", "refused", "hand-on-failed")],
)
def test_what_became_of_it_is_read_once(carried: str, state: str, reason: str, act: str, folder: Path) -> None:
    lay(Carrying(), Officer.objects.create(name="otto", role="officer"))
    outgoing.take(folder, only().name)
    outgoing.tell(folder, Carried(only().name, carried, reason))
    for _ in range(2):
        follow_carriers()
    row, case = only(), Case.objects.get()
    assert (row.state, row.fail_reason, row.fail_count) == (state, reason, int(state == "failed"))
    assert bool(case.referred) == (state == "sent")
    assert case.open_ends.count() == int(state == "failed")
    assert list(Event.objects.order_by("id").values_list("act", flat=True)) == ["hand-on-laid", act]
    assert list(folder.iterdir()) == []


def test_an_answer_that_cannot_be_read_changes_nothing(folder: Path, otto: Officer) -> None:
    lay(Carrying(), otto)
    (folder / f"{only().name}.told").write_bytes(b"{}")
    (folder / f"{'ab' * 16}.told").write_bytes(Carried("ab" * 16, "sent").to_bytes())
    follow_carriers()
    assert only().state == "processing"


def interrupted(folder: Path) -> None:
    """The web process ended while it laid."""
    assert [path.suffix for path in folder.iterdir()] == [".part"]


def taken(folder: Path) -> None:
    """Somebody took it, and was not heard of again."""
    assert outgoing.take(folder, only().name)


@pytest.mark.parametrize(
    ("upto", "how", "reason", "left"),
    [
        (2, interrupted, "no-answer", []),
        (3, lambda _folder: None, "no-answer", []),
        (3, taken, "unsure", [".age", ".taken"]),
    ],
    ids=["while laying", "nobody came", "taken"],
)
def test_what_nobody_answered_for_is_let_go_after_its_deadline(
    upto: int, how: Callable[[Path], None], reason: str, left: list[str], folder: Path
) -> None:
    lay(Carrying(), Officer.objects.create(name="otto", role="officer"), upto=upto)
    how(folder)
    follow_carriers()
    assert only().state == "processing"
    Dispatch.objects.update(claimed_until=datetime.now(UTC) - timedelta(seconds=1))
    follow_carriers()
    assert (only().state, only().fail_reason) == ("failed", reason)
    assert sorted(path.suffix for path in folder.iterdir()) == left
    assert Case.objects.get().open_ends.count() == 1


def test_what_failed_is_sealed_anew_and_arrives(folder: Path, otto: Officer) -> None:
    lay(Carrying(), otto)
    outgoing.take(folder, only().name)
    outgoing.tell(folder, Carried(only().name, "failed", "away"))
    follow_carriers()
    assert lay(Carrying(), otto)
    outgoing.take(folder, only().name)
    outgoing.tell(folder, Carried(only().name, "sent"))
    follow_carriers()
    assert (only().state, only().fail_count, only().sent) == ("sent", 1, date.today())  # noqa: DTZ011 - UTC here
