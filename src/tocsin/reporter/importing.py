"""Import many reports through the front door, each with a receipt of its own."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.envelope.answers import AREA, KNOWN
from tocsin.envelope.errors import BadReport
from tocsin.envelope.receipt import Receipt
from tocsin.reporter.line import Line, LineRefused
from tocsin.reporter.sending import new_receipt, send_report

UNSURE = "ce-advice"  # the path for who cannot say what kind of thing it is
_IGNORED = frozenset({"id", "identity"})
Rng = Callable[[int], bytes]


@dataclass
class Imported:
    """What became of an import."""

    sent: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One line of the file: a report, or why it is none."""

    line: int
    answers: dict[str, Any]
    identity: dict[str, Any] | None
    fault: str = ""


def read_rows(path: Path, *, concern: str | None, language: str) -> Iterator[Row]:
    """Read JSON lines as reports; what the schema does not know becomes an answer of that name."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = None
            if not isinstance(value, dict):
                yield Row(number, {}, None, "not a JSON object")
                continue
            yield _row(number, value, concern=concern, language=language)


def _row(number: int, value: dict[str, Any], *, concern: str | None, language: str) -> Row:
    answers = {key: value[key] for key in KNOWN if key in value}
    if not (isinstance(area := answers.get("area"), str) and AREA.fullmatch(area)):
        answers.pop("area", None)  # no code of a charter: words of whoever kept the rows
    answers.setdefault("concern", concern or UNSURE)
    answers.setdefault("language", language)
    extra = {k: str(v) for k, v in value.items() if k not in answers and k not in _IGNORED and v not in (None, "")}
    if extra and isinstance(answers.setdefault("answers", {}), dict):
        answers["answers"] = {**extra, **answers["answers"]}
    return Row(number, answers, value.get("identity"))


def import_rows(
    make_line: Callable[[], Line],
    rows: list[Row],
    *,
    desk: str = "",
    receipts: Path | None,
    connections: int,
    rng: Rng,
    step: Callable[[], None],
) -> Imported:
    """Send every row to a desk (else the line's own); a row that is refused is named and does not stop the rest."""
    done = Imported()
    descriptor = os.open(receipts, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600) if receipts else None
    shares = [rows[i::connections] for i in range(connections)]

    def keep(row: Row, receipt: Receipt, envelope_id: bytes) -> None:
        if descriptor is not None:
            entry = {"line": row.line, "id": envelope_id.hex(), **receipt_texts(receipt, row.answers["language"])}
            os.write(descriptor, json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    def work(share: list[Row]) -> None:
        with make_line() as line:
            for row in share:
                _send(line, row, done, keep, desk=desk, rng=rng)
                step()

    try:
        with ThreadPoolExecutor(connections) as pool:
            list(pool.map(work, [share for share in shares if share]))
    finally:
        if descriptor is not None:
            os.close(descriptor)
    done.failures.sort(key=lambda failure: failure["line"])
    return done


def receipt_texts(receipt: Receipt, language: str) -> dict[str, str]:
    """Return the words (or, for a language without a list, the numbers) and the numbers of a receipt."""
    return {"receipt": receipt.words(language) or receipt.numbers(), "numbers": receipt.numbers()}


def _send(
    line: Line, row: Row, done: Imported, keep: Callable[[Row, Receipt, bytes], None], *, desk: str, rng: Rng
) -> None:
    if row.fault:
        done.failures.append({"line": row.line, "why": row.fault})
        return
    receipt = new_receipt(rng)
    try:
        envelope_id = send_report(line, row.answers, row.identity, receipt=receipt, desk=desk, rng=rng)
    except (BadReport, LineRefused) as error:
        done.failures.append({"line": row.line, "why": str(error)})
        return
    keep(row, receipt, envelope_id)
    done.sent += 1
