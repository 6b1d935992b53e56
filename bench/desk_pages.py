"""`make bench-desk-pages`: the queue at 100,000 cases, opening a report, and the opener alone, beside bare limits.

Prints ratios, and writes build/bench/desk-pages.json (figure -> {"value", "unit", "note"}). Run it alone.
"""

import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from bench.desk_line import CASES, OFFICERS, REPORTS, desk_home, fill_desk
from bench.figures import Figures
from tests.lines import free_port, running
from tests.opener.hostile import Session, Web, opener

PAGES, CHANGED, OPENS, EACH = 300, 60, 400, 400


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return 1000 * quantiles(seconds, n=20)[-1]


def timed(act: Callable[[], object]) -> float:
    """Return how long an act took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def commits(folder: Path, count: int = 500) -> list[float]:
    """Return how long a durable commit of one small row takes here: what each opening costs at least."""
    connection = sqlite3.connect(folder / "bare.db")
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x BLOB)")

    def commit() -> None:
        connection.execute("INSERT INTO t VALUES (?)", (os.urandom(600),))
        connection.commit()

    return [timed(commit) for _ in range(count)]


def opens(home: Path, officer: str, cases: list[str], count: int) -> list[float]:
    """Open cases one after the other in an officer's shift; return how long each took."""
    with Web(home) as web:
        session = Session.begin(web, home, officer)
        messages = [session.message("open", cases[i % len(cases)], "my queue") for i in range(count)]

        def ask(message: dict[str, object]) -> None:
            answer = web.ask(**message)
            assert answer["ok"], answer

        return [timed(lambda m=message: ask(m)) for message in messages]  # type: ignore[misc]


class Browser:
    """What an officer's browser sends: the session's cookie, and signed posts."""

    def __init__(self, port: int, session: str) -> None:
        self._http = HTTPConnection("localhost", port)
        self._cookie = f"tocsin_desk_main={session}; tocsin_token_main={'c' * 32}"

    def get(self, path: str) -> bytes:
        """Get a page; anything but 200 is a failure."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: object) -> bytes:
        """Post a signed request."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": "c" * 32}
        return self._ask("POST", path, json.dumps(body), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        self._http.request(method, path, body, {"Cookie": self._cookie, **headers})
        answer = self._http.getresponse()
        data = answer.read()
        assert answer.status == 200, (path, answer.status, data[:300])
        return data


def timed_after_a_change(browser: Browser, case: str) -> float:
    """Return how long the queue page takes when somebody just did something: its numbers are counted anew."""
    for act in ("claim", "release"):
        browser.post("/queue/act", {"act": act, "cases": [case]})
    return timed(lambda: browser.get("/"))


def measure_opener(home: Path, cases: list[str], figures: Figures, folder: Path) -> None:
    """Measure the opener alone over its socket, from one officer and from four at once."""
    bare = commits(folder)
    alone = opens(home, OFFICERS[0], cases, EACH)
    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda officer: opens(home, officer, cases, EACH), OFFICERS[1:5]))
    per_second = 4 * EACH / (time.perf_counter() - began)
    limit = len(bare) / sum(bare)
    figures.add("opens_per_s", per_second, "1/s", f"4 officers at once, {4 * EACH} openings, each logged and durable")
    figures.add("opener_p95_ms", p95(alone), "ms", f"one officer over the socket, {EACH} openings")
    figures.add("bare_commits_per_s", limit, "1/s", "durable SQLite commits of 600 bytes, same disk, same run")
    figures.add("opens_to_commits", per_second / limit, "ratio", "openings per bare commit")


def measure_pages(home: Path, port: int, session: str, cases: list[str], figures: Figures) -> None:
    """Measure the queue's page and the opening of a report as a browser meets them."""
    browser = Browser(port, session)
    browser.get("/")
    bare = [timed(lambda: browser.get("/released/desk.css")) for _ in range(PAGES)]
    queue = [timed(lambda: browser.get("/")) for _ in range(PAGES)]
    figures.add("queue_p95_ms", p95(queue), "ms", f"{PAGES} queue pages, {CASES:,} cases in the desk's database")
    figures.add("queue_kb", len(browser.get("/")) / 1000, "KB", "HTML of the page, not compressed")
    figures.add("bare_page_p95_ms", p95(bare), "ms", "the style sheet from the same process: no query, no template")
    figures.add("queue_to_bare", p95(queue) / p95(bare), "ratio", "queue page to bare page")
    changed = [timed_after_a_change(browser, cases[i % len(cases)]) for i in range(CHANGED)]
    figures.add(
        "queue_changed_p95_ms", p95(changed), "ms", f"the same, each after an act that changed it, {CHANGED} times"
    )
    with Web(home) as web:
        signed = Session.begin(web, home, OFFICERS[5])
    messages = [(c, signed.message("open", c, "my queue")) for c in (cases[i % len(cases)] for i in range(OPENS))]
    read = [timed(lambda c=case, m=m: browser.post(f"/cases/{c}/read", m)) for case, m in messages]  # type: ignore[misc]
    figures.add("open_p95_ms", p95(read), "ms", f"{OPENS} reports opened through the desk: signed, logged, drawn")


def main() -> None:
    """Measure and write."""
    figures = Figures("desk-pages")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = desk_home(Path(folder) / "home")
        stack.enter_context(opener(home))
        with Web(home) as web:
            web.ask(collect=True)
            first = Session.begin(web, home, OFFICERS[6])
            listed = web.ask(**first.message("cases", reason="", limit=REPORTS))["result"]["cases"]
        cases = [case["case"] for case in listed]
        assert len(cases) == REPORTS
        measure_opener(home, cases, figures, Path(folder))
        session, port = fill_desk(home, OFFICERS[5]), free_port()
        stack.enter_context(running("tocsin-desk", "serve", "--home", str(home), "--port", str(port), port=port))
        measure_pages(home, port, session, cases, figures)
    figures.write()


if __name__ == "__main__":
    main()
