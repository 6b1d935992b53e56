"""Figures of one measurement: printed for people, and written to build/bench/NAME.json for whoever compares."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.lines import REPOSITORY


@dataclass
class Figures:
    """What was measured under one name, with unit and note."""

    name: str
    found: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where figures lie; made where it is not there yet."""
        folder = REPOSITORY / "build" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def add(self, name: str, value: float, unit: str, note: str) -> None:
        """Note one figure."""
        self.found[name] = {"value": round(value, 3), "unit": unit, "note": note}

    def write(self) -> None:
        """Print and write them."""
        (self.folder / f"{self.name}.json").write_text(json.dumps(self.found, indent=1) + "\n")
        for name, figure in self.found.items():
            print(f"{name:28} {figure['value']:>12} {figure['unit']:10} {figure['note']}")
