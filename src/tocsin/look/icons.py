"""Icons: drawings by Lucide (`icons/LICENSE`), named by what they mean here, inlined: no request tells of them."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent / "icons"
# These point somewhere, and point the other way where people write from the right.
TURNING = frozenset({"back", "forward", "leave", "learn", "process"})


@cache
def icon(name: str) -> Markup:
    """Return an icon as SVG that takes the colour of its text; the text beside it carries the meaning."""
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="ascii")
    shapes = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", drawing)
    turns = " turns" if name in TURNING else ""
    attributes = f'class="icon{turns}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"'
    return Markup(f"<svg {attributes}>{shapes}</svg>")  # noqa: S704 - our own drawings
