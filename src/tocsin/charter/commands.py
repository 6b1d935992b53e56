"""`tocsin check charter PATH`: every fault with file, key and a hint."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tocsin.charter.faults import CharterFaults
from tocsin.charter.floor import floor_hash
from tocsin.charter.read import load


def check_charter(path: Path, *, as_json: bool) -> int:
    """Print what is wrong with a charter; return 0 for nothing, 1 for faults, 2 for no folder there."""
    if not path.is_dir():
        print(f"{path} is not a folder. Give the folder that holds line.toml.", file=sys.stderr)
        return 2
    try:
        charter = load(path)
    except CharterFaults as error:
        _print_faults(error, as_json=as_json)
        return 1
    counts = {"languages": list(charter.line.languages), "concerns": len(charter.concerns)}
    if as_json:
        print(json.dumps({"ok": True, "version": charter.version, "floor": floor_hash(), **counts, "faults": []}))
    else:
        print(f"The charter is fine: version {charter.version}, {len(charter.concerns)} concerns.")
    return 0


def _print_faults(error: CharterFaults, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": False, "faults": [asdict(f) for f in error.faults]}, ensure_ascii=False))
        return
    for fault in error.faults:
        print(f"{fault.file}{': ' + fault.key if fault.key else ''}\n  {fault.message}\n  -> {fault.hint}")
    print(f"\n{error}. {error.hint}")
