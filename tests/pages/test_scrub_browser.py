"""Pictures cleaned in a real browser look as before: the same pixels, the same way up, and nothing told."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.lines import REPOSITORY
from tests.pages.bundles import bundle

CORPUS = REPOSITORY.parent / "shared" / "corpora" / "metadata"
pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    opened.add_script_tag(content=bundle("scrub"))
    yield opened
    opened.close()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_a_picture_keeps_its_pixels_and_its_upside(page: Page, kind: str, orientation: int) -> None:
    found: dict[str, Any] = page.evaluate("([t, n]) => drawnAndCleaned(t, n)", [kind, orientation])
    assert (found["cleaned"], found["same"], found["told"]) == (True, True, False)
    assert {"camera", "place", "time"} <= set(found["removed"])
    if kind != "image/webp":  # Chromium shows a turned WebP as it lies; other viewers turn it
        assert found["size"] == ("16x8" if orientation < 5 else "8x16")


def test_real_photographs_keep_their_pixels(page: Page) -> None:
    if not CORPUS.exists():
        pytest.skip("corpora are not here")
    photographs = [s["file"] for s in json.loads((CORPUS / "MANIFEST.json").read_text()) if s["type"] == "JPEG"]
    shown = 0
    for name in photographs:
        data = base64.b64encode((CORPUS / name).read_bytes()).decode()
        found = page.evaluate("(data) => givenAndCleaned(data)", data)
        if found is not None:
            shown += 1
            assert (found["cleaned"], found["same"]) == (True, True), name
    assert shown >= len(photographs) - 1  # one of them is arithmetic-coded, which no browser shows
