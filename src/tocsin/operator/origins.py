"""Where each desk's passkeys are used: `[opener.origins]` in the line's own copy of its charter."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

_BEGIN = "# At which address officers' browsers show a desk; a passkey is believed there alone. Written by tocsin."


def name_origins(charter: Path, origins: Mapping[str, str]) -> None:
    """Write the origins in the place of those written here before; a charter that names its own keeps them."""
    path = charter / "line.toml"
    own, _, _ = path.read_text(encoding="utf-8").partition(_BEGIN)
    if "origins" in tomllib.loads(own).get("opener", {}):
        return
    rows = "".join(f"{json.dumps(desk)} = {json.dumps(origin)}\n" for desk, origin in origins.items())
    path.write_text(f"{own.rstrip()}\n\n{_BEGIN}\n[opener.origins]\n{rows}", encoding="utf-8")
