"""One browser for each file of tests: starting it costs a second, a fresh context costs nothing.

Not one for all: while Playwright runs, its thread has an event loop, in which `asyncio.run` of other tests fails.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages.browsers import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Lend the browser; each test opens a context of its own."""
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()
