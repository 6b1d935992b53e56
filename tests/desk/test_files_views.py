"""What came with Rosa's report, through a real opener: shown, drawn anew, handed out, refused, and left nowhere."""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from tests.desk import files_page
from tests.desk.filed import CANARY, FILES, Signing, filed_line
from tests.lines import left_behind, run
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with filed_line(tmp_path_factory.mktemp("filed")) as home:
        yield home


@pytest.fixture(scope="module")
def case(home: Path) -> dict[str, Any]:
    return files_page.told(home)


@pytest.fixture(autouse=True)
def _of_the_line(home: Path, settings: Settings, _home: None) -> None:
    settings.HOME = home


def signing(client: Client, home: Path, officer: str) -> Signing:
    client.force_login(Officer.objects.create(name=officer, role="officer"))
    return Signing(client, officer, home).begin()


@pytest.fixture
def otto(client: Client, home: Path) -> Signing:
    return signing(client, home, "otto")


def file_of(case: dict[str, Any], name: str) -> dict[str, Any]:
    return next(a for a in case["attachments"] if a["name"] == name)


def drawn(signing: Signing, case: dict[str, Any], name: str, way: str = "preview") -> HttpResponse:
    file = file_of(case, name)
    words = {"attachment": file["id"]}
    lines = [signing.line("attachment", case["case"], part=n, **words) for n in range(file["parts"])]
    body = {"requests": lines, "in": lines[0]["in"]}
    answer: HttpResponse = signing.post(f"/cases/{case['case']}/files/{file['id']}/{way}", body)
    return answer


def asked(signing: Signing, case: dict[str, Any], name: str, way: str, part: int = 0) -> HttpResponse:
    file = file_of(case, name)
    line = signing.line("attachment", case["case"], attachment=file["id"], part=part)
    answer: HttpResponse = signing.post(f"/cases/{case['case']}/files/{file['id']}/{way}", line)
    return answer


def sealed_off(answer: HttpResponse) -> bool:
    told = answer.headers
    return (
        told["Content-Security-Policy"] == "sandbox; default-src 'none'"
        and told["Content-Disposition"] == "attachment"
        and told["X-Content-Type-Options"] == "nosniff"
        and told["Cache-Control"] == "no-store"
    )


def code(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error"]


def test_a_picture_is_drawn_anew_and_says_nothing_beside_its_pixels(otto: Signing, case: dict[str, Any]) -> None:
    assert CANARY.encode() in FILES["pier.jpg"]
    for way in ("preview", "copy"):
        answer = drawn(otto, case, "pier.jpg", way)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
        assert sealed_off(answer)
        assert CANARY.encode() not in answer.content
        assert Image.open(io.BytesIO(answer.content)).size == (900, 600)


def test_a_picture_of_several_parts_goes_through_part_by_part(otto: Signing, case: dict[str, Any]) -> None:
    assert file_of(case, "scan.tif")["parts"] == 2
    answer = drawn(otto, case, "scan.tif", "copy")
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.tobytes() == Image.open(io.BytesIO(FILES["scan.tif"])).tobytes()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("broken.png", (422, "not-a-picture")),
        ("letter.pdf", (422, "not-a-picture")),
        ("drawing.svg", (422, "not-a-picture")),
        ("invoice\u202efdp.exe", (422, "not-a-picture")),
    ],
)
def test_what_is_no_picture_is_not_shown(otto: Signing, case: dict[str, Any], name: str, why: tuple[int, str]) -> None:
    answer = drawn(otto, case, name)
    assert code(answer) == why
    assert CANARY.encode() not in answer.content


def test_a_text_is_shown_as_text(otto: Signing, case: dict[str, Any]) -> None:
    page = asked(otto, case, "list.csv", "text").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "invoice⟨U+202E⟩fdp.exe,⟨U+001B⟩[2J" in page
    assert 'dir="auto"' in page


def test_even_a_page_asked_for_as_text_is_escaped(otto: Signing, case: dict[str, Any]) -> None:
    page = asked(otto, case, "drawing.svg", "text").content.decode()
    assert "<svg" not in page
    assert "<script" not in page


@pytest.mark.parametrize("name", FILES)
def test_the_original_leaves_as_it_came_and_as_nothing_that_opens(
    otto: Signing, case: dict[str, Any], name: str
) -> None:
    parts = [asked(otto, case, name, "original", part=n) for n in range(file_of(case, name)["parts"])]
    assert b"".join(part.content for part in parts) == FILES[name]
    assert all(sealed_off(part) for part in parts)
    assert {part.headers["Content-Type"] for part in parts} == {"application/octet-stream"}


def test_a_request_for_something_else_is_not_passed_on(otto: Signing, case: dict[str, Any]) -> None:
    pier, scan = file_of(case, "pier.jpg")["id"], file_of(case, "scan.tif")["id"]
    way = f"/cases/{case['case']}/files/{pier}/preview"
    other = otto.line("attachment", case["case"], attachment=scan, part=0)
    second = otto.line("attachment", case["case"], attachment=pier, part=1)
    opening = otto.line("open", case["case"])
    elsewhere = otto.line("attachment", "00000000", attachment=pier, part=0)
    bodies: list[Any] = [{"requests": [line], "in": line["in"]} for line in (other, second, opening, elsewhere)]
    bodies += [{}, {"requests": []}, {"requests": "no"}, {"requests": [other] * 9}, {"requests": [1]}]
    assert [otto.post(way, body).status_code for body in bodies] == [403] * len(bodies)


def test_a_file_of_which_a_part_is_not_asked_for_is_not_drawn(otto: Signing, case: dict[str, Any]) -> None:
    scan = file_of(case, "scan.tif")["id"]
    line = otto.line("attachment", case["case"], attachment=scan, part=0)
    answer = otto.post(f"/cases/{case['case']}/files/{scan}/preview", {"requests": [line], "in": line["in"]})
    assert code(answer) == (403, "not-allowed")


def test_nobody_gets_a_file_by_a_link(otto: Signing, case: dict[str, Any]) -> None:
    for way in ("preview", "copy", "text", "original"):
        assert otto.client.get(f"/cases/{case['case']}/files/{'0' * 32}/{way}").status_code == 405


def test_who_must_not_see_is_refused(client: Client, home: Path, case: dict[str, Any]) -> None:
    words = ("recuse", case["case"], "--officer", "nils", "--reason", "it names me")
    assert run("tocsin-desk", *words, home=home).returncode == 0
    nils = signing(client, home, "nils")
    answers = [drawn(nils, case, "pier.jpg"), *(asked(nils, case, "list.csv", way) for way in ("text", "original"))]
    assert [code(answer) for answer in answers] == [(403, "recused")] * 3
    client.force_login(Officer.objects.create(name="olga", role="overseer"))
    assert client.post(f"/cases/{case['case']}/files/{'0' * 32}/preview").status_code == 403


def test_every_look_is_in_the_log(otto: Signing, home: Path, case: dict[str, Any]) -> None:
    def size() -> int:
        return int(json.loads(run("tocsin-desk", "log", "--officer", "otto", "--json", home=home).stdout)["size"])

    asking = -size() + size()  # what asking for the size leaves itself
    before = size()
    drawn(otto, case, "scan.tif")
    assert size() - before - asking == 2  # each part


def test_without_an_opener_it_is_said(otto: Signing, case: dict[str, Any], settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert code(asked(otto, case, "list.csv", "text")) == (503, "opener-away")
    assert code(drawn(otto, case, "pier.jpg")) == (503, "opener-away")


class Writing:
    """Notes every path that this process opens to write, while it is on; an audit hook cannot be taken out again."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, words: tuple[Any, ...]) -> None:
        # A pipe to the locked process is opened by its number.
        if (
            self.on
            and event == "open"
            and not isinstance(words[0], int)
            and words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ):
            self.found.append(str(words[0]))


def test_nothing_is_opened_to_be_written(otto: Signing, case: dict[str, Any], tmp_path: Path) -> None:
    writing = Writing()
    writing.on = True
    (tmp_path / "seen").write_bytes(b"")
    answers = [drawn(otto, case, name, way) for name in ("pier.jpg", "scan.tif") for way in ("preview", "copy")]
    answers += [asked(otto, case, name, way) for name, way in (("list.csv", "text"), ("letter.pdf", "original"))]
    writing.on = False
    assert [answer.status_code for answer in answers] == [200] * 6
    assert set(writing.found) == {str(tmp_path / "seen"), os.devnull}


def test_nothing_is_left(otto: Signing, case: dict[str, Any], home: Path, settings: Settings) -> None:
    for way in ("preview", "copy"):
        drawn(otto, case, "pier.jpg", way)
    asked(otto, case, "list.csv", "text")
    asked(otto, case, "letter.pdf", "original")
    database = settings.DATABASES["default"]
    assert left_behind(home, CANARY) == []
    if database["ENGINE"].endswith("sqlite3"):
        assert left_behind(Path(database["NAME"]).parent, CANARY, "pier.jpg") == []
