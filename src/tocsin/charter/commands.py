"""`tocsin check charter PATH`: every fault with file, key and a hint."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from tocsin.charter.calendars import not_announced, unknown_countries
from tocsin.charter.directory.invariants import not_assured
from tocsin.charter.directory.model import Assured
from tocsin.charter.directory.reaching import FRESH_DAYS
from tocsin.charter.faults import CharterFaults
from tocsin.charter.floor import floor_hash
from tocsin.charter.model import Charter
from tocsin.charter.read import load


def check_charter(
    path: Path,
    *,
    as_json: bool,
    unreviewed: Callable[[Charter], Mapping[str, str]] | None = None,
    today: date | None = None,
) -> int:
    """Print what is wrong with a charter; return 0 for nothing, 1 for faults, 2 for no folder there.

    `unreviewed` tells the languages whose safety texts nobody has answered for, with the hash to sign: it is handed
    in, because those texts are the look's and this room does not know it.
    """
    if not path.is_dir():
        print(f"{path} is not a folder. Give the folder that holds line.toml.", file=sys.stderr)
        return 2
    try:
        charter = load(path)
    except CharterFaults as error:
        _print_faults(error, as_json=as_json)
        return 1
    if unknown := unknown_countries(charter):
        _print_faults(CharterFaults(unknown), as_json=as_json)
        return 1
    missing = dict(unreviewed(charter)) if unreviewed else {}
    today = today or datetime.now(UTC).date()
    unknown_years = not_announced(charter, today=today)
    unsure = not_assured(charter, today=today)
    counts = {"languages": list(charter.line.languages), "concerns": len(charter.concerns)}
    if as_json:
        print(
            json.dumps(
                {
                    "ok": True,
                    "version": charter.version,
                    "floor": floor_hash(),
                    **counts,
                    "faults": [],
                    "unreviewed": missing,
                    "make_up_unknown": [{"calendar": name, "year": year} for name, year in unknown_years],
                    "not_assured": [{"file": f, "id": i, "assured_date": a.on.isoformat()} for f, i, a in unsure],
                }
            )
        )
    else:
        print(f"The charter is fine: version {charter.version}, {len(charter.concerns)} concerns.")
        for language, digest in missing.items():
            _print_unreviewed(language, digest)
        for name, year in unknown_years:
            print(f"\nNo make-up days of {year} are known in the calendar {name}. Once announced, add them to make_up.")
        _print_not_assured(unsure)
    return 0


def _print_unreviewed(language: str, digest: str) -> None:
    print(
        f"\nThe safety texts in {language} are not reviewed. A real line does not go live like this.\n"
        "Whoever has read them, and answers for them, adds to reviews.toml:\n\n"
        f'  [[review]]\n  language = "{language}"\n  by = "NAME, ROLE"\n  on = "YYYY-MM-DD"\n  hash = "{digest}"'
    )


def _print_not_assured(unsure: Sequence[tuple[str, str, Assured]]) -> None:
    if unsure:
        print(f"\nNobody has made sure of these for {FRESH_DAYS} days; whoever is shown them is warned:")
    for file, name, assured in unsure:
        print(f"  {file}: {name}, last on {assured.on} by {assured.by}")


def _print_faults(error: CharterFaults, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": False, "faults": [asdict(f) for f in error.faults]}, ensure_ascii=False))
        return
    for fault in error.faults:
        print(f"{fault.file}{': ' + fault.key if fault.key else ''}\n  {fault.message}\n  -> {fault.hint}")
    print(f"\n{error}. {error.hint}")
