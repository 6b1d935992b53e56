"""Rosa in a real browser: what she presses and types on the form with script, step by step."""

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from playwright.sync_api import BrowserContext, Page, Request

from tests.lines import free_port, public_home, running
from tests.world import KEYS_LINE
from tocsin.envelope.post import Name, unframe
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.report import ReportPayload, read_payload
from tocsin.envelope.unseal import unseal
from tocsin.exchange import places
from tocsin.exchange.segment import read_records, segments

SCRIPTED = "form[data-taken]"
CONTINUE = ".go button.main"


@dataclass(frozen=True)
class Place:
    """A line's public side: its folder, and where a browser finds it."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """Return the origin."""
        return f"http://localhost:{self.port}"

    @contextmanager
    def intake(self, log: IO[bytes] | None = None) -> Iterator[None]:
        """Run intake until the block ends."""
        words = ("tocsin-intake", "--home", str(self.home), "--port", str(self.port))
        with running(*words, port=self.port, log=log):
            yield

    def posts(self, desk: str = "main") -> list[tuple[Name, bytes]]:
        """Return what lies in a desk's slot."""
        slot = places.slot(self.home, desk)
        return [(Name.parse(r.name), r.body) for path in segments(slot) for r in read_records(path)]

    def report_of(self, words: str, seed: bytes, *, language: str = "en", desk: str = "main") -> ReportPayload:
        """Open the report that a receipt belongs to, as the desk will."""
        wanted = Receipt.parse(words, language).derive(KEYS_LINE).envelope_id
        [body] = {body for name, body in self.posts(desk) if name.envelope_id == wanted}
        payload = read_payload(unseal(unframe(body)[0], seed))
        assert isinstance(payload, ReportPayload)
        return payload


def place(folder: Path) -> Place:
    """Make a line."""
    return Place(public_home(folder / "home"), free_port())


@dataclass
class Rosa:
    """One page of one browser, and all that left it."""

    page: Page
    url: str
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)

    @classmethod
    def at(cls, context: BrowserContext, url: str, path: str = "/en/report") -> "Rosa":
        """Open the form and wait until the script has it."""
        rosa = cls(context.new_page(), url)
        rosa.page.on("request", rosa.note)
        rosa.page.goto(url + path)
        rosa.page.wait_for_selector(SCRIPTED)
        return rosa

    def note(self, request: Request) -> None:
        """Remember a request."""
        self.sent.append((request.method, request.url, request.post_data_buffer or b""))

    def go_on(self, step: str) -> None:
        """Press the button, and wait for the step that follows."""
        self.page.click(CONTINUE)
        self.at_step(step)

    def at_step(self, step: str) -> None:
        """Wait for a step."""
        self.page.wait_for_selector(f"[data-step={step}]:visible", timeout=60_000)

    def tell(self, concern: str = "ce-equipment", **texts: str) -> None:
        """Go through all steps to the check; `texts` by field."""
        self.page.check(f"input[value={concern}]")
        self.go_on("what")
        for step, fields in (
            ("what", ("what", "where", "when")),
            ("about", ("about",)),
            ("files", ()),
            ("you", ("called",)),
        ):
            for name in fields:
                if name in texts:
                    self.page.fill(f"#{name}", texts[name])
            self.go_on({"what": "about", "about": "files", "files": "you", "you": "check"}[step])

    def send(self) -> str:
        """Send, and return the words."""
        self.page.click(CONTINUE)
        self.at_step("done")
        return self.words()

    def words(self) -> str:
        """Return the receipt's words."""
        return " ".join(self.page.locator("[data-step=done] .words li").all_inner_texts())

    def posted(self) -> list[str]:
        """Return the addresses of all that was posted or put."""
        return [url.removeprefix(self.url) for method, url, _ in self.sent if method != "GET"]

    def stored_by_browser(self) -> dict[str, Any]:
        """Return what the page keeps in the browser's clear stores."""
        found: dict[str, Any] = self.page.evaluate("({...localStorage, ...sessionStorage, cookies: document.cookie})")
        return found


def picture(comment: str) -> bytes:
    """Return a small PNG with a comment, as a camera or an editor writes one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    text = b"Comment\0" + comment.encode("latin-1")
    chunks = [chunk(b"IHDR", head), chunk(b"tEXt", text), chunk(b"IDAT", zlib.compress(b"\0\xff")), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def as_text(value: object) -> str:
    """Return anything as JSON, to search in it."""
    return json.dumps(value, ensure_ascii=False)
