"""One charter, four desks: what is told goes to the one that reads it, by every door, and lies nowhere else."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.lines import free_port, left_behind, run, running, whole_home
from tests.pages.telling import Rosa
from tests.pages.web import Forms
from tocsin.exchange import places
from tocsin.exchange.segment import read_records, segments

DESKS = ("main", "north", "south", "overseer")
CANARY = "canary-puffin-31"
# concern and area -> the desk that reads it
TOLD = [
    ("ce-approach", "NI", "north"),
    ("ce-approach", "SC", "south"),
    ("ce-approach", "", "main"),  # from nowhere in particular: triage
    ("ce-cyber", "NI", "main"),  # led by the nation, wherever it happened
    ("ce-mishandled", "NI", "overseer"),
    ("ce-retaliation", "NI", "main"),  # the commissioner's: received here, and passed on
]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home, port = whole_home(tmp_path_factory.mktemp("line") / "home"), free_port()
    with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
        yield home, f"http://localhost:{port}"


def lying(home: Path) -> dict[str, int]:
    return {d: sum(len(list(read_records(p))) for p in segments(places.slot(home, d))) for d in DESKS}


def by_command_line(url: str, concern: str, area: str) -> None:
    report = json.dumps({"concern": concern, "language": "en", "what": CANARY})
    words = ("--line", url, "--report", "-", "--json", *(("--area", area) if area else ()))
    done = run("tocsin-report", "send", *words, stdin=report)
    assert done.returncode == 0, done.stdout


def without_script(url: str, concern: str, area: str) -> None:
    told = {"concern": concern, "area": area, "what": CANARY}
    with httpx.Client(base_url=url) as client:
        check = client.post("/en/check", data=told)
        assert client.post("/en/send", data=Forms(check.text).forms[0][1]).status_code == 201


@pytest.mark.parametrize(("concern", "area", "desk"), TOLD)
@pytest.mark.parametrize("tell", [by_command_line, without_script])
def test_a_report_lies_with_the_desk_that_reads_it_and_nowhere_else(
    line: tuple[Path, str], tell: object, concern: str, area: str, desk: str
) -> None:
    home, url = line
    before = lying(home)
    assert callable(tell)
    tell(url, concern, area)
    assert lying(home) == before | {desk: before[desk] + 1}
    assert left_behind(home, CANARY) == []


@pytest.mark.browser
@pytest.mark.parametrize(("concern", "area", "desk"), TOLD)
def test_it_does_so_too_where_a_browser_seals(
    line: tuple[Path, str], browser: Browser, concern: str, area: str, desk: str
) -> None:
    home, url = line
    before, context = lying(home), browser.new_context()
    rosa = Rosa.at(context, url)
    rosa.page.check(f"input[value={concern}]")
    rosa.go_on("what")
    rosa.page.fill("#what", CANARY)
    rosa.page.select_option("#area", area)
    for step in ("about", "files", "you", "check"):
        rosa.go_on(step)
    rosa.send()
    context.close()
    assert lying(home) == before | {desk: before[desk] + 1}
    assert left_behind(home, CANARY) == []
    for _, address, body in rosa.sent:
        assert CANARY.encode() not in body
        assert area == "" or f"={area}" not in address


def test_an_area_that_the_line_does_not_ask_for_is_said_before_anything_is_sent(line: tuple[Path, str]) -> None:
    home, url = line
    before = lying(home)
    report = json.dumps({"concern": "ce-approach", "language": "en", "what": CANARY})
    done = run("tocsin-report", "send", "--line", url, "--report", "-", "--area", "NI-BRAE", "--json", stdin=report)
    assert done.returncode == 2
    assert "ABROAD, NI, SC, SEA" in json.loads(done.stdout)["message"]
    assert lying(home) == before
