"""The house's own rules, checked: sizes, names, places, locks, and what must never stand in a file."""

import ast
import re
import subprocess
import tomllib

from tests.lines import REPOSITORY

SOURCE = REPOSITORY / "src" / "tocsin"
FILES = sorted(p for p in SOURCE.rglob("*.py") if p.parent.name != "migrations")
BANNED_NAMES = {"utils", "util", "common", "core", "helpers", "helper", "manager", "base", "misc"}


def lines(path: object) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())  # type: ignore[attr-defined]


def test_every_top_level_folder_has_its_place_in_the_contracts() -> None:
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [c["layers"] for c in contracts if c["type"] == "layers" and "containers" not in c]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    assert placed == {f"tocsin.{p.parent.name}" for p in SOURCE.glob("*/__init__.py")}


def test_files_are_small_and_functions_too() -> None:
    sizes = sorted(lines(p) for p in FILES)
    assert sizes[-1] <= 400
    assert sizes[len(sizes) // 2] <= 120
    functions = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.append((node.end_lineno or 0) - node.lineno + 1)
    functions.sort()
    assert functions[int(0.9 * len(functions))] <= 30


def test_intake_stays_small() -> None:
    assert sum(lines(p) for p in (SOURCE / "intake").rglob("*.py")) <= 1500


def test_no_folder_or_file_has_a_name_that_says_nothing() -> None:
    assert [p for p in FILES if p.stem in BANNED_NAMES or p.parent.name in BANNED_NAMES] == []


def test_only_command_modules_print_to_people_and_only_for_a_reason() -> None:
    allowed = {"commands", "demo", "printing", "server", "app"}
    printing = {p.stem for p in FILES if re.search(r"^\s+print\(", p.read_text(encoding="utf-8"), flags=re.MULTILINE)}
    assert printing <= allowed


def test_nothing_is_logged_but_what_a_command_prints() -> None:
    for path in FILES:
        assert not re.search(r"^\s*(import|from) logging\b", path.read_text(encoding="utf-8"), flags=re.MULTILINE), path


def test_no_lock_names_an_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert '"resolved"' not in text
        assert "index-url" not in text
        if name.endswith(".lock"):
            assert "://" not in text
            assert text.count("--hash=sha256:") >= text.count("==")


def test_no_file_names_a_folder_of_the_machine_it_was_made_on() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    above = str(REPOSITORY.parent) + "/"
    for name in tracked.stdout.splitlines():
        data = (REPOSITORY / name).read_bytes() if (REPOSITORY / name).exists() else b""
        assert above.encode() not in data or above == "//", name
