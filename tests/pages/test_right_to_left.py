"""Every page in a language from the right that is longer than English: nothing overflows, and no English is left."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.lines import free_port, now, running
from tests.look.pseudo import TAG, command, is_pseudo, pseudo, write_catalogues, write_charter, write_home
from tests.pages.browsers import unlike, violations
from tocsin.charter.read import load
from tocsin.intake.line import Line

# What stands in every language as it is: names of formats, sizes, our own codes, and other languages' names.
UNTRANSLATED = re.compile(
    r"MiB|English|receipt\.txt|简体中文|https?://\S+|[\w.-]+@[\w.-]+|harbour-line-skerrow|cookie|\d+(?:st|nd|th)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    folder = tmp_path_factory.mktemp("pseudo")
    catalogues = write_catalogues(folder / "catalogues")
    home = write_home(folder / "home", catalogues, build)
    port = free_port()
    paths = [path for path in Line.read(home, now=now).site if path == f"/{TAG}" or path.startswith(f"/{TAG}/")]
    with running(*command("intake", catalogues, "--home", str(home), "--port", str(port)), port=port):
        yield f"http://localhost:{port}", unlike(paths)


def build(words: tuple[str, ...]) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def check(page: Page) -> None:
    """Check a page as it stands: its direction, its width, its accessibility, its texts."""
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == [], page.url
    texts = page.evaluate(
        """() => { const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const kept = 'script, .told, .words, .official dd, code, option';
        while (walk.nextNode())
            if (!walk.currentNode.parentElement.closest(kept)) found.push(walk.currentNode.data.trim());
        return found.filter(t => t); }"""
    )
    english = [t for t in texts if not is_pseudo(UNTRANSLATED.sub("", t))]
    assert english == [], page.url
    # A telephone number that turns with the writing is another number.
    numbers = page.evaluate(
        """() => [...document.querySelectorAll('bdi, .dial b, .numbers-by-area b')]
        .filter(e => getComputedStyle(e).direction !== 'ltr').map(e => e.textContent)"""
    )
    assert numbers == []
    loose = [t for t in texts if re.search(r"\d{3,} \d{3}", t) and t not in page.locator("bdi, b").all_inner_texts()]
    assert loose == [], page.url
    # The way out stands at the line's end, which is on the left here.
    exit_ = page.locator(".bar .exit").first.bounding_box()
    assert exit_
    assert exit_["x"] < page.viewport_size["width"] / 3 if page.viewport_size else False


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_static_page_turns_fits_and_is_translated(
    site: tuple[str, list[str]], browser: Browser, width: int
) -> None:
    url, paths = site
    page = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True).new_page()
    assert len(paths) > 10
    for path in paths:
        page.goto(url + path)
        check(page)
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_way_of_a_report_without_script_does_too(site: tuple[str, list[str]], browser: Browser, width: int) -> None:
    url, _ = site
    context = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
    context.route("**/script/*", lambda route: route.abort())  # axe needs script; the pages go without
    page = context.new_page()
    page.goto(f"{url}/{TAG}")
    page.fill("#where", "quay")
    page.locator("button.main").click()
    assert page.locator(".faults li").count() == 1
    check(page)
    page.locator("input[value=ce-equipment]").check()
    page.fill("#what", "A buoy blinks.")
    page.locator("button.main").click()
    check(page)
    page.locator("button.main").click()
    assert page.locator(".numbers span").count() == 12
    check(page)
    context.close()


def test_the_language_is_made_for_tests_alone(tmp_path: Path) -> None:
    charter = load(write_charter(tmp_path / "charter"))
    assert TAG in charter.line.languages
    assert set(charter.line.name) == set(charter.line.languages)
    for concern in charter.concerns:
        assert len(concern.texts[TAG].examples) == len(concern.texts["en"].examples)
    assert pseudo("Run by %(who)s.").endswith("%(who)s.")
    assert len(pseudo("Continue reading below")) > 1.3 * len("Continue reading below")
    assert is_pseudo(pseudo("One, two: three."))
    assert not is_pseudo(f"{pseudo('One')} two")
    shipped = Path("src/tocsin/look/catalogues")
    assert TAG not in [p.name for p in (Path(__file__).parent.parent.parent / shipped).iterdir()]
