"""The desk's one style sheet: the look's layers, and the desk's own behind them.

`scripts/setup` has it written beside the built scripts, so that the process which draws pages makes nothing of it.
"""

import re
from pathlib import Path

from tocsin.look.style import LAYERS, PUBLIC, read

FOLDER = Path(__file__).parent / "static"


def style() -> bytes:
    """Return the whole sheet without its comments."""
    sheets = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.css"))]
    bare = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    return (
        b"".join(read(layer) for layer in LAYERS if layer not in PUBLIC) + re.sub(r"\n\s*", "\n", bare).strip().encode()
    )


if __name__ == "__main__":
    (FOLDER.parent / "released" / "desk.css").write_bytes(style())
