"""The one style sheet, put together from its layers when the process starts."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
LAYERS = ("tokens", "type", "layout", "forms", "parts", "exit", "print")


def style() -> bytes:
    """Return the layers in their order, without the comments, which are for us."""
    whole = "\n".join((FOLDER / f"{layer}.css").read_text(encoding="utf-8") for layer in LAYERS)
    bare = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", bare).strip().encode() + b"\n"
