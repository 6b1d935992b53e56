"""Everything that a page names exists: files, functions, commands, flags, targets, pictures."""

import argparse
import ast
import re
import subprocess
import sys

import pytest

from tests.lines import REPOSITORY
from tocsin.desk.commands import parser as desk
from tocsin.intake.commands import parser as intake
from tocsin.opener.commands import parser as opener
from tocsin.operator.options import parser as operator
from tocsin.press.commands import parser as press
from tocsin.reader.commands import parser as reader
from tocsin.reporter.commands import parser as reporter
from tocsin.verifier.commands import parser as verifier

PARSERS = {
    "tocsin": operator,
    "tocsin-desk": desk,
    "tocsin-intake": intake,
    "tocsin-opener": opener,
    "tocsin-press": press,
    "tocsin-reader": reader,
    "tocsin-report": reporter,
    "tocsin-verify": verifier,
}
PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), REPOSITORY / "vectors/README.md"])
COMMAND = re.compile(r"(?:^ {4}|`)(tocsin(?:-[a-z]+)?)((?: (?!#)[^`\n#]+)?)", re.MULTILINE)


def flags(parser: argparse.ArgumentParser) -> set[str]:
    found = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                found |= flags(sub)
    return found


def verbs(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= set(action.choices)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(REPOSITORY).as_posix())
def test_every_command_and_flag_on_a_page_exists(page: object) -> None:
    text = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for name, rest in COMMAND.findall(text):
        if name not in PARSERS:
            assert name == "tocsin-ring", name  # the systemd credential
            continue
        parser = PARSERS[name]()
        words = rest.split()
        for flag in (w for w in words if w.startswith("--")):
            assert flag in flags(parser), (name, flag)
        if verbs(parser) and words and re.fullmatch(r"[a-z]+", words[0]) and words[0] not in ("only", "that"):
            assert words[0] in verbs(parser), (name, words[0])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(REPOSITORY).as_posix())
def test_every_link_and_file_on_a_page_exists(page: object) -> None:
    text = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    folder = page.parent  # type: ignore[attr-defined]
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (folder / target).exists(), target
    for named in re.findall(r"`((?:src|tests|scripts|docs|charters|vectors|bench)/[\w./-]+\w)`", text):
        assert (REPOSITORY / named).exists(), named


def test_every_function_on_a_reports_way_exists() -> None:
    page = (REPOSITORY / "docs" / "a-reports-way.md").read_text(encoding="utf-8")
    named = re.findall(r"`(src/[\w/]+\.py): (\w+)(?:\(\))?`", page)
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
        found = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)}
        assert name in found, (file, name)
    for file, name in re.findall(r"`(src/[\w/]+\.ts): (\w+)(?:\(\))?`", page):
        source = (REPOSITORY / file).read_text(encoding="utf-8")
        assert re.search(rf"^export (async )?(function|class|const) {name}\b", source, flags=re.MULTILINE), (file, name)


def test_every_make_target_on_the_readme_exists_and_help_lists_all() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"(?:`|^ {4})make ([a-z-]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
            assert target in targets, (page, target)
    words = ["make", "--no-print-directory", "help"]
    told = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in told.splitlines()} == targets


def test_the_map_of_the_architecture_is_the_one_that_the_packages_tell() -> None:
    words = [sys.executable, str(REPOSITORY / "scripts" / "architecture"), "--check"]
    assert subprocess.run(words, check=False).returncode == 0


def test_the_words_of_the_list_are_where_the_list_says() -> None:
    page = (REPOSITORY / "docs" / "words.md").read_text(encoding="utf-8")
    for file in re.findall(r"`(\w+/\w+\.py)`", page):
        assert (REPOSITORY / "src" / "tocsin" / file).exists(), file


def test_the_claims_stand_in_the_threat_model_word_for_word() -> None:
    page = " ".join((REPOSITORY / "docs" / "threat-model.md").read_text(encoding="utf-8").split())
    for claim in (
        "No report text on the disks of our servers.",
        "the unlocked opener reads every report not erased.",
        "without script our server sees text and words for a moment",
        "One custodian cannot; two can.",
        "Acknowledged means stored, not read.",
        "Post-quantum for confidentiality, not yet for signatures.",
    ):
        assert claim in page
