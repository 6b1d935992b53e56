"""What every test shares: a dial for properties, no network but loopback, and missing parts that fail in CI."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent.parent))

settings.register_profile(
    "house",
    max_examples=40 * (25 if os.environ.get("SLOW") else 1),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network_but_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches out fails: for this software that is a privacy property too."""
    connect = socket.socket.connect

    def guarded(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test reached for {address[0]}")
        connect(sock, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Lend a browser to each file of tests: starting it costs a second, a fresh context costs nothing.

    Not one for all: while Playwright runs, its thread has an event loop, in which `asyncio.run` of other tests fails.
    """
    from playwright.sync_api import sync_playwright

    from tests.pages.browsers import chromium

    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


def missing(part: str) -> None:
    """Skip for a missing part elsewhere; in CI a missing part is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{part} is missing, and CI must have it")
    pytest.skip(f"{part} is missing")
