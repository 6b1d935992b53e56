"""The desk's one style sheet: the look's layers, and the desk's own behind them."""

import re
from hashlib import sha256
from pathlib import Path

from tocsin.look.style import LAYERS, read

FOLDER = Path(__file__).parent / "static"


def _own() -> bytes:
    sheets = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.css"))]
    bare = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", bare).strip().encode()


STYLE = b"".join(read(layer) for layer in LAYERS) + _own()
ADDRESS = f"/style.css?{sha256(STYLE).hexdigest()[:8]}"
