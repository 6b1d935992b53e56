"""Fill a demonstration with its charter's practice reports, through the front door like everybody's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tocsin.operator.home import Home
from tocsin.operator.processes import run


def fill(home: Home, url: str, *, officer: str) -> None:
    """Send the practice reports, collect them, and lay the practice answers. A charter without any is fine."""
    folder = home.charter / "practice"
    reports = folder / "reports.jsonl"
    if not reports.exists():
        return
    receipts = home.path / "practice-receipts.jsonl"
    run("tocsin-report", "import", "--line", url, str(reports), "--receipts", str(receipts), "--connections", "1")
    desk = ("--home", str(home.path), "--json")
    run("tocsin-desk", "collect", *desk)
    sent = {row["line"]: row["id"] for row in _rows(receipts)}
    cases = json.loads(run("tocsin-desk", "cases", "--limit", "1000", "--officer", officer, *desk))
    by_report = {case["report"]: case["case"] for case in cases["cases"]}
    for answer in _rows(folder / "answers.jsonl"):
        case = by_report[sent[answer["report"]]]
        words = ("--text", answer["text"], "--state", answer["state"], "--language", answer["language"])
        run("tocsin-desk", "reply", case, "--officer", officer, *words, *desk)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
