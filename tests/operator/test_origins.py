"""A desk's origin is written into the line's own charter, once, and a charter that names its own keeps it."""

import shutil
from pathlib import Path

from tests.lines import HARBOUR
from tocsin.charter.read import load
from tocsin.operator.origins import name_origins


def test_an_origin_is_written_and_replaced_and_never_over_the_charters_own(tmp_path: Path) -> None:
    charter = tmp_path / "charter"
    shutil.copytree(HARBOUR, charter)
    for origin in ("http://localhost:8471", "https://desk.example"):
        name_origins(charter, {"main": origin})
        assert dict(load(charter).line.opening.origins) == {"main": origin}
    line = charter / "line.toml"
    line.write_text((HARBOUR / "line.toml").read_text() + '\n[opener.origins]\nmain = "https://own.example"\n')
    name_origins(charter, {"main": "https://desk.example"})
    assert dict(load(charter).line.opening.origins) == {"main": "https://own.example"}
