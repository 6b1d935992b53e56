"""The one style sheet, put together from its layers when the process starts."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
LAYERS = ("tokens", "type", "layout", "forms", "parts", "guide", "how", "steps", "exit", "print")
PUBLIC = ("guide", "how")  # of the public side alone: the desk has its own words for a week, a place, a fact


def style() -> bytes:
    """Return the layers in their order."""
    return b"".join(read(layer) for layer in LAYERS)


def read(layer: str) -> bytes:
    """Return a layer without its comments, which are for us."""
    bare = re.sub(r"/\*.*?\*/", "", (FOLDER / f"{layer}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", bare).strip().encode() + b"\n"
