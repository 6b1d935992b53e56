"""`make bench-pages`: what a phone has to load before a person can begin, and how long sealing takes there.

In a real browser, with the processor as it is and slowed four times (a cheap phone beside this machine). Prints, and
writes build/bench/pages.json (figure -> {"value", "unit", "note"}). Run it when nothing else runs.
"""

import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.figures import Figures
from tests.lines import REPOSITORY, free_port, public_home, running
from tests.pages.browsers import chromium, violations
from tests.world import ROOT_PUBLIC, keys_json, line_keys
from tocsin.intake.line import Line

SLOWER = 4
MEBI = 1024 * 1024
TEXT = "A grey buoy with a short aerial has been drifting off the quay. " * 16


def loaded_kb(browser: Browser, url: str, *, script: bool) -> dict[str, float]:
    """Return kilobytes of one page's files by their kind, compressed as the server sent them; `Headers` stand apart."""
    context = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, tuple[str, float]] = {}
    sizes: dict[str, float] = {"Headers": 0.0}

    def received(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = (event["type"], float(event["response"]["encodedDataLength"]) / 1024)

    def finished(event: dict[str, Any]) -> None:
        kind, head = kinds.get(event["requestId"], ("Other", 0.0))
        sizes["Headers"] += head
        sizes[kind] = sizes.get(kind, 0) + float(event["encodedDataLength"]) / 1024 - head

    wire.send("Network.enable")
    wire.on("Network.responseReceived", received)
    wire.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="networkidle")
    context.close()
    return sizes


def sealing(page: Page, wire: CDPSession, figures: Figures, *, slower: int) -> None:
    """Measure sealing 1 KB of text and a stream, at one speed of the processor."""
    wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    keys = [keys_json(line_keys(now=datetime.now(UTC))).decode(), list(ROOT_PUBLIC)]
    first = page.evaluate("([k, r, t]) => sealReports(k, r, t, 1)", [*keys, TEXT])[0]
    later = page.evaluate("([k, r, t]) => sealReports(k, r, t, 15)", [*keys, TEXT])
    size = 32 * MEBI // slower
    times = [page.evaluate("([k, r, s]) => sealBytes(k, r, s)", [*keys, size]) for _ in range(3)]
    name = "" if slower == 1 else f"_{slower}x_slower"
    speed = "processor as it is" if slower == 1 else f"processor {slower} times slower"
    told = f"1 KB of text: keys verified, report and slip sealed; {speed}"
    figures.add(f"seal_ms{name}", statistics.median(later), "ms", f"{told}; target: under 300")
    figures.add(f"seal_first_ms{name}", first, "ms", f"{told}; the first, with everything cold")
    figures.add(f"seal_mib_per_s{name}", size / MEBI / min(times) * 1000, "MiB/s", f"a stream, one thread; {speed}")


def bundle(folder: Path) -> Path:
    """Bundle the measured code as the pages' scripts are."""
    out = folder / "sealing.js"
    words = ["npx", "esbuild", "bench/sealing.ts", "--bundle", "--minify", "--format=iife", "--target=es2020"]
    subprocess.run([*words, f"--outfile={out}", "--log-level=error"], cwd=REPOSITORY, check=True)
    return out


def measure_loads(browser: Browser, url: str, figures: Figures) -> None:
    """Measure what first page and form load."""
    home = loaded_kb(browser, f"{url}/en", script=False)
    figures.add("first_view_kb", sum(home.values()), "KB", "first page: HTML, style, headers; target: under 50")
    form = loaded_kb(browser, f"{url}/en/report", script=True)
    script, headers = form.pop("Script", 0), form.pop("Headers")
    figures.add("form_view_kb", sum(form.values()), "KB", "the form, compressed, besides script")
    figures.add("script_kb", script, "KB", "all script that the form loads, compressed; target: under 60")
    figures.add("form_headers_kb", headers, "KB", "headers of all that the form loads, HTTP/1.1")


def faults(browser: Browser, url: str, home: Path) -> list[str]:
    """Return what axe-core finds wrong with the static pages, at a phone's width."""
    site = Line.read(home, now=lambda: datetime.now(UTC)).site
    paths = [path for path, file in site.items() if file.type.startswith("text/html")]
    found = []
    for scheme in ("light", "dark"):
        size = {"width": 360, "height": 740}
        context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()
        for path in paths:
            page.goto(url + path)
            found += [f"{path}: {fault}" for fault in violations(page)]
        context.close()
    return found


def main() -> int:
    """Measure everything in one run."""
    figures = Figures("pages")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home, port = public_home(Path(folder) / "home"), free_port()
        browser = chromium(playwright)
        with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
            url = f"http://localhost:{port}"
            measure_loads(browser, url, figures)
            found = faults(browser, url, home)
            figures.add("axe_violations", len(found), "", "; ".join(found) or "every static page, both ways of light")
            context = browser.new_context(bypass_csp=True)
            page = context.new_page()
            page.goto(f"{url}/en")
            page.add_script_tag(path=bundle(Path(folder)))
            wire = context.new_cdp_session(page)
            for slower in (1, SLOWER):
                sealing(page, wire, figures, slower=slower)
        browser.close()
    figures.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
