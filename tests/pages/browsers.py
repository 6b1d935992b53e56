"""Debian's Chromium, as every browser test and measurement starts it, and what axe-core says of a page."""

import re
import shutil
from collections.abc import Iterable

from playwright.sync_api import Browser, Page, Playwright

from tests.conftest import missing
from tests.lines import REPOSITORY

# No sandbox: CI runs as root. Nothing in the background: the network is closed, and silence is a property we test.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def chromium(playwright: Playwright) -> Browser:
    """Start the browser; skip (in CI fail) where there is none."""
    path = shutil.which("chromium")
    if path is None:
        missing("Chromium")
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


_GUIDE = re.compile(
    r"/guide/(?!not-to-report|ce-site-surveillance(/north-office)?$|ce-academic/south-office$|ce-retaliation$)"
)


def unlike(paths: Iterable[str]) -> list[str]:
    """Return paths without those pages of the guide that look as another one does: it has a hundred."""
    return sorted(path for path in paths if not _GUIDE.search(path))


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page as it stands, and whether it is wider than its window."""
    if not AXE.exists():
        missing("axe-core")
    page.wait_for_load_state()  # a press returns once the next page begins: its style sheet may still be on the way
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not a script tag: a strict policy refuses one
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    told = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("wider than the window")
    return told
