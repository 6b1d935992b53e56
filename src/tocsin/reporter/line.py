"""A line over HTTP: its facts, its signed keys, and the few requests that `docs/api.md` describes."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Self

import httpx

from tocsin.envelope import canonical
from tocsin.envelope.errors import BadKeys, NotCanonical
from tocsin.envelope.keys import LineKeys, line_id
from tocsin.envelope.post import MEDIA_TYPE, Post
from tocsin.envelope.replies import ASKED, SEALED_REPLY
from tocsin.exchange.routes import PATH as ROUTES
from tocsin.exchange.routes import Routes, read_routes
from tocsin.exchange.site import MANIFEST, read_manifest
from tocsin.gate.work import HEADER
from tocsin.reporter.work import solve

TRIES = 6
TIMEOUT = httpx.Timeout(30, write=120, read=120)
_SERVER_ERROR = 500
_WORK = "work-needed"


class LineAway(Exception):
    """The line does not answer, or not as a line."""

    hint = "Check the address. If it is right, wait some minutes and send again: it stays the same report."


class LineRefused(Exception):
    """The line refused; `code` is stable, and `answer` holds what it said."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(str(answer.get("message", status)))
        self.status, self.answer = status, answer
        self.code = str(answer.get("error", status))
        self.hint = str(answer.get("hint", ""))


@dataclass(frozen=True)
class Facts:
    """What `tocsin.json` says."""

    root: bytes
    desk: str
    overseer: str
    charter: str
    codes: frozenset[str]
    languages: tuple[str, ...]


class Line:
    """One line. Follows no redirect, uses no proxy of the environment, keeps no cookie."""

    def __init__(
        self,
        url: str,
        *,
        root: bytes | None = None,
        pause: Callable[[float], None] = time.sleep,
        work: Callable[[object], str] = solve,
    ) -> None:
        self._http = httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT, trust_env=False, follow_redirects=False)
        self._pause, self._work = pause, work
        try:
            self.facts = self._read_facts(root)
            self.keys = self.read_keys(self.get("/keys.json"))
        except BaseException:
            self._http.close()  # nobody else holds it: the object is never handed out
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def read_keys(self, data: bytes) -> LineKeys:
        """Verify keys; an older serial than the one seen is a rollback, and refused."""
        keys = LineKeys.read(data, self.facts.root)
        seen = getattr(self, "keys", None)
        if seen is not None and keys.serial < seen.serial:
            raise BadKeys("these keys are older than the ones seen before")
        return keys

    @cached_property
    def pages(self) -> dict[str, dict[str, Any]]:
        """What every page must be, as the line's root signed it: path -> sha256 (hex), size, type."""
        manifest = self.get(f"/{MANIFEST}")
        if sha256(manifest).hexdigest() != self.keys.hashes.get("site"):
            raise BadKeys("the list of pages is not the one that the line's root signed")
        try:
            return read_manifest(manifest)
        except NotCanonical:
            raise BadKeys("the list of pages is not of this version") from None

    @cached_property
    def routes(self) -> Routes | None:
        """Who reads what, as the line's root signed it; None where one desk reads everything.

        A table that is not the signed one raises `BadKeys`: a guess could tell a desk what is told about it.
        """
        if "site" not in self.keys.hashes or ROUTES not in self.pages:
            return None
        table = self.get(ROUTES)
        if sha256(table).hexdigest() != self.pages[ROUTES]["sha256"]:
            raise BadKeys("the table of who reads what is not the one that the line's root signed")
        try:
            return read_routes(table)
        except NotCanonical:
            raise BadKeys("the table of who reads what is not of this version") from None

    def reading_desk(self, answers: Mapping[str, object]) -> str:
        """Return the desk that reads these answers: by concern and area, else the line's own."""
        concern, area = str(answers.get("concern", "")), str(answers.get("area") or "")
        reading = self.routes.reading(concern, area, self.now().date()) if self.routes else None
        return reading.desk if reading else self.facts.desk

    def get(self, path: str) -> bytes:
        """Return what lies under a path, as a browser would get it."""
        return self._send("GET", path, b"", {})

    def take_keys(self, refused: LineRefused) -> None:
        """Take the keys that a 409 carried."""
        answer = refused.answer.get("keys")
        self.keys = self.read_keys(canonical.dumps(answer) if isinstance(answer, dict) else self.get("/keys.json"))

    def post(self, post: Post) -> None:
        """Post a sealed report; tried again on lost connections and 5xx, which is safe: it is the same report."""
        name = post.name
        headers = {"Content-Type": MEDIA_TYPE, "Tocsin-Id": name.envelope_id.hex()}
        self._send("POST", "/reports", post.body, headers | _addressed(name.desk, name.epoch))

    def put_part(self, attachment: bytes, number: int, sealed: bytes, *, desk: str, epoch: str) -> None:
        """Store one sealed part; the same part again is stored once."""
        headers = {"Content-Type": "application/octet-stream"} | _addressed(desk, epoch)
        self._send("PUT", f"/attachments/{attachment.hex()}/{number}", sealed, headers)

    def fetch(self, names: list[bytes]) -> list[bytes]:
        """Return what lies under eight names; random bytes where nothing lies."""
        headers = {"Content-Type": "application/octet-stream"}
        answer = self._send("POST", "/replies", b"".join(names), headers)
        if len(answer) != ASKED * SEALED_REPLY:
            raise LineAway("the answer has another size than eight replies")
        return [answer[i : i + SEALED_REPLY] for i in range(0, len(answer), SEALED_REPLY)]

    def now(self) -> datetime:
        """Return the time, which decides between this week's key and the next."""
        return datetime.now(UTC)

    def _read_facts(self, root: bytes | None) -> Facts:
        try:
            value = canonical.loads(self.get("/.well-known/tocsin.json"))
            found = canonical.unhex(value["root"], 32)
            codes = frozenset(value["concerns"]) | frozenset(value["paths"])
            languages = tuple(value["languages"])
            facts = Facts(root or found, value["desk"], value["overseer"], value["charter"], codes, languages)
        except (NotCanonical, KeyError, TypeError) as error:
            raise LineAway("what answers there is not a line of this version") from error
        if (root is not None and root != found) or value["line"] != line_id(facts.root).hex():
            raise BadKeys("another line answers here than the one whose root you named")
        return facts

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        """Send a request, and do the work that the line asks for in a flood."""
        for _ in range(TRIES):
            try:
                return self._try(method, path, body, headers)
            except LineRefused as refused:
                if refused.code != _WORK:
                    raise
                headers = {**headers, HEADER: self._work(refused.answer.get("challenge"))}
        return self._try(method, path, body, headers)

    def _try(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        for wait in self._waits():
            try:
                answer = self._http.request(method, path, content=body, headers=headers)
            except httpx.TransportError as error:
                if wait is None:
                    raise LineAway(f"no answer from the line ({type(error).__name__})") from error
            else:
                if answer.is_success:
                    return answer.content
                if answer.status_code < _SERVER_ERROR or wait is None:
                    raise LineRefused(answer.status_code, _json(answer))
            self._pause(wait)
        raise LineAway("no answer from the line")

    @staticmethod
    def _waits() -> Iterator[float | None]:
        yield from (0.2 * 2**i for i in range(TRIES - 1))
        yield None


def _addressed(desk: str, epoch: str) -> dict[str, str]:
    return {"Tocsin-Desk": desk, "Tocsin-Epoch": epoch}


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {"message": f"HTTP {answer.status_code}"}
    return value if isinstance(value, dict) else {}
