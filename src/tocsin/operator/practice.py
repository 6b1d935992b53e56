"""Fill a demonstration with its charter's practice reports, through the front door like everybody's."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.resolving import competent
from tocsin.charter.read import load
from tocsin.operator.home import Home
from tocsin.operator.processes import run

Told = dict[int, dict[str, Any]]  # place in the file, from 1 on -> report


def fill(home: Home, url: str, *, officers: Mapping[str, str], day: date) -> None:
    """Tell each practice report to the desk whose it is on a day, collect them, and lay the practice answers.

    `officers` are whose keys are used, by desk. A charter without any reports is fine.
    """
    folder = home.charter / "practice"
    told = _by_desk(home, dict(enumerate(_rows(folder / "reports.jsonl"), 1)), day)
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda desk: _tell(home, url, told[desk], desk, officers[desk]), told))
    cases = {place: (desk, case) for desk, held in zip(told, found, strict=True) for place, case in held.items()}
    for answer in _rows(folder / "answers.jsonl"):
        desk, case = cases[answer["report"]]
        words = ("--text", answer["text"], "--state", answer["state"], "--language", answer["language"])
        run("tocsin-desk", "reply", case, *words, *_as(home, desk, officers[desk]))


def _by_desk(home: Home, reports: Told, day: date) -> dict[str, Told]:
    charter, found = load(home.charter), defaultdict[str, Told](dict)
    for place, report in reports.items():
        question = Question(report["concern"], report.get("area", ""), report["language"])
        found[competent(charter, question, day=day).desk][place] = report
    return dict(found)


def _tell(home: Home, url: str, reports: Told, desk: str, officer: str) -> dict[int, str]:
    """Send reports to a desk, empty its slot; return their places in the file -> case."""
    with TemporaryDirectory() as name:
        rows, receipts = Path(name) / "reports.jsonl", Path(name) / "receipts.jsonl"
        rows.write_text("".join(json.dumps(report) + "\n" for report in reports.values()), encoding="utf-8")
        words = ("--line", url, str(rows), "--receipts", str(receipts), "--desk", desk, "--connections", "1")
        run("tocsin-report", "import", *words)
        sent = [row["id"] for row in _rows(receipts)]
        (home.path / f"practice-receipts-{desk}.jsonl").write_bytes(receipts.read_bytes())
    run("tocsin-desk", "collect", *_as(home, desk, officer))
    answer = json.loads(run("tocsin-desk", "cases", "--limit", "1000", *_as(home, desk, officer)))
    cases = {case["report"]: case["case"] for case in answer["cases"]}
    return {place: cases[report] for place, report in zip(reports, sent, strict=True)}


def _as(home: Home, desk: str, officer: str) -> tuple[str, ...]:
    return ("--home", str(home.path), "--desk", desk, "--officer", officer, "--json")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
