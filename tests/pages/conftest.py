"""One browser for all tests of pages: starting it costs a second, a fresh context costs nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages.browsers import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Lend the browser; each test opens a context of its own."""
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()
