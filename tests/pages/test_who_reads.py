"""Who reads is derived from what is told, said before it is sent, and cannot be changed on the way: without script."""

import html
import re

import pytest

from tests.lines import public_home
from tests.pages.web import Web, form
from tests.world import DESK_SEED, OVERSEER_SEED, REGION_SEEDS
from tocsin.envelope.post import unframe
from tocsin.envelope.report import AdditionPayload, ReportPayload, read_payload
from tocsin.envelope.unseal import unseal
from tocsin.exchange.segment import read_records, segments

SEEDS = {"main": DESK_SEED, "overseer": OVERSEER_SEED, **REGION_SEEDS}
TOLD = {"concern": "ce-approach", "what": "A man offered money for the tide tables."}


@pytest.fixture
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return Web(public_home(tmp_path_factory.mktemp("line") / "home"))


def opened(web: Web) -> list[tuple[str, ReportPayload | AdditionPayload]]:
    """Return the desk and the content of everything in every slot."""
    return [
        (desk, read_payload(unseal(unframe(record.body)[0], seed)))
        for desk, seed in SEEDS.items()
        for path in segments(web.home / "slot" / desk)
        for record in read_records(path)
    ]


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


NORTH = "It is read by the Northern Isles office of the Harbour Office."


@pytest.mark.parametrize(
    ("told", "desk", "says"),
    [
        ({"area": "NI"}, "north", NORTH),
        ({"area": "SC"}, "south", "It is read by the South Coast office of the Harbour Office."),
        ({}, "main", "It is read by the Harbour Office of the Republic of Skerrow"),
        ({"area": "ABROAD"}, "main", "It is read by the Harbour Office"),
        (
            {"concern": "ce-mishandled", "area": "NI"},
            "overseer",
            "The people who read all other reports cannot open it.",
        ),
        ({"concern": "ce-cyber", "area": "NI"}, "main", "It is read by the Harbour Office"),
        ({"concern": "ce-procurement"}, "main", "This is a matter for Customs. It is read first by the Harbour Office"),
        ({"concern": "ce-retaliation"}, "main", "This is a matter for the Reporters' Commissioner."),
    ],
)
def test_the_desk_follows_from_what_is_told_and_is_named_before_it_is_sent(
    web: Web, told: dict[str, str], desk: str, says: str
) -> None:
    check = web.post("/en/check", form(web.get("/en/report"))[1] | TOLD | told)
    assert says in plain(check.text)
    receipt = web.post("/en/send", form(check)[1])
    assert receipt.status_code == 201
    [(found, payload)] = opened(web)
    assert found == desk
    assert isinstance(payload, ReportPayload)
    assert payload.report.get("area") == told.get("area")
    assert form(receipt)[1]["desk"] == desk
    assert plain(web.line.charter.line.reads(desk, "en")) in plain(receipt.text)


def test_files_after_it_go_to_the_same_desk(web: Web) -> None:
    receipt = web.post("/en/send", form(web.post("/en/check", TOLD | {"area": "NI"}))[1])
    added = web.post("/en/attach", form(receipt, 1)[1], files={"file": ("a.txt", b"tide tables")})
    assert added.status_code == 201
    assert sorted((desk, type(p).__name__) for desk, p in opened(web)) == [
        ("north", "AdditionPayload"),
        ("north", "ReportPayload"),
    ]


@pytest.mark.parametrize("desk", ["main", "north", "south"])
def test_a_desk_that_was_written_into_the_page_changes_nothing(web: Web, desk: str) -> None:
    fields = form(web.post("/en/check", TOLD | {"concern": "ce-mishandled"}))[1]
    again = web.post("/en/send", fields | {"desk": desk, "reads": desk})
    assert again.status_code == 200  # the check once more, which says who reads
    assert "The people who read all other reports cannot open it." in plain(again.text)
    assert opened(web) == []
    assert web.post("/en/send", form(again)[1]).status_code == 201
    assert [where for where, _ in opened(web)] == ["overseer"]


def test_what_was_changed_after_the_check_is_checked_again(web: Web) -> None:
    fields = form(web.post("/en/check", TOLD))[1] | {"area": "NI"}
    again = web.post("/en/send", fields)
    assert (again.status_code, opened(web)) == (200, [])
    assert NORTH in plain(again.text)
    assert form(again)[1]["receipt"] == fields["receipt"]


def test_the_overseers_form_asks_for_no_area_and_goes_to_the_overseer_alone(web: Web) -> None:
    page = web.get("/en/overseer")
    assert 'name="area"' not in page.text
    check = web.post("/en/check", form(page)[1] | TOLD | {"concern": "ce-mishandled", "area": "NI"})
    assert web.post("/en/send", form(check)[1]).status_code == 201
    assert [desk for desk, _ in opened(web)] == ["overseer"]


def test_an_area_that_no_charter_has_is_a_fault_at_its_field(web: Web) -> None:
    for area in ("Atlantis", "no code"):
        answer = web.post("/en/check", TOLD | {"area": area})
        assert answer.status_code == 422
        assert 'href="#area"' in answer.text


def test_the_area_comes_back_when_something_is_changed(web: Web) -> None:
    fields = form(web.post("/en/check", TOLD | {"area": "SEA"}))[1]
    page = web.post("/en/report", fields)
    assert '<option value="SEA" selected>At sea</option>' in page.text
    row = plain(web.post("/en/check", TOLD | {"area": "SEA"}).text)
    assert "In which of these areas? At sea" in row


def test_stop_and_call_stands_above_the_answers_and_going_on_is_possible(web: Web) -> None:
    told = TOLD | {"concern": "ce-sabotage", "area": "SEA", "ongoing": "yes"}
    check = web.post("/en/check", told)
    text = check.text
    assert 'class="notice danger stop"' in text
    assert text.index("Stop, and call first") < text.index('<form method="post"')
    assert 'href="tel:119"' in text
    assert "the Coast Guard" in plain(text)
    assert web.post("/en/send", form(check)[1]).status_code == 201
    assert "Stop, and call first" not in web.post("/en/check", told | {"ongoing": "no"}).text


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_form_asks_for_areas_with_none_chosen_first(web: Web, language: str) -> None:
    page = web.get(f"/{language}/report").text
    select = page[page.index('<select id="area"') : page.index("</select>")]
    assert re.findall(r'<option value="([^"]*)"', select) == ["", "NI", "SC", "SEA", "ABROAD"]
    assert "selected" not in select
