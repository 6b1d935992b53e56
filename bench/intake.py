"""`make bench-intake`: acknowledged reports per second beside the bare limit of the same disk, in one run.

Prints ratios, and writes build/bench/intake.json (figure -> {"value", "unit", "note"}). Run it when nothing else runs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.bare import SIZE, bare_limit
from bench.figures import Figures
from bench.loads import Outcome, drive_apart
from tests.lines import REPOSITORY, free_port, public_home, running
from tests.world import DESK_SEED, line_keys
from tocsin.envelope.compose import compose_report
from tocsin.envelope.post import MEDIA_TYPE
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.seal import seal

CONNECTIONS = (1, 8, 32)
SEALED, FORMS, PARTS = 6000, 1500, 200
TEXT = "A grey buoy with a short aerial has been drifting off the quay. " * 32
MEBI = 1024 * 1024


def request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return the bytes of one HTTP request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def sealed_requests(count: int) -> list[bytes]:
    """Return distinct sealed posts of 2 KB of text."""
    keys, now = line_keys(now=datetime.now(UTC)), datetime.now(UTC)
    told = {"concern": "ce-equipment", "language": "en", "what": TEXT[:SIZE]}
    made = []
    for _ in range(count):
        options = {"keys": keys, "desk": "main", "charter": "1", "now": now, "rng": os.urandom}
        post = compose_report(told, None, receipt=Receipt(os.urandom(16)), **options)  # type: ignore[arg-type]
        name = post.name
        named = {"Tocsin-Desk": name.desk, "Tocsin-Epoch": name.epoch, "Tocsin-Id": name.envelope_id.hex()}
        made.append(request("POST", "/reports", {"Content-Type": MEDIA_TYPE, **named}, post.body))
    return made


def form_requests(count: int) -> list[bytes]:
    """Return distinct posts of the page without script: what the button on the check page sends."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    made = []
    for _ in range(count):
        told = {"concern": "ce-equipment", "what": TEXT[:SIZE], "where": "quay", "reads": "main"}
        fields = {**told, "receipt": os.urandom(16).hex()}
        made.append(request("POST", "/en/send", headers, urlencode(fields).encode()))
    return made


def part_requests(count: int) -> list[bytes]:
    """Return sealed parts of 1 MiB."""
    sealed = seal(os.urandom(MEBI), [recipient_of_seed(DESK_SEED)], rng=os.urandom)
    headers = {"Content-Type": "application/octet-stream", "Tocsin-Desk": "main", "Tocsin-Epoch": "2026-w48"}
    return [request("PUT", f"/attachments/{os.urandom(16).hex()}/0", headers, sealed) for _ in range(count)]


def with_attachment(count: int) -> list[bytes]:
    """Return a part of 1 MiB and a sealed post, one after the other on each connection."""
    return [x for pair in zip(part_requests(count), sealed_requests(count), strict=True) for x in pair]


def cpu(process: subprocess.Popen[bytes]) -> float:
    """Return the seconds of processor time a process has used."""
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


def measure(
    figures: Figures, name: str, process: subprocess.Popen[bytes], port: int, requests: list[bytes], *, each: int = 1
) -> None:
    """Run one kind of request at every number of connections; `each` requests make one report."""
    share = len(requests) // len(CONNECTIONS) // each * each
    for i, connections in enumerate(CONNECTIONS):
        slice_ = requests[i * share : (i + 1) * share]
        before = cpu(process)
        outcome: Outcome = drive_apart(port, slice_, connections, 201)
        reports = max(1, len(outcome.latencies) // each)
        used = 1000 * (cpu(process) - before) / reports
        note = f"{connections} connections, {reports} reports"
        figures.add(f"{name}_per_s_{connections}", outcome.per_second / each, "1/s", note)
        figures.add(f"{name}_p50_ms_{connections}", outcome.quantile(0.5), "ms", "of one request")
        figures.add(f"{name}_p99_ms_{connections}", outcome.quantile(0.99), "ms", "of one request")
        figures.add(f"{name}_failures_{connections}", sum(outcome.failures.values()), "", str(outcome.failures or ""))
        figures.add(f"{name}_cpu_ms_{connections}", used, "ms", "processor time of intake per report")


def main() -> int:
    """Measure everything in one run."""
    figures = Figures("intake")
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=figures.folder))
    try:
        limits = bare_limit(folder)
        best = max(limits.values())
        told = ", ".join(f"{batch}: {rate:.0f}" for batch, rate in limits.items())
        figures.add("bare_limit_per_s", best, "1/s", f"2 KB appended and flushed in batches of {told}")
        port = free_port()
        nop = subprocess.Popen([sys.executable, "-m", "bench.nop", str(port)], cwd=REPOSITORY)
        while not _listens(port):
            pass
        measure(figures, "empty_handler", nop, port, sealed_requests(SEALED))
        nop.terminate()
        nop.wait()
        home, port = public_home(folder / "home"), free_port()
        with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port) as intake:
            measure(figures, "sealed", intake, port, sealed_requests(SEALED))
            measure(figures, "form", intake, port, form_requests(FORMS))
            measure(figures, "attached", intake, port, with_attachment(PARTS), each=2)
            rss = psutil.Process(intake.pid).memory_info().rss / MEBI
        figures.add("intake_rss_mib", rss, "MiB", "resident after all of it")
        found = figures.found
        figures.add("sealed_cpu_ms", float(str(found["sealed_cpu_ms_32"]["value"])), "ms", "target: under 0.5")
        figures.add("form_cpu_ms", float(str(found["form_cpu_ms_32"]["value"])), "ms", "target: under 2")
        ratio = float(str(found["sealed_per_s_32"]["value"])) / best
        figures.add("ratio_to_limit", ratio, "", "sealed_per_s_32 / bare_limit_per_s; target: 2,000/s or 0.5, the less")
        figures.write()
    finally:
        shutil.rmtree(folder)
    return 0


def _listens(port: int) -> bool:
    from tests.lines import listens  # noqa: PLC0415 - a busy wait of some hundred milliseconds

    return listens(port)


if __name__ == "__main__":
    sys.exit(main())
