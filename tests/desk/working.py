"""A desk at work: a line with reports, its opener and web process, and officers in real browsers with a live shift."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.lines import HARBOUR, free_port, now, run, running
from tests.world import ROSA
from tocsin.envelope import canonical
from tocsin.envelope.compose import compose_report
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.segment import encode_record
from tocsin.operator.home import Home
from tocsin.operator.making import Wish, make_line

CANARY = "zanzibarquartz"
REPORTS: tuple[dict[str, Any], ...] = (
    {"concern": "ce-insider", "language": "en", "what": f"{CANARY}: a colleague copied the harbour plans."},
    {"concern": "ce-approach", "language": "en", "what": f"{CANARY}: a stranger offered money for tide tables."},
    {"concern": "ce-approach", "language": "zh-Hans", "what": f"{CANARY}：有人出钱要潮汐表。"},
)
ORIGINS = '\n[opener.origins]\nmain = "{url}"\n'


@dataclass(frozen=True)
class Desk:
    """A desk at work: the line's folder, and where officers work."""

    home: Path
    url: str


def make_home(
    path: Path,
    url: str,
    reports: Sequence[dict[str, Any]] = REPORTS,
    *,
    more: str = "",
    officers: Sequence[str] = (),
    kind: Path = HARBOUR,
) -> Path:
    """Make a demonstration line with Otto and Nils, Sara and Sven, and reports in its slot; the first one is Rosa's."""
    charter = path.parent / "charter"
    shutil.copytree(kind, charter)
    with (charter / "line.toml").open("a", encoding="utf-8") as file:
        file.write(ORIGINS.format(url=url) + more)
    people: dict[str, Any] = {
        "officers": ["otto", "nils", *officers],
        "supervisors": ["sara", "sven"],
        "overseers": ["olga"],
    }
    make_line(Wish(Home(path), charter, demonstration=True, **people), now=now(), rng=os.urandom)
    home = Home(path)
    keys = LineKeys.read(home.keys_json.read_bytes(), canonical.unhex(home.read_facts()["root"], 32))
    with (places.slot(path, "main") / "one.seg").open("ab") as file:
        for number, told in enumerate(reports):
            receipt = Receipt(os.urandom(16)) if number else ROSA
            options: dict[str, Any] = {"receipt": receipt, "keys": keys, "desk": "main", "charter": "2026.1"}
            post = compose_report(told, None, **options, attachments=(), now=now(), rng=os.urandom)
            file.write(encode_record(str(post.name), post.body))
    return path


@contextmanager
def working(
    folder: Path, reports: Sequence[dict[str, Any]] = REPORTS, *, more: str = "", kind: Path = HARBOUR
) -> Iterator[Desk]:
    """Run a desk with its reports collected until the block ends; `more` is added to `line.toml` of the `kind`."""
    port = free_port()
    url = f"http://localhost:{port}"
    home = make_home(folder / "home", url, reports, more=more, kind=kind)
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    serve = ("tocsin-desk", "serve", "--home", str(home), "--port", str(port))
    with running(*opener, unix=places.socket(home, "main")):
        assert run("tocsin-desk", "collect", home=home).returncode == 0
        with running(*serve, port=port):
            yield Desk(home, url)


def sign_in(browser: Browser, desk: Desk, officer: str = "otto", **context: Any) -> Page:
    """Open a browser's window of an officer whose shift goes on, at the queue."""
    page = browser.new_context(**context).new_page()
    enter(page, desk, officer)
    page.wait_for_url(f"{desk.url}/")
    expect(page.locator("#shift-shown span")).to_contain_text("h left")
    expect(page.locator("html[data-started]")).to_have_count(1)
    return page


def enter(page: Page, desk: Desk, officer: str) -> None:
    """Press the demonstration's button; the desk learns its officers within some seconds of its start."""
    button = page.locator(f'button[name="officer"][value="{officer}"]')
    for _ in range(40):
        page.goto(f"{desk.url}/sign-in")
        if button.count():
            break
        page.wait_for_timeout(250)
    button.click()
