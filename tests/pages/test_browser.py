"""A real browser without script, at phone and desktop width, in both languages; axe-core on the same pages."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.lines import REPOSITORY, left_behind, run, whole_line
from tests.pages.browsers import violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home = tmp_path_factory.mktemp("line") / "home"
    with whole_line(home) as url:
        yield home, url


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("language", "sent"), [("en", "Your report is stored"), ("zh-Hans", "你的举报已经保存")])
def test_a_person_without_script_reports_is_answered_and_reads_it(
    line: tuple[Path, str], browser: Browser, language: str, sent: str, width: int
) -> None:
    home, url = line
    told = f"canary-browser-{width} 港 <b>&amp;"
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{url}/{language}")
    page.fill("#where", f"{told} where")
    page.locator("button.main").click()
    assert page.input_value("#where") == f"{told} where"
    assert page.locator(".faults li").count() == 1  # the kind of thing is "not sure" until it is chosen
    page.check("input[value=ce-equipment]")
    page.fill("#what", f"{told}\nsecond line")
    page.locator("button.main").click()
    assert told in page.locator(".answers").inner_text()
    page.locator(".change button").nth(2).click()
    page.fill("#where", "the quay")
    page.locator("button.main").click()
    page.locator("button.main").click()
    assert page.locator("h1").inner_text() == sent
    assert_fits(page)
    words = " ".join(page.locator(".words li").all_inner_texts())
    page.set_input_files("#file", [REPOSITORY / "LICENSE"])
    page.locator("form[action$=attach] button").click()
    assert page.locator(".done").count() == 1
    assert context.cookies() == []

    assert run("tocsin-desk", "collect", home=home).returncode == 0
    case = newest(home)
    reply = run("tocsin-desk", "reply", case, "--text", f"answer {width} 谢谢", "--state", "question", home=home)
    assert reply.returncode == 0

    page.goto(f"{url}/{language}/replies")
    page.fill("#receipt", "one two three")
    page.locator("button.main").click()
    assert page.locator(".fault").count() == 1
    assert page.input_value("#receipt") == "one two three"
    page.fill("#receipt", words)
    page.locator("button.main").click()
    assert f"answer {width} 谢谢" in page.locator(".timeline").inner_text()
    assert_fits(page)
    assert context.cookies() == []
    context.close()
    assert left_behind(home, f"canary-browser-{width}", f"answer {width}") == []


def newest(home: Path) -> str:
    import json

    answer = json.loads(run("tocsin-desk", "cases", "--json", home=home).stdout)
    return str(answer["cases"][0]["case"])


def assert_fits(page: Page) -> None:
    size = page.viewport_size
    assert size
    wide = page.locator("body").bounding_box()
    assert wide
    assert wide["width"] <= size["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_axe_finds_nothing_wrong(
    line: tuple[Path, str], browser: Browser, language: str, width: int, scheme: str
) -> None:
    _, url = line
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    context.route("**/script/*", lambda route: route.abort())  # axe needs script; these pages go without
    page = context.new_page()
    page.goto(f"{url}/")
    check_page(page)
    page.goto(f"{url}/{language}/report")
    check_page(page)
    page.locator("button.main").click()
    check_page(page)
    page.check("input[value=ce-cyber]")
    page.fill("#what", "x")
    page.locator("button.main").click()
    check_page(page)
    page.locator("button.main").click()
    check_page(page)
    page.goto(f"{url}/{language}/replies")
    check_page(page)
    context.close()


def check_page(page: Page) -> None:
    assert violations(page) == [], page.url


def test_the_keyboard_alone_is_enough(line: tuple[Path, str], browser: Browser) -> None:
    _, url = line
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{url}/en/report")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("id") == "what":
            break
    page.keyboard.type("told by keyboard")
    page.locator("input[value=ce-cyber]").focus()
    page.keyboard.press("Space")
    page.locator("button.main").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".answers")
    assert "told by keyboard" in page.locator(".answers").inner_text()
    page.context.close()


def test_no_request_leaves_for_another_origin(line: tuple[Path, str], browser: Browser) -> None:
    _, url = line
    asked: list[str] = []
    lock = threading.Lock()
    context = browser.new_context()
    page = context.new_page()

    def note(request: object) -> None:
        with lock:
            asked.append(str(getattr(request, "url", "")))

    page.on("request", note)
    for path in ("/", "/en", "/zh-Hans/report", "/en/replies"):
        page.goto(url + path)
    context.close()
    assert asked
    assert all(a.startswith("http://localhost:") for a in asked)
