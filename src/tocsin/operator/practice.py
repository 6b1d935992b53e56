"""Fill a demonstration with its charter's practice reports, through the front door like everybody's."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tocsin.operator.home import Home
from tocsin.operator.processes import run


def fill(home: Home, url: str, *, officers: Mapping[str, str]) -> None:
    """Send the practice reports, collect them at every desk, and lay the practice answers. None at all is fine.

    `officers` are whose keys are used, by desk.
    """
    folder = home.charter / "practice"
    reports = folder / "reports.jsonl"
    if not reports.exists():
        return
    receipts = home.path / "practice-receipts.jsonl"
    run("tocsin-report", "import", "--line", url, str(reports), "--receipts", str(receipts), "--connections", "1")
    sent = {row["line"]: row["id"] for row in _rows(receipts)}
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda desk: _collect(home, desk, officers[desk]), officers)
        cases = {
            report: (desk, case) for desk, held in zip(officers, found, strict=True) for report, case in held.items()
        }
    for answer in _rows(folder / "answers.jsonl"):
        desk, case = cases[sent[answer["report"]]]
        words = ("--text", answer["text"], "--state", answer["state"], "--language", answer["language"])
        run("tocsin-desk", "reply", case, *words, *_as(home, desk, officers[desk]))


def _collect(home: Home, desk: str, officer: str) -> dict[str, str]:
    """Empty the slot of a desk; return report -> case."""
    run("tocsin-desk", "collect", *_as(home, desk, officer))
    answer = json.loads(run("tocsin-desk", "cases", "--limit", "1000", *_as(home, desk, officer)))
    return {case["report"]: case["case"] for case in answer["cases"]}


def _as(home: Home, desk: str, officer: str) -> tuple[str, ...]:
    return ("--home", str(home.path), "--desk", desk, "--officer", officer, "--json")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
