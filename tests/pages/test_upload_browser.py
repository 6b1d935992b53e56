"""A real browser uploads to a real intake that goes away in the middle: what arrives opens to the same bytes."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.lines import free_port, left_behind, now, public_home, running
from tests.pages.bundles import bundle
from tests.world import DESK_SEED, NEXT_DESK_SEED, ROOT, ROOT_PUBLIC
from tocsin.envelope.attachment import read_manifest
from tocsin.envelope.keys import DeskKey, LineKeys, sign_keys
from tocsin.envelope.unseal import unseal

pytestmark = pytest.mark.browser
MIB = 1024 * 1024
CANARY = "canary-upload-9f3"


@dataclass
class Place:
    """A line's public side, and a page of it with our script and a chosen file."""

    home: Path
    port: int
    context: BrowserContext
    page: Page
    content: bytes
    _network: CDPSession | None = None

    @contextmanager
    def intake(self, *options: str) -> Iterator[Any]:
        """Run intake until the block ends."""
        words = ("tocsin-intake", "--home", str(self.home), "--port", str(self.port), *options)
        with running(*words, port=self.port) as process:
            yield process

    def shown(self) -> dict[str, Any]:
        """Return what the page would show."""
        found: dict[str, Any] = self.page.evaluate("shown")
        return found

    def wait(self, condition: str) -> None:
        """Wait until something holds in the page."""
        self.page.wait_for_function(condition, timeout=120_000)

    def network(self, mebibytes_per_second: float, *, offline: bool = False) -> None:
        """Let the network take no more than this, or nothing."""
        if self._network is None:
            self._network = self.context.new_cdp_session(self.page)
        upward = mebibytes_per_second * MIB
        wanted = {"offline": offline, "latency": 5, "downloadThroughput": -1, "uploadThroughput": upward}
        self._network.send("Network.emulateNetworkConditions", wanted)

    def arrived(self, seed: bytes) -> bytes:
        """Open what lies on the line's disk, as the desk will, and return the file's bytes."""
        ref = self.shown()["ref"]
        files = [p for p in self.home.glob("attachments/**/*") if ref["id"] in str(p) and p.is_file()]
        stored = {p: p.read_bytes() for p in files}
        [sealed] = [d for d in stored.values() if sha256(d).hexdigest() == ref["digest"]]
        manifest = read_manifest(unseal(sealed, seed))
        parts = {sha256(d).digest(): d for d in stored.values()}
        plain = b"".join(unseal(parts[digest], seed) for digest in manifest.parts)
        assert (manifest.name, manifest.size, ref["parts"]) == ("file-1", len(plain), len(manifest.parts))
        return plain


@pytest.fixture
def place(tmp_path: Path, browser: Browser) -> Iterator[Place]:
    home, port = public_home(tmp_path / "home"), free_port()
    content = CANARY.encode() + os.urandom(20 * MIB)
    (tmp_path / "Rosa at the pier.rosa").write_bytes(content)
    context = browser.new_context(bypass_csp=True)
    place = Place(home, port, context, context.new_page(), content)
    with place.intake():
        place.page.goto(f"http://localhost:{port}/en")
        place.page.add_script_tag(content=bundle("upload"))
        place.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<input type=file id=probe>')")
        place.page.set_input_files("#probe", tmp_path / "Rosa at the pier.rosa")
    yield place
    context.close()


def check(place: Place, seed: bytes = DESK_SEED) -> None:
    shown = place.shown()
    assert shown["error"] == ""
    assert place.arrived(seed) == place.content
    assert shown["sent"][-1] == len(place.content)
    assert place.context.cookies() == []
    assert left_behind(place.home, CANARY, "Rosa at the pier") == []


def test_twenty_mebibytes_arrive(place: Place, record_property: Any) -> None:
    with place.intake():
        place.page.evaluate("begin()")
        place.wait("shown.ref || shown.error")
    check(place)
    shown = place.shown()
    speed = len(place.content) / MIB / (shown["milliseconds"] / 1000)
    record_property("mib_per_second", round(speed, 1))
    print(f"\n{speed:.1f} MiB/s, frozen at most {shown['frozen']:.0f} ms")
    assert shown["states"] == []


def test_an_intake_that_dies_in_the_middle_costs_nothing_but_time(place: Place) -> None:
    with ExitStack() as stack:
        process = stack.enter_context(place.intake())
        place.network(8)
        place.page.evaluate("begin()")
        place.wait(f"shown.sent.some((n) => n > {9 * MIB} && n < {16 * MIB})")  # within a part: a person sees it move
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        place.wait("shown.states.includes('waiting')")
        stack.enter_context(place.intake())
        place.wait("shown.ref || shown.error")
    check(place)


def test_a_device_that_goes_offline_goes_on_by_itself(place: Place) -> None:
    with place.intake():
        place.network(8)
        place.page.evaluate("begin()")
        place.wait(f"shown.sent.some((n) => n > {MIB})")
        place.network(8, offline=True)
        place.wait("shown.states.includes('waiting')")
        place.network(8)
        place.wait("shown.ref || shown.error")
    check(place)


def test_an_epoch_that_closes_in_the_middle_starts_the_file_anew(place: Place) -> None:
    with place.intake():
        place.network(8)
        place.page.evaluate("begin()")
        place.wait(f"shown.sent.some((n) => n > {8 * MIB})")
        publish_next_week_only(place.home)
        place.wait("shown.ref || shown.error")
    check(place, NEXT_DESK_SEED)


def test_a_line_in_a_flood_is_paid_with_work(place: Place) -> None:
    with place.intake("--budget", "parts=0:0.001", "--work", "50:200"):
        place.page.evaluate("begin()")
        place.wait("shown.ref || shown.error")
    check(place)
    assert "working" in place.shown()["states"]


def publish_next_week_only(home: Path) -> None:
    path = home / "public" / "keys.json"
    keys = LineKeys.read(path.read_bytes(), ROOT_PUBLIC)
    late = keys.desks[1]
    start = now() - timedelta(days=1)
    key = DeskKey("main", late.epoch, late.recipient, start, start + timedelta(days=7), start + timedelta(days=35))
    changed = type(keys)(**{**vars(keys), "serial": keys.serial + 1, "desks": (key,)})
    new = path.with_suffix(".new")
    new.write_bytes(sign_keys(changed, ROOT))
    new.replace(path)


def test_an_early_refusal_of_a_large_body_is_heard(place: Place) -> None:
    """Intake refuses before it has read the body; a browser that only sees a lost connection would try for ever."""
    with place.intake():
        answer = place.page.evaluate(
            """() => new Promise((done) => {
                const request = new XMLHttpRequest();
                request.open("PUT", "/attachments/" + "00".repeat(16) + "/0");
                request.setRequestHeader("Content-Type", "application/octet-stream");
                request.setRequestHeader("Tocsin-Desk", "main");
                request.setRequestHeader("Tocsin-Epoch", "2020-w01");
                request.onload = () => done([request.status, request.responseText]);
                request.onerror = () => done([0, ""]);
                request.send(new Uint8Array(8 * 1024 * 1024));
            })"""
        )
    assert answer[0] == 409
    assert json.loads(answer[1])["error"] == "closed-epoch"
